"""Coming in by a link from the lender's app: the link is used up, a cookie stands for it."""

from litestar import get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from creditline.access.pass_token import SESSION_LASTS
from creditline.access.principal import Borrower
from creditline.store.audit import Deed
from creditline.usecases.admit_borrower import redeem_link
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import BORROWER_COOKIE, cookie_name


@get("/enter", include_in_schema=False)
async def enter(request: AppRequest, token: FromQuery[str] = "") -> Redirect:
    """Open a session for the line that the link names, and go to its page."""
    desk = desk_of(request)
    session_token, session = await redeem_link(desk.database, desk.signing_secret, token, desk.wall.now())
    actor = Borrower(session.line_id).actor
    await desk.journal.write(Deed(desk.wall.now(), actor, "borrower.entered", session.line_id, session.id))
    cookie = Cookie(
        key=cookie_name(desk, BORROWER_COOKIE),
        value=session_token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=not desk.sandbox,
    )
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return Redirect(f"/lines/{session.line_id}", status_code=303, cookies=[cookie], headers=headers)


HANDLERS = [enter]
