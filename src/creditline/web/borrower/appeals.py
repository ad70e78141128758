"""The borrower's appeal: filing one with papers, following it live, adding what was asked for, taking it back."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from hashlib import sha256

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from creditline.access.principal import Borrower
from creditline.appeals.appeal import Appeal, By
from creditline.dates.business_date import business_date
from creditline.store.appeals import (
    AppealUnknown,
    read_appeal,
    read_appeals_of,
    read_evidence,
    read_paper,
    read_timeline,
)
from creditline.store.lines import read_events_before, read_line
from creditline.usecases.file_appeal import AppealOpen, Filing, More, file_appeal, path_of, send_more, withdraw_appeal
from creditline.usecases.sequence import KeyReused
from creditline.web.api.events import EVENT_STREAM, STREAM_HEADERS
from creditline.web.appeal_views import AppealView, appeal_view
from creditline.web.appeal_wording import KINDS, REFUSALS, STATES, refusal, tone_of
from creditline.web.borrower.appealable import subjects
from creditline.web.borrower.appealed import words_of
from creditline.web.borrower.frame import Frame, frame_of
from creditline.web.borrower.pages import BEAT, as_message
from creditline.web.borrower.views import new_key
from creditline.web.borrower.wording import Message
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import principal_of, stays_in
from creditline.web.paper import LARGEST_BYTES, LARGEST_REQUEST
from creditline.web.paper_answer import file_answer
from creditline.web.paper_form import papers_of, text_fields

_UNUSABLE = 422
_SHOWN = 300
_REFUSED: tuple[type[Exception], ...] = (*REFUSALS, KeyReused)


@get("/lines/{line_id:str}/appeals", include_in_schema=False)
async def list_appeals(request: AppRequest, line_id: FromPath[str]) -> Response[str]:
    """List the line's appeals."""
    desk, frame = desk_of(request), frame_of(request)
    line, language = await read_line(desk.database, line_id), frame.language
    rows = [
        (
            appeal,
            language.gettext(STATES[appeal.state]),
            tone_of(appeal),
            language.moment(appeal.filed_at, line.terms.zone),
        )
        for appeal in await read_appeals_of(desk.database, line_id)
    ]
    return frame.page("appeals.html", line_id=line_id, name=language.name(line.terms.name), rows=rows)


@get("/lines/{line_id:str}/appeals/new", include_in_schema=False)
async def show_form(request: AppRequest, line_id: FromPath[str], against: FromQuery[str] = "") -> Response[str]:
    """Show the form of a new appeal."""
    return await _form_page(request, line_id, {"against": against, "words": "", "key": new_key()})


@post("/lines/{line_id:str}/appeals", include_in_schema=False, request_max_body_size=LARGEST_REQUEST)
async def file_new(request: AppRequest, line_id: FromPath[str]) -> Response[str] | Redirect:
    """File the appeal; say on the form why it cannot be, with the words still there."""
    desk, form = desk_of(request), await text_fields(request)
    try:
        filing = Filing(
            line_id=line_id,
            against=form.get("against", ""),
            words=form.get("words", ""),
            papers=await papers_of(request),
            key=_key(form),
            fingerprint=_fingerprint(line_id, form),
        )
        receipt = await file_appeal(desk.intake, filing, by=by_of(request, line_id), now=desk.clock.now())
    except AppealOpen as already:
        return Redirect(f"/lines/{line_id}/appeals/{already.appeal_id}?note=open", status_code=303)
    except _REFUSED as refused:
        return await _form_page(request, line_id, {**form, "key": new_key()}, refused)
    return Redirect(f"/lines/{line_id}/appeals/{receipt.appeal.id}", status_code=303)


@get("/lines/{line_id:str}/appeals/{appeal_id:str}", include_in_schema=False)
async def show_appeal(
    request: AppRequest, line_id: FromPath[str], appeal_id: FromPath[str], note: FromQuery[str] = ""
) -> Response[str]:
    """Show where an appeal stands."""
    gettext = frame_of(request).language.gettext
    words = gettext("You have an open appeal against this already. Add to it what is new.")
    return await _status_page(request, line_id, appeal_id, Message("info", words) if note == "open" else None)


@get("/lines/{line_id:str}/appeals/{appeal_id:str}/live", include_in_schema=False)
async def follow_appeal(request: AppRequest, line_id: FromPath[str], appeal_id: FromPath[str]) -> Stream:
    """Send the parts of the page that move whenever the appeal does."""
    desk, frame = desk_of(request), frame_of(request)
    await _of_line(desk, line_id, appeal_id)
    return Stream(
        _parts(desk, frame, (line_id, appeal_id), stays_in(request)), media_type=EVENT_STREAM, headers=STREAM_HEADERS
    )


@post(
    "/lines/{line_id:str}/appeals/{appeal_id:str}/more",
    include_in_schema=False,
    request_max_body_size=LARGEST_REQUEST,
)
async def add_more(request: AppRequest, line_id: FromPath[str], appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Add words or papers."""
    desk, form = desk_of(request), await text_fields(request)
    await _of_line(desk, line_id, appeal_id)
    try:
        papers = await papers_of(request)
        if papers or form.get("words", "").strip():
            more = More(
                words=form.get("words", ""), papers=papers, key=_key(form), fingerprint=_fingerprint(appeal_id, form)
            )
            await send_more(desk.intake, appeal_id, more, by=by_of(request, line_id), now=desk.clock.now())
    except _REFUSED as refused:
        return await _status_page(request, line_id, appeal_id, _said(request, refused), _UNUSABLE)
    return Redirect(f"/lines/{line_id}/appeals/{appeal_id}", status_code=303)


@post("/lines/{line_id:str}/appeals/{appeal_id:str}/withdrawal", include_in_schema=False)
async def take_back(request: AppRequest, line_id: FromPath[str], appeal_id: FromPath[str]) -> Response[str] | Redirect:
    """Withdraw the appeal."""
    desk = desk_of(request)
    await _of_line(desk, line_id, appeal_id)
    try:
        await withdraw_appeal(desk.database, appeal_id, by=by_of(request, line_id), now=desk.clock.now())
    except REFUSALS as refused:
        return await _status_page(request, line_id, appeal_id, _said(request, refused), _UNUSABLE)
    return Redirect(f"/lines/{line_id}/appeals/{appeal_id}", status_code=303)


@get("/lines/{line_id:str}/appeals/{appeal_id:str}/evidence/{evidence_id:str}", include_in_schema=False)
async def send_paper(
    request: AppRequest, line_id: FromPath[str], appeal_id: FromPath[str], evidence_id: FromPath[str]
) -> Response[bytes]:
    """Hand a borrower's own paper out again."""
    desk = desk_of(request)
    await _of_line(desk, line_id, appeal_id)
    paper = await read_paper(desk.database, appeal_id, evidence_id)
    return file_answer(await desk.intake.files.get(path_of(paper)), paper.file_name, paper.media_type)


def by_of(request: AppRequest, line_id: str) -> By:
    """Return who files: the borrower of the line, or a visitor who plays that part in a sandbox."""
    kind = "borrower" if isinstance(principal_of(request), Borrower) else "visitor"
    return By(kind, line_id, "borrower")


async def _form_page(
    request: AppRequest, line_id: str, form: dict[str, str], refused: Exception | None = None
) -> Response[str]:
    desk, frame = desk_of(request), frame_of(request)
    line = await read_line(desk.database, line_id)
    events = await read_events_before(desk.database, line_id, before=None, limit=_SHOWN)
    against = form.get("against", "")
    named = await words_of(desk.database, line, against, frame.language) if against else ""
    return frame.page(
        "appeal_new.html",
        status=_UNUSABLE if refused else 200,
        line_id=line_id,
        name=frame.language.name(line.terms.name),
        subjects=subjects(events, against, named, frame.language),
        form=form,
        kinds=_kinds(frame),
        largest=LARGEST_BYTES,
        message=_said(request, refused) if refused else None,
    )


async def _status_page(
    request: AppRequest, line_id: str, appeal_id: str, message: Message | None = None, status: int = 200
) -> Response[str]:
    desk, frame = desk_of(request), frame_of(request)
    return frame.page(
        "appeal.html",
        status=status,
        appeal=await _view(desk, frame, line_id, appeal_id),
        name=frame.language.name((await read_line(desk.database, line_id)).terms.name),
        kinds=_kinds(frame),
        largest=LARGEST_BYTES,
        key=new_key(),
        message=message,
    )


async def _view(desk: Desk, frame: Frame, line_id: str, appeal_id: str) -> AppealView:
    appeal = await _of_line(desk, line_id, appeal_id)
    line = await read_line(desk.database, line_id)
    return appeal_view(
        appeal,
        line,
        await read_timeline(desk.database, appeal_id),
        await read_evidence(desk.database, appeal_id),
        against=await words_of(desk.database, line, appeal.against, frame.language),
        today=business_date(desk.clock.now(), line.terms.zone),
        language=frame.language,
        staff=False,
    )


async def _of_line(desk: Desk, line_id: str, appeal_id: str) -> Appeal:
    """Return the appeal if it is this line's; raise AppealUnknown for another's, as for one that does not exist."""
    appeal = await read_appeal(desk.database, appeal_id)
    if appeal.line_id != line_id:
        raise AppealUnknown(appeal_id)
    return appeal


async def _parts(desk: Desk, frame: Frame, names: tuple[str, str], stays: Callable[[], bool]) -> AsyncIterator[bytes]:
    line_id, appeal_id = names
    async with aclosing(desk.live.moves(appeal_id)) as moves:
        async for moved in moves:
            if not stays():
                return
            if moved:
                view = await _view(desk, frame, line_id, appeal_id)
                yield as_message(frame.part("_appeal_live.html", appeal=view))
            else:
                yield BEAT


def _kinds(frame: Frame) -> list[tuple[str, str]]:
    return [(kind.value, frame.language.gettext(words)) for kind, words in KINDS.items()]


def _said(request: AppRequest, refused: Exception) -> Message:
    language = frame_of(request).language
    if isinstance(refused, KeyReused):
        return Message(
            "danger", language.gettext("This form was sent before with other words. Please send it once more.")
        )
    return Message("danger", refusal(refused, language))


def _key(form: dict[str, str]) -> str | None:
    key = form.get("key", "")
    return key if key.isascii() and key.isprintable() and 0 < len(key) <= 200 else None  # noqa: PLR2004 - as in the API


def _fingerprint(about: str, form: dict[str, str]) -> bytes:
    return sha256("\n".join((about, form.get("against", ""), form.get("words", ""))).encode()).digest()


HANDLERS = [list_appeals, show_form, file_new, show_appeal, follow_appeal, add_more, take_back, send_paper]
