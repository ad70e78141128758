"""Links for borrowers: the lender's app asks for one when its signed-in customer opens the page of a line."""

from datetime import datetime
from typing import Annotated

from litestar import Response, post
from msgspec import Meta, Struct

from creditline.usecases.admit_borrower import mint_link
from creditline.web.api.carry_out import PROBLEMS, PathLineId
from creditline.web.desk import AppRequest, desk_of


class BorrowerLink(Struct):
    """A link that opens the line's page once, before it expires."""

    url: Annotated[str, Meta(description="Open it in the borrower's browser. It works once.")]
    expires_at: datetime


@post("/lines/{line_id:str}/borrower_links", summary="Let a borrower in", tags=["Borrowers"], responses=PROBLEMS)
async def create_borrower_link(request: AppRequest, line_id: PathLineId) -> Response[BorrowerLink]:
    """Make a link to the line's page for its borrower. It works once, for five minutes; the page stays open for thirty.

    Whoever has the link comes in, so give it to nobody but the borrower whom your app has signed in.
    """
    desk = desk_of(request)
    token, link = await mint_link(desk.database, desk.signing_secret, line_id, desk.wall.now())
    base = desk.settings.public_url or str(request.base_url).rstrip("/")
    return Response(BorrowerLink(f"{base}/enter?token={token}", link.expires_at), status_code=201)


HANDLERS = [create_borrower_link]
