"""Lines: opening one, reading one as it stands or stood, listing them."""

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated

from litestar import Response, get
from litestar.params import FromQuery, JSONBody, QueryParameter

from creditline.dates.business_date import business_date, check_zone
from creditline.lines.commands import OpenLine
from creditline.lines.line import Terms
from creditline.lines.open_line import terms_of
from creditline.money.amount import AmountMalformed, AmountTooLarge, parse_minor
from creditline.money.currency import decimals_of
from creditline.store.lines import read_lines
from creditline.store.products import product_in_force
from creditline.usecases.view_line import at_instant, view_line, view_line_as_of
from creditline.web.api.carry_out import (
    READ_PROBLEMS,
    IdempotencyKey,
    PathLineId,
    carry_out,
    check_instant,
    post_command,
    stamp,
)
from creditline.web.api.shapes import EventAnswer, LinePage, LineRequest, LineState, line_state
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField

PageLimit = Annotated[int, QueryParameter(ge=1, le=500, description="How many to return at most.")]


@post_command("/lines", summary="Open a line", tags=["Lines"])
async def open_line(
    request: AppRequest, data: JSONBody[LineRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Open a line. Without an `id` it gets one made from the key, so that a repeated request finds the same line."""
    opened = await stamp(request, idempotency_key, data.effective_at)
    zone = check_zone(data.zone)
    opened_on = business_date(opened.effective_at, zone)
    terms = _terms(data, zone, opened_on)
    limit = limit_minor(data.limit, data.currency)
    line_id = data.id or f"line_{sha256(idempotency_key.encode()).hexdigest()[:20]}"
    return await carry_out(
        request, OpenLine(line_id=line_id, stamp=opened, terms=terms, limit_minor=limit, reason=data.reason)
    )


@get("/lines/{line_id:str}", summary="Read a line", tags=["Lines"], responses=READ_PROBLEMS)
async def read_line(
    request: AppRequest,
    line_id: PathLineId,
    as_of: Annotated[datetime | None, QueryParameter(description="As it stood then, in the world's time.")] = None,
    known_at: Annotated[
        datetime | None, QueryParameter(description="As far as we knew then, in the book's time.")
    ] = None,
) -> LineState:
    """Read a line: as it stands, or as it stood."""
    desk = desk_of(request)
    now = desk.clock.now()
    if as_of is None and known_at is None:
        line, at = await view_line(desk.database, line_id, now=now), now
    else:
        at = _with_offset("as_of", as_of) or now
        known = _with_offset("known_at", known_at)
        line = await view_line_as_of(desk.database, line_id, as_of=at, known_at=known)
    return line_state(line, business_date(at, line.terms.zone))


@get("/lines", summary="List lines", tags=["Lines"], responses=READ_PROBLEMS)
async def list_lines(request: AppRequest, limit: PageLimit = 50, cursor: FromQuery[str] = "") -> LinePage:
    """List lines in the order of their ids."""
    desk = desk_of(request)
    now = desk.clock.now()
    lines = await read_lines(desk.database, after=_printable(cursor), limit=limit)
    states = [line_state(at_instant(line, now), business_date(now, line.terms.zone)) for line in lines]
    return LinePage(states, lines[-1].id if len(lines) == limit else None)


def _terms(data: LineRequest, zone: str, opened_on: date) -> Terms:
    terms = Terms(
        name=data.name,
        currency=data.currency,
        rate_bps=data.rate_bps,
        day_count=data.day_count,
        zone=zone,
        opened_on=opened_on,
        expires_on=data.expires_on,
    )
    if data.product is None:
        return terms
    if data.rate_bps:
        raise InvalidField("/rate_bps", f"The rate is the product's. Leave it out, or the product '{data.product}'.")
    return terms_of(product_in_force(data.product, opened_on), terms)


def limit_minor(limit: str | None, currency: str) -> int | None:
    """Read a limit; None stays None. Raises InvalidField for /limit, CurrencyUnknown."""
    decimals_of(currency)
    try:
        return None if limit is None else parse_minor(limit, currency)
    except (AmountMalformed, AmountTooLarge) as invalid:
        raise InvalidField("/limit", str(invalid)) from invalid


def _printable(cursor: str) -> str:
    if "\x00" in cursor:
        raise InvalidField("cursor", "This is no cursor of ours. Use the next_cursor of the page before, unchanged.")
    return cursor


def _with_offset(name: str, at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise InvalidField(name, f"{at.isoformat()} has no offset. Write one, such as {at.isoformat()}+08:00 or Z.")
    check_instant(name, at)
    return at


HANDLERS = [open_line, read_line, list_lines]
