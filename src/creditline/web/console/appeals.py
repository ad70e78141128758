"""One appeal on an officer's screen: what was said, the papers, the line, and the four things that can be done."""

from collections.abc import Awaitable
from datetime import datetime

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.access.rights import Right
from creditline.appeals.appeal import Appeal, AppealOutcome, Effect, State
from creditline.appeals.deciding import Verdict
from creditline.dates.business_date import business_date
from creditline.decisions.flags import FlagState
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.line import Line, Status
from creditline.money.amount import AmountMalformed, AmountTooLarge, format_minor, parse_minor
from creditline.store.appeals import note_look, read_appeal, read_evidence, read_look, read_paper, read_timeline
from creditline.store.decision_files import read_flags
from creditline.usecases.decide_appeal import FREEZE, approve_appeal, decide_appeal
from creditline.usecases.file_appeal import path_of
from creditline.usecases.release_flag import releasing
from creditline.usecases.view_line import view_line
from creditline.usecases.work_appeal import (
    AppealMoved,
    ask_borrower,
    assign_appeal,
    extend_promise,
    refuse_proposal,
    unassign_appeal,
)
from creditline.web.api.shapes import event_id
from creditline.web.appeal_views import appeal_view
from creditline.web.appeal_wording import OFFICER_OUTCOMES, REFUSALS, refusal, release_words
from creditline.web.borrower.appealed import words_of
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import by_of, console_page, fields_of, form_of, go, note
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import Language
from creditline.web.paper_answer import file_answer

_CONFLICT, _UNUSABLE = 409, 422
_EMPTY = {"outcome": "", "limit": "", "words": ""}


@get("/console/appeals/{appeal_id:str}", include_in_schema=False)
async def show_appeal(request: AppRequest, appeal_id: FromPath[str]) -> Response[str]:
    """Show an appeal, and note when this person first had it on the screen."""
    desk, who = desk_of(request), staff_of(request)
    await read_appeal(desk.database, appeal_id)
    if who.may(Right.WORK_APPEALS):
        await note_look(desk.database, appeal_id, who.id, desk.wall.now())
    return await _page(request, appeal_id)


@get("/console/appeals/{appeal_id:str}/evidence/{evidence_id:str}", include_in_schema=False)
async def send_paper(request: AppRequest, appeal_id: FromPath[str], evidence_id: FromPath[str]) -> Response[bytes]:
    """Hand a paper out."""
    return await paper_answer(desk_of(request), appeal_id, evidence_id)


@post("/console/appeals/{appeal_id:str}/assignment", include_in_schema=False)
async def take(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Take the appeal, or give it back into the queue."""
    desk, form, by = desk_of(request), await form_of(request), by_of(request)
    now = desk.clock.now()
    if form.get("to") == "queue":
        act = unassign_appeal(desk.database, appeal_id, seen=_seen(form), by=by, now=now)
    else:
        act = assign_appeal(desk.database, appeal_id, seen=_seen(form), to=by.id, by=by, now=now)
    return await _done(request, appeal_id, act, "appeal.assigned")


@post("/console/appeals/{appeal_id:str}/question", include_in_schema=False)
async def ask(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Ask the borrower for more."""
    desk, form = desk_of(request), await form_of(request)
    act = ask_borrower(
        desk.database,
        appeal_id,
        seen=_seen(form),
        words=form.get("words", ""),
        by=by_of(request),
        now=desk.clock.now(),
        rules=desk.intake.rules,
    )
    return await _done(request, appeal_id, act, "appeal.more_asked")


@post("/console/appeals/{appeal_id:str}/decision", include_in_schema=False)
async def decide(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Decide, or propose where a second person has to approve."""
    desk, form = desk_of(request), await form_of(request)
    appeal = await read_appeal(desk.database, appeal_id)
    line = await view_line(desk.database, appeal.line_id, now=desk.clock.now())
    try:
        verdict = await _verdict(request, form, line, appeal)
    except (AmountMalformed, AmountTooLarge, ValueError):
        words = frame_of(request).language.gettext(
            "Choose an outcome, and write the limit in digits, such as 20000.00."
        )
        return await _page(request, appeal_id, Message("danger", words), form, _UNUSABLE)
    act = decide_appeal(
        desk.database,
        appeal_id,
        verdict,
        seen=_seen(form),
        by=by_of(request),
        now=desk.clock.now(),
        rules=desk.intake.rules,
        release_flag=releasing(line.id, by=staff_of(request).login, words=verdict.words),
    )
    return await _done(request, appeal_id, act, "appeal.decided", form)


@post("/console/appeals/{appeal_id:str}/approval", include_in_schema=False)
async def approve(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Approve what somebody else proposed."""
    desk, form = desk_of(request), await form_of(request)
    appeal = await read_appeal(desk.database, appeal_id)
    act = approve_appeal(
        desk.database,
        appeal_id,
        seen=_seen(form),
        considered_s=await _considered_s(request, appeal_id),
        by=by_of(request),
        now=desk.clock.now(),
        rules=desk.intake.rules,
        release_flag=releasing(appeal.line_id, by=staff_of(request).login, words=appeal.answer or ""),
    )
    return await _done(request, appeal_id, act, "appeal.approved")


@post("/console/appeals/{appeal_id:str}/refusal", include_in_schema=False)
async def refuse(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Send a proposed decision back to its officer."""
    desk, form = desk_of(request), await form_of(request)
    act = refuse_proposal(
        desk.database,
        appeal_id,
        seen=_seen(form),
        words=form.get("words", ""),
        by=by_of(request),
        now=desk.clock.now(),
    )
    return await _done(request, appeal_id, act, "appeal.sent_back", form)


@post("/console/appeals/{appeal_id:str}/extension", include_in_schema=False)
async def extend(request: AppRequest, appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Extend the promised day as the rule allows; whoever does it approves it by name."""
    desk, form = desk_of(request), await form_of(request)
    act = extend_promise(
        desk.database,
        appeal_id,
        seen=_seen(form),
        words=form.get("words", ""),
        by=by_of(request),
        now=desk.clock.now(),
        rules=desk.intake.rules,
        calendar=desk.intake.calendar,
    )
    return await _done(request, appeal_id, act, "appeal.extended", form)


async def paper_answer(desk: Desk, appeal_id: str, evidence_id: str) -> Response[bytes]:
    """Answer with the content of a paper; raise EvidenceUnknown, FilesUnavailable."""
    paper = await read_paper(desk.database, appeal_id, evidence_id)
    return file_answer(await desk.intake.files.get(path_of(paper)), paper.file_name, paper.media_type)


async def _done(
    request: AppRequest, appeal_id: str, act: Awaitable[Appeal], deed: str, form: dict[str, str] | None = None
) -> Response[str] | Redirect:
    """Await what was asked for; say why not on the page, with what was written still there."""
    try:
        await act
    except REFUSALS as refused:
        status = _CONFLICT if isinstance(refused, AppealMoved) else _UNUSABLE
        message = Message("danger", refusal(refused, frame_of(request).language))
        return await _page(request, appeal_id, message, form or {}, status)
    await note(request, deed, appeal_id)
    return go(f"/console/appeals/{appeal_id}")


async def _page(
    request: AppRequest,
    appeal_id: str,
    message: Message | None = None,
    form: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    desk, language = desk_of(request), frame_of(request).language
    appeal, now = await read_appeal(desk.database, appeal_id), desk.clock.now()
    line = await view_line(desk.database, appeal.line_id, now=now)
    today = business_date(now, line.terms.zone)
    papers = await read_evidence(desk.database, appeal_id)
    timeline = await read_timeline(desk.database, appeal_id)
    money = language.money
    return console_page(
        request,
        "appeal.html",
        status=status,
        appeal=appeal_view(
            appeal,
            line,
            timeline,
            papers,
            against=await words_of(desk.database, line, appeal.against, language),
            today=today,
            language=language,
            staff=True,
        ),
        facts=_facts(line, now, language),
        line_name=language.name(line.terms.name),
        currency=line.terms.currency,
        limit_value="" if line.limit_minor is None else format_minor(line.limit_minor, line.terms.currency),
        outcomes=[(outcome.value, language.gettext(words)) for outcome, words in OFFICER_OUTCOMES.items()],
        releasable=[
            (name, _release_words(name, minor, line, language)) for name, minor in await _releasable(desk, line)
        ],
        threshold=money(desk.intake.rules.second_person_minor, line.terms.currency),
        mine=appeal.assigned_to == staff_of(request).id,
        proposed_by_me=appeal.proposed_by == staff_of(request).id,
        extendable=appeal.extensions < len(desk.intake.rules.promise(appeal.rule).extended_days),
        in_work=appeal.state is State.ASSIGNED,
        form=_EMPTY | (form or {}),
        message=message,
    )


def _facts(line: Line, now: datetime, language: Language) -> dict[str, str | None]:
    money, currency = language.money, line.terms.currency
    return {
        "limit": None if line.limit_minor is None else money(line.limit_minor, currency),
        "available": money(available_minor(line, business_date(now, line.terms.zone)), currency),
        "owed": money(owed_minor(line), currency),
        "held": money(line.held_minor, currency),
    }


async def _releasable(desk: Desk, line: Line) -> list[tuple[str, int]]:
    """Return what could be let go, and how much: the open flags, the freeze, the open holds that no flag keeps."""
    flags = await read_flags(desk.database, line_id=line.id, state=FlagState.OPEN)
    flagged = {stored.hold_version for stored in flags}
    freeze = [(FREEZE, 0)] if line.status is Status.FROZEN else []
    free = [hold for hold in line.holds if hold.placed_by not in flagged]
    holds = [(event_id(line.id, hold.placed_by), hold.amount_minor) for hold in free]
    return [*((stored.flag.id, stored.flag.doubt_minor) for stored in flags), *freeze, *holds]


def _release_words(name: str, minor: int, line: Line, language: Language) -> str:
    words = release_words(name, language)
    return f"{words} · {language.money(minor, line.terms.currency)}" if minor else words


async def _verdict(request: AppRequest, form: dict[str, str], line: Line, appeal: Appeal) -> Verdict:
    outcome = AppealOutcome(form.get("outcome", ""))
    wanted = form.get("limit", "").strip().replace(",", "")
    limit = parse_minor(wanted, line.terms.currency) if wanted and outcome is not AppealOutcome.NOT_UPHELD else None
    possible = [name for name, _ in await _releasable(desk_of(request), line)]
    chosen = [name for name in await fields_of(request, "release") if name in possible]
    releases = () if outcome is AppealOutcome.NOT_UPHELD else tuple(chosen)
    effect = Effect(None if limit == line.limit_minor else limit, releases)
    return Verdict(
        outcome=outcome,
        words=form.get("words", ""),
        effect=effect,
        considered_s=await _considered_s(request, appeal.id),
    )


async def _considered_s(request: AppRequest, appeal_id: str) -> int:
    """Return for how many real seconds this person has known the appeal; 0 if they never looked."""
    desk = desk_of(request)
    looked_at = await read_look(desk.database, appeal_id, staff_of(request).id)
    return 0 if looked_at is None else int((desk.wall.now() - looked_at).total_seconds())


def _seen(form: dict[str, str]) -> int | None:
    version = form.get("seen", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else None  # noqa: PLR2004 - int4


HANDLERS = [show_appeal, send_paper, take, ask, decide, approve, refuse, extend]
