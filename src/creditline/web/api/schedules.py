"""What will have to be paid and when: quotes, schedules, statements, and the days as they were."""

from datetime import date
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, QueryParameter

from creditline.dates.business_date import business_date
from creditline.lines.hardship import NoProduct
from creditline.lines.product import Method, choose_plan
from creditline.lines.quote import quote
from creditline.money.amount import parse_minor, parse_positive_minor
from creditline.store.day_tape import read_days
from creditline.store.lines import read_line, read_statements
from creditline.usecases.price_caps import price_cap
from creditline.usecases.view_line import view_line
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, PathLineId
from creditline.web.api.lines import PageLimit
from creditline.web.api.servicing_answers import day_answer, quote_answer, schedule_answer, statement_answer
from creditline.web.api.servicing_shapes import DayPage, QuoteAnswer, ScheduleAnswer, StatementPage
from creditline.web.api.shapes import event_id
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField

_BEFORE_ALL_DAYS = date(1900, 1, 1)

QueryAmount = Annotated[str, QueryParameter(pattern=patterns.AMOUNT, description="A decimal string.")]


@get("/lines/{line_id:str}/quote", summary="Quote a draw", tags=["Schedules"], responses=READ_PROBLEMS)
async def read_quote(
    request: AppRequest,
    line_id: PathLineId,
    amount: QueryAmount,
    method: Annotated[str | None, QueryParameter(pattern=patterns.METHOD)] = None,
    periods: Annotated[int | None, QueryParameter(ge=0, le=360)] = None,
    guarantee_fee: QueryAmount = "0",
) -> QuoteAnswer:
    """Say what a draw of today would cost: its schedule, every item, and the yearly cost all in, beside the cap."""
    desk = desk_of(request)
    now = desk.clock.now()
    line = await view_line(desk.database, line_id, now=now)
    product, currency, on = line.terms.product, line.terms.currency, business_date(now, line.terms.zone)
    if product is None:
        raise NoProduct(line)
    chosen, months = choose_plan(product, Method(method) if method else None, periods)
    fee = parse_minor(guarantee_fee, currency)
    detail = {"method": chosen.value, "periods": months, "fee_minor": fee}
    offered = quote(line, parse_positive_minor(amount, currency), detail, on)
    cap = price_cap(product.rate_cap, on) if product.rate_cap else None
    return quote_answer(offered, currency, chosen, months, cap)


@get("/lines/{line_id:str}/schedule", summary="Read the schedule", tags=["Schedules"], responses=READ_PROBLEMS)
async def read_schedule(request: AppRequest, line_id: PathLineId) -> ScheduleAnswer:
    """Read what is asked for on a line, and what will be, if everything is paid on its day."""
    desk = desk_of(request)
    now = desk.clock.now()
    line = await view_line(desk.database, line_id, now=now)
    return schedule_answer(line, business_date(now, line.terms.zone))


@get("/lines/{line_id:str}/statements", summary="List statements", tags=["Schedules"], responses=READ_PROBLEMS)
async def list_statements(
    request: AppRequest, line_id: PathLineId, limit: PageLimit = 50, cursor: FromQuery[str | None] = None
) -> StatementPage:
    """List a line's statements, the newest first."""
    database = desk_of(request).database
    await read_line(database, line_id)
    before = None if cursor is None else _day(cursor).isoformat()
    events = await read_statements(database, line_id, before=before, limit=limit)
    data = [statement_answer(event, event_id(line_id, event.version)) for event in events]
    return StatementPage(data, data[-1].statement_on.isoformat() if len(data) == limit else None)


@get("/lines/{line_id:str}/days", summary="List days", tags=["Schedules"], responses=READ_PROBLEMS)
async def list_days(
    request: AppRequest, line_id: PathLineId, limit: PageLimit = 50, cursor: FromQuery[str | None] = None
) -> DayPage:
    """List a line's days, the oldest first: one row for each that the end of day has closed."""
    database = desk_of(request).database
    line = await read_line(database, line_id)
    after = _BEFORE_ALL_DAYS if cursor is None else _day(cursor)
    rows = await read_days(database, line_id, after=after, limit=limit)
    data = [day_answer(row, line.terms.currency) for row in rows]
    return DayPage(data, data[-1].day.isoformat() if len(data) == limit else None)


def _day(cursor: str) -> date:
    try:
        return date.fromisoformat(cursor)
    except ValueError as not_ours:
        words = "This is no cursor of ours. Use the next_cursor of the page before, unchanged."
        raise InvalidField("cursor", words) from not_ours


HANDLERS = [read_quote, read_schedule, list_statements, list_days]
