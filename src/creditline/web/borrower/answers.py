"""What a borrower answers on the page: an offer accepted or declined, a limit asked back that nothing keeps away."""

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.decisions.flags import FlagClosed
from creditline.decisions.trigger import Trigger
from creditline.lines.event import Event, EventKind
from creditline.store.decision_files import OfferUnknown, read_offer, read_profile
from creditline.usecases.answering import OfferClosed, check_open
from creditline.usecases.deciding import DecisionImpossible
from creditline.usecases.reconsider import Reconsider
from creditline.web.borrower.actions import AmountData, stamp
from creditline.web.borrower.said import Said
from creditline.web.desk import AppRequest, Desk, desk_of

_REFUSALS = (OfferClosed, OfferUnknown, FlagClosed, DecisionImpossible)


@post("/lines/{line_id:str}/offers/{offer_id:str}/accept", include_in_schema=False)
async def accept(request: AppRequest, line_id: FromPath[str], offer_id: FromPath[str], data: AmountData) -> Redirect:
    """Accept an offer: the line is decided anew, and rises to it or to what its means still carry."""
    return await _answer(request, line_id, offer_id, data.key, accepted=True)


@post("/lines/{line_id:str}/offers/{offer_id:str}/decline", include_in_schema=False)
async def decline(request: AppRequest, line_id: FromPath[str], offer_id: FromPath[str], data: AmountData) -> Redirect:
    """Decline an offer. Nothing else changes."""
    return await _answer(request, line_id, offer_id, data.key, accepted=False)


@post("/lines/{line_id:str}/reviews", include_in_schema=False)
async def ask_back(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Redirect:
    """Decide the line anew because the borrower asks: a rise is then an answer, and needs no offer."""
    desk = desk_of(request)
    await read_profile(desk.database, line_id)
    command = Reconsider(
        line_id=line_id, stamp=await stamp(request, desk, data.key), trigger=Trigger.REQUEST, by="borrower"
    )
    return await _decide(desk, command)


async def _answer(request: AppRequest, line_id: str, offer_id: str, key: str, *, accepted: bool) -> Redirect:
    desk = desk_of(request)
    offer = await read_offer(desk.database, offer_id)
    if offer.line_id != line_id:
        raise OfferUnknown(offer_id)
    try:
        check_open(offer)
    except OfferClosed:
        return _say(line_id, Said.CLOSED)
    command = Reconsider(
        line_id=line_id,
        stamp=await stamp(request, desk, key),
        trigger=Trigger.OFFER_ACCEPTED if accepted else Trigger.REVIEW,
        accept=offer_id if accepted else None,
        decline=None if accepted else offer_id,
        by="borrower",
    )
    return await _decide(desk, command)


async def _decide(desk: Desk, command: Reconsider) -> Redirect:
    try:
        receipt = await desk.writer.submit(command)
    except _REFUSALS:
        return _say(command.line_id, Said.LATER)
    if command.decline is not None:
        return _say(command.line_id, Said.DECLINED)
    return _say(command.line_id, Said.RAISED if any(map(_raises, receipt.events)) else Said.KEPT)


def _raises(event: Event) -> bool:
    before, after = event.limit_before_minor, event.after.limit_minor
    return event.kind is EventKind.LIMIT_CHANGED and event.accepted and (after or 0) > (before or 0)


def _say(line_id: str, said: Said) -> Redirect:
    """Return to the page: the form that was sent may be gone from it by now, so htmx could not bring the answer."""
    return Redirect(f"/lines/{line_id}?said={said.value}#message", status_code=303)


HANDLERS = [accept, decline, ask_back]
