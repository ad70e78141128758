"""What would be: the form on the page of a line, answered by the real policy on the real line. Nothing is written."""

from dataclasses import replace

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from creditline.lines.line import Line
from creditline.money.amount import AmountMalformed
from creditline.store.lines import read_line
from creditline.usecases.what_if import (
    NothingSupposed,
    Supposed,
    what_if_drawn,
    what_if_repaid,
    what_if_used,
)
from creditline.web.borrower.actions import by_htmx
from creditline.web.borrower.amounts import UNUSABLE, amount_fault, typed_minor
from creditline.web.borrower.frame import HEADERS, HTML, Frame, frame_of
from creditline.web.borrower.pages import page_of, shown_events
from creditline.web.borrower.supposing import KINDS, Asked, supposed_view
from creditline.web.desk import AppRequest, Desk, desk_of

_PERCENT_BPS = 100


@get("/lines/{line_id:str}/what_if", include_in_schema=False)
async def suppose(
    request: AppRequest, line_id: FromPath[str], kind: FromQuery[str] = "draw", value: FromQuery[str] = ""
) -> Response[str]:
    """Show what a draw, a repayment or a share of the limit would do."""
    frame, desk = frame_of(request), desk_of(request)
    line = await read_line(desk.database, line_id)
    kind = kind if kind in KINDS else KINDS[0]
    supposed, fault = None, ""
    try:
        found = await _suppose(desk, line, kind, value.strip())
    except (*UNUSABLE, NothingSupposed) as unusable:
        fault = _words(unusable, kind, line.terms.currency, frame)
    else:
        supposed = supposed_view(found, frame.language)
    asked = Asked(kind, value, fault)
    if by_htmx(request):
        body = frame.part("_supposed.html", asked=asked, supposed=supposed)
        return Response(body, status_code=200, media_type=HTML, headers=HEADERS)
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale))
    return frame.page("line.html", page=replace(page, asked=asked, supposed=supposed))


async def _suppose(desk: Desk, line: Line, kind: str, value: str) -> Supposed:
    now, database = desk.clock.now(), desk.database
    if kind == "use":
        return await what_if_used(database, line.id, _share_bps(value, line.terms.currency), now=now)
    amount_minor = typed_minor(value, line.terms.currency)
    what_if = what_if_drawn if kind == "draw" else what_if_repaid
    return await what_if(database, line.id, amount_minor, now=now)


def _share_bps(value: str, currency: str) -> int:
    """Read a share of the limit, a whole number of percent from 0 to 100; raise AmountMalformed."""
    digits = value.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len("100") and int(digits) <= _PERCENT_BPS):
        raise AmountMalformed(value, currency)
    return int(digits) * _PERCENT_BPS


def _words(unusable: Exception, kind: str, currency: str, frame: Frame) -> str:
    _ = frame.language.gettext
    if isinstance(unusable, NothingSupposed):
        return _("That is what you use already: nothing would change.")
    if kind == "use":
        return _("Enter a whole number of percent from 0 to 100.")
    return amount_fault(unusable, currency, frame.language)


HANDLERS = [suppose]
