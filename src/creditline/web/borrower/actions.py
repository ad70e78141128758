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
from creditline.money.amount import (
    AmountMalformed,
    AmountNotPositive,
    AmountTooLarge,
    format_minor,
    parse_minor,
    parse_positive_minor,
)
from creditline.store.lines import read_line
from creditline.usecases.advance_clock import advance_clock
from creditline.usecases.bound_line import choose_limit
from creditline.web.borrower.bounds import chosen_words
from creditline.web.borrower.frame import HEADERS, HTML, Frame, frame_of
from creditline.web.borrower.pages import page_of, shown_events
from creditline.web.borrower.wording import Message, answer_to
from creditline.web.desk import AppRequest, Desk, desk_of

_LONGEST_DAYS = 366


class AmountForm(Struct):
    """What the forms of a line send: an amount in the line's currency, and an idempotency key."""

    amount: str = ""
    key: str = ""


class ClockForm(Struct):
    """How many days to let pass, and where to return to."""

    days: int = 0
    back: str = "/"


AmountData = Annotated[AmountForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
ClockData = Annotated[ClockForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/lines/{line_id:str}/draws", include_in_schema=False)
async def draw(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str] | Redirect:
    """Draw the amount."""
    return await _move_money(request, line_id, data, Draw)


@post("/lines/{line_id:str}/repayments", include_in_schema=False)
async def repay(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str] | Redirect:
    """Repay the amount."""
    return await _move_money(request, line_id, data, Repay)


@post("/lines/{line_id:str}/chosen_limit", include_in_schema=False)
async def choose(request: AppRequest, line_id: FromPath[str], data: AmountData) -> Response[str]:
    """Choose a lower limit, or with an empty amount the whole one again."""
    desk, frame = _sandbox_desk(request), frame_of(request)
    line, amount_minor = await read_line(desk.database, line_id), None
    try:
        if data.amount.strip():
            amount_minor = parse_minor(data.amount.strip().replace(",", ""), line.terms.currency)
    except (AmountMalformed, AmountTooLarge) as unusable:
        return await _say(request, desk, frame, line_id, _words(unusable, line.terms.currency, frame))
    stamp = await _stamp(request, desk, data.key)
    await choose_limit(desk.database, stamp, line_id, amount_minor, line.terms.currency)
    message = chosen_words(line, amount_minor, frame.language)
    if _by_htmx(request):
        return await _say_with_parts(desk, frame, line_id, message)
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
    if _by_htmx(request):
        return Response("", media_type=HTML, headers=HEADERS)
    back = data.back if data.back.startswith("/") and not data.back.startswith("//") else "/"
    return Redirect(back, status_code=303)


async def _move_money(
    request: AppRequest, line_id: FromPath[str], form: AmountForm, kind: type[AmountCommand]
) -> Response[str] | Redirect:
    desk, frame = _sandbox_desk(request), frame_of(request)
    currency = (await read_line(desk.database, line_id)).terms.currency
    try:
        amount_minor = parse_positive_minor(form.amount.strip().replace(",", ""), currency)
    except (AmountMalformed, AmountNotPositive, AmountTooLarge) as unusable:
        return await _say(request, desk, frame, line_id, _words(unusable, currency, frame))
    stamp = await _stamp(request, desk, form.key)
    command = kind(line_id=line_id, stamp=stamp, amount_minor=amount_minor, currency=currency)
    receipt = await desk.writer.submit(command)
    return await _answer(request, desk, frame, receipt.event)


async def _answer(request: AppRequest, desk: Desk, frame: Frame, event: Event) -> Response[str] | Redirect:
    if not _by_htmx(request):
        return Redirect(f"/lines/{event.line_id}?answer={event.version}#message", status_code=303)
    return await _say_with_parts(desk, frame, event.line_id, answer_to(event, frame.language))


async def _say_with_parts(desk: Desk, frame: Frame, line_id: str, message: Message) -> Response[str]:
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale))
    body = frame.part("_line_answer.html", page=page, message=message)
    return Response(body, status_code=200, media_type=HTML, headers=HEADERS)


async def _say(request: AppRequest, desk: Desk, frame: Frame, line_id: FromPath[str], words: str) -> Response[str]:
    message = Message("danger", words)
    if _by_htmx(request):
        body = frame.part("_line_answer.html", page=None, message=message)
        return Response(body, status_code=200, media_type=HTML, headers=HEADERS)
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale), message)
    return frame.page("line.html", page=page, status=422)


def _words(unusable: Exception, currency: str, frame: Frame) -> str:
    if isinstance(unusable, AmountNotPositive):
        return frame.language.gettext("Enter an amount of more than zero.")
    if isinstance(unusable, AmountTooLarge):
        return frame.language.gettext("That is more than one payment can carry. Split it into smaller amounts.")
    example = format_minor(12345, currency)
    return frame.language.gettext("Enter an amount in digits, such as %(example)s.") % {"example": example}


async def _stamp(request: AppRequest, desk: Desk, key: str) -> Stamp:
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


def _by_htmx(request: AppRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


HANDLERS = [draw, repay, choose, let_time_pass]
