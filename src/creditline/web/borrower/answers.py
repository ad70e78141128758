"""What a borrower answers on the page: an offer accepted or declined, a limit asked back that nothing keeps away."""

from litestar import Response, post
from litestar.params import FromPath

from creditline.decisions.decision import Effect
from creditline.decisions.flags import FlagClosed
from creditline.decisions.trigger import Trigger
from creditline.store.decision_files import OfferUnknown, read_decisions, read_offer, read_profile
from creditline.usecases.answering import OfferClosed, check_open
from creditline.usecases.deciding import DecisionImpossible
from creditline.usecases.reconsider import Reconsider
from creditline.web.borrower.actions import AmountData, by_htmx, say_with_parts, stamp
from creditline.web.borrower.frame import Frame, frame_of
from creditline.web.borrower.pages import page_of, shown_events
from creditline.web.borrower.wording import Message
from creditline.web.desk import AppRequest, Desk, desk_of

_REFUSALS = (OfferClosed, OfferUnknown, FlagClosed, DecisionImpossible)


@post("/lines/{line_id:str}/offers/{offer_id:str}/accept", include_in_schema=False)
async def accept(
    request: AppRequest, line_id: FromPath[str], offer_id: FromPath[str], data: AmountData
) -> Response[str]:
    """Accept an offer: the line is decided anew, and rises to it or to what its means still carry."""
    return await _answer(request, line_id, offer_id, data.key, accepted=True)


@post("/lines/{line_id:str}/offers/{offer_id:str}/decline", include_in_schema=False)
async def decline(
    request: AppRequest, line_id: FromPath[str], offer_id: FromPath[str], data: AmountData
) -> Response[str]:
    """Decline an offer. Nothing else changes."""
    return await _answer(request, line_id, offer_id, data.key, accepted=False)


@post("/lines/{line_id:str}/reviews", include_in_schema=False)
async def ask_back(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str]:
    """Decide the line anew because the borrower asks: a rise is then an answer, and needs no offer."""
    desk = desk_of(request)
    await read_profile(desk.database, line_id)
    command = Reconsider(
        line_id=line_id, stamp=await stamp(request, desk, data.key), trigger=Trigger.REQUEST, by="borrower"
    )
    return await _decide(request, desk, command, frame_of(request))


async def _answer(request: AppRequest, line_id: str, offer_id: str, key: str, *, accepted: bool) -> Response[str]:
    desk, frame = desk_of(request), frame_of(request)
    offer = await read_offer(desk.database, offer_id)
    if offer.line_id != line_id:
        raise OfferUnknown(offer_id)
    try:
        check_open(offer)
    except OfferClosed:
        words = frame.language.gettext("This offer was answered already or has ended.")
        return await _say(request, desk, frame, line_id, Message("warning", words))
    command = Reconsider(
        line_id=line_id,
        stamp=await stamp(request, desk, key),
        trigger=Trigger.OFFER_ACCEPTED if accepted else Trigger.REVIEW,
        accept=offer_id if accepted else None,
        decline=None if accepted else offer_id,
        by="borrower",
    )
    return await _decide(request, desk, command, frame)


async def _decide(request: AppRequest, desk: Desk, command: Reconsider, frame: Frame) -> Response[str]:
    try:
        await desk.writer.submit(command)
    except _REFUSALS:
        words = frame.language.gettext("That could not be decided now. Nothing was changed; try again later.")
        return await _say(request, desk, frame, command.line_id, Message("warning", words))
    message = await _outcome(desk, frame, command)
    return await _say(request, desk, frame, command.line_id, message)


async def _outcome(desk: Desk, frame: Frame, command: Reconsider) -> Message:
    _ = frame.language.gettext
    if command.decline is not None:
        return Message("success", _("Declined. Your limit stays as it is, and saying no costs nothing."))
    made = (await read_decisions(desk.database, command.line_id, before=None, limit=1))[0]
    if made.effect is Effect.RAISED:
        return Message("success", _("Your limit is higher now, and can be used at once."))
    return Message("warning", _("It was decided anew, and the limit stays: the reasons stand below."))


async def _say(request: AppRequest, desk: Desk, frame: Frame, line_id: str, message: Message) -> Response[str]:
    if by_htmx(request):
        return await say_with_parts(desk, frame, line_id, message)
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale), message)
    return frame.page("line.html", page=page)


HANDLERS = [accept, decline, ask_back]
