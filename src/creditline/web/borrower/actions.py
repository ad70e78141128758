"""What the sandbox lets a borrower do: draw, repay, choose a limit, let time pass. With and without JavaScript."""

from datetime import timedelta
from hashlib import sha256
from typing import Annotated

from litestar import Response, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.params import Body, FromPath
from litestar.response import Redirect
from msgspec import Struct

from creditline.lines.commands import AmountCommand, Draw, Repay, Stamp
from creditline.lines.event import Event
from creditline.store.lines import read_line
from creditline.usecases.advance_clock import advance_clock
from creditline.usecases.bound_line import choose_limit
from creditline.usecases.explain_line import find_debt
from creditline.web.borrower.amounts import UNUSABLE, amount_fault, typed_limit_minor, typed_minor
from creditline.web.borrower.bounds import chosen_words
from creditline.web.borrower.frame import HEADERS, HTML, Frame, frame_of
from creditline.web.borrower.pages import page_of, shown_events
from creditline.web.borrower.recovery import debt_words
from creditline.web.borrower.wording import Again, Message, answer_to
from creditline.web.desk import AppRequest, Desk, desk_of

_LONGEST_DAYS = 366


class AmountForm(Struct):
    """What the forms of a line send: an amount in the line's currency, and an idempotency key.

    anyway: set where a warning was read.
    """

    amount: str = ""
    key: str = ""
    anyway: str = ""


class ClockForm(Struct):
    """How many days to let pass, and where to return to."""

    days: int = 0
    back: str = "/"


AmountData = Annotated[AmountForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
ClockData = Annotated[ClockForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/lines/{line_id:str}/draws", include_in_schema=False)
async def draw(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str] | Redirect:
    """Draw the amount; first warn of a draw that would take too much of the borrower's income, and let it be."""
    warning = None if data.anyway else await _debt_warning(request, line_id, data)
    if warning is not None:
        return await _say(request, desk_of(request), frame_of(request), line_id, warning, status=200)
    return await _move_money(request, line_id, data, Draw)


@post("/lines/{line_id:str}/repayments", include_in_schema=False)
async def repay(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str] | Redirect:
    """Repay the amount."""
    return await _move_money(request, line_id, data, Repay)


@post("/lines/{line_id:str}/chosen-limit", include_in_schema=False)
async def choose(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str]:
    """Choose a lower limit, or with an empty amount the whole one again."""
    desk, frame = desk_of(request), frame_of(request)
    line = await read_line(desk.database, line_id)
    try:
        amount_minor = typed_limit_minor(data.amount, line.terms.currency)
    except UNUSABLE as unusable:
        return await _say(request, desk, frame, line_id, _fault(unusable, line.terms.currency, frame))
    given = await stamp(request, desk, data.key)
    await choose_limit(desk.database, given, line_id, amount_minor, line.terms.currency)
    message = chosen_words(line, amount_minor, frame.language)
    if by_htmx(request):
        return await say_with_parts(desk, frame, line_id, message)
    return frame.page(
        "line.html", page=await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale), message)
    )


@post("/sandbox/clock", include_in_schema=False)
async def let_time_pass(request: AppRequest, data: ClockData) -> Response[str] | Redirect:
    """Move the sandbox's clock forward."""
    desk = _sandbox_desk(request)
    days = max(1, min(data.days, _LONGEST_DAYS))
    advanced = await advance_clock(desk.database, desk.writer, desk.clock.now() + timedelta(days=days))
    desk.hear_clock(advanced.now)
    if by_htmx(request):
        return Response("", media_type=HTML, headers=HEADERS)
    back = data.back if data.back.startswith("/") and not data.back.startswith("//") else "/"
    return Redirect(back, status_code=303)


async def _move_money(
    request: AppRequest, line_id: FromPath[str], form: AmountForm, kind: type[AmountCommand]
) -> Response[str] | Redirect:
    desk, frame = _sandbox_desk(request), frame_of(request)
    currency = (await read_line(desk.database, line_id)).terms.currency
    try:
        amount_minor = typed_minor(form.amount, currency)
    except UNUSABLE as unusable:
        return await _say(request, desk, frame, line_id, _fault(unusable, currency, frame))
    given = await stamp(request, desk, form.key)
    command = kind(line_id=line_id, stamp=given, amount_minor=amount_minor, currency=currency)
    receipt = await desk.writer.submit(command)
    return await _answer(request, desk, frame, receipt.event)


async def _answer(request: AppRequest, desk: Desk, frame: Frame, event: Event) -> Response[str] | Redirect:
    if not by_htmx(request):
        return Redirect(f"/lines/{event.line_id}?answer={event.version}#message", status_code=303)
    return await say_with_parts(desk, frame, event.line_id, answer_to(event, frame.language))


async def say_with_parts(desk: Desk, frame: Frame, line_id: str, message: Message) -> Response[str]:
    """Answer htmx with a message and the parts of the page that moved."""
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale))
    body = frame.part("_line_answer.html", page=page, message=message)
    return Response(body, status_code=200, media_type=HTML, headers=HEADERS)


async def _debt_warning(request: AppRequest, line_id: str, form: AmountForm) -> Message | None:
    """Return what to say before a draw that takes repayments over the most the policy counts with; None if none."""
    desk, language = _sandbox_desk(request), frame_of(request).language
    line = await read_line(desk.database, line_id)
    try:
        amount_minor = typed_minor(form.amount, line.terms.currency)
    except UNUSABLE:
        return None
    debt = await find_debt(desk.database, line_id, now=desk.clock.now())
    if debt is None or amount_minor <= debt.room_minor:
        return None
    words = debt_words(debt.drawing(amount_minor), amount_minor, line.terms.currency, language)
    return Message("warning", words, Again(form.amount, form.key, f"/lines/{line_id}/draws"))


async def _say(
    request: AppRequest, desk: Desk, frame: Frame, line_id: FromPath[str], message: Message, *, status: int = 422
) -> Response[str]:
    if by_htmx(request):
        body = frame.part("_line_answer.html", page=None, message=message)
        return Response(body, status_code=200, media_type=HTML, headers=HEADERS)
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale), message)
    return frame.page("line.html", page=page, status=status)


def _fault(unusable: Exception, currency: str, frame: Frame) -> Message:
    return Message("danger", amount_fault(unusable, currency, frame.language))


async def stamp(request: AppRequest, desk: Desk, key: str) -> Stamp:
    """Stamp what a form asks for."""
    now = desk.clock.now()
    fingerprint = sha256(request.url.path.encode() + b"\n" + await request.body()).digest()
    usable = key if key.isascii() and key.isprintable() and 0 < len(key) <= 200 else None  # noqa: PLR2004 - as in the API
    return Stamp(key=usable, fingerprint=fingerprint, effective_at=now, booked_at=now, actor="page")


def _sandbox_desk(request: AppRequest) -> Desk:
    """Return the desk of a sandbox; on a real line nobody draws or repays by a form without signing in."""
    desk = desk_of(request)
    if not desk.sandbox:
        raise PermissionDeniedException("This form only works in a sandbox.")
    return desk


def by_htmx(request: AppRequest) -> bool:
    """Tell whether htmx asks, which takes parts of a page."""
    return request.headers.get("HX-Request") == "true"


HANDLERS = [draw, repay, choose, let_time_pass]
