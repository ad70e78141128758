"""One decision on a page of its own, and the same made again before the reader's eyes."""

from dataclasses import dataclass, replace

from litestar import Response, get
from litestar.params import FromPath

from creditline.decisions.replay import SourceMissing
from creditline.store.decision_files import DecisionUnknown
from creditline.store.lines import read_line
from creditline.usecases.explain_line import tell_decision
from creditline.usecases.replay_decisions import replay_decision
from creditline.web.borrower.actions import by_htmx
from creditline.web.borrower.frame import HEADERS, HTML, Frame, frame_of
from creditline.web.borrower.why import DecisionView, decision_view
from creditline.web.borrower.wording import Message
from creditline.web.desk import AppRequest, Desk, desk_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """A decision of a line, and what a replay said if one was asked for."""

    line_id: str
    name: str
    decision: DecisionView
    replayed: Message | None = None


@get("/lines/{line_id:str}/decisions/{decision_id:str}", include_in_schema=False)
async def show_decision(request: AppRequest, line_id: FromPath[str], decision_id: FromPath[str]) -> Response[str]:
    """Show a decision with everything it was made from."""
    frame = frame_of(request)
    return frame.page("decision.html", page=await _page(desk_of(request), frame, line_id, decision_id))


@get("/lines/{line_id:str}/decisions/{decision_id:str}/replay", include_in_schema=False)
async def show_replay(request: AppRequest, line_id: FromPath[str], decision_id: FromPath[str]) -> Response[str]:
    """Make the decision again, now, and say whether it is the same to the last byte."""
    frame, desk = frame_of(request), desk_of(request)
    page = await _page(desk, frame, line_id, decision_id)
    message = await _replayed(desk, frame, decision_id)
    if by_htmx(request):
        body = frame.part("_message.html", message=message)
        return Response(body, status_code=200, media_type=HTML, headers=HEADERS)
    return frame.page("decision.html", page=replace(page, replayed=message))


async def _page(desk: Desk, frame: Frame, line_id: str, decision_id: str) -> DecisionPage:
    line = await read_line(desk.database, line_id)
    told = await tell_decision(desk.database, line_id, decision_id)
    if told is None:
        raise DecisionUnknown(decision_id)
    terms = line.terms
    view = decision_view(told, terms.currency, terms.zone, frame.language)
    return DecisionPage(line_id=line_id, name=frame.language.name(terms.name), decision=view)


async def _replayed(desk: Desk, frame: Frame, decision_id: str) -> Message:
    _ = frame.language.gettext
    try:
        found = await replay_decision(desk.database, decision_id)
    except SourceMissing:
        return Message("warning", _("It cannot be replayed here: what it was made with is not at hand."))
    if found.equal:
        return Message("success", _("Replayed just now from the same facts, policy and law: equal to the last bit."))
    return Message("danger", _("Replayed just now: it comes out otherwise than recorded. Please tell us."))


HANDLERS = [show_decision, show_replay]
