"""The sandbox's clock. It stands still until it is moved, and only moves forward."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from creditline.dates.duration import parse_duration
from creditline.usecases.advance_clock import NotASandbox, advance_clock
from creditline.web.api.carry_out import PROBLEMS, READ_PROBLEMS, check_instant
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField


class AdvanceRequest(Struct, forbid_unknown_fields=True):
    """By how much to move the clock, or to which instant; one of the two. At most two years at a time."""

    by: (
        Annotated[str, Meta(examples=["30d"], max_length=12, description="Hours, days or weeks: 12h, 30d, 2w.")] | None
    ) = None
    to: Annotated[datetime, Meta(tz=True)] | None = None


class ClockState(Struct):
    """The sandbox's time."""

    now: datetime


class AdvanceAnswer(Struct):
    """What moving the clock did: lines visited, events booked."""

    before: datetime
    now: datetime
    lines: int
    events: int


@get("/sandbox/clock", summary="Read the clock", tags=["Sandbox"], responses=READ_PROBLEMS)
async def read_clock(request: AppRequest) -> ClockState:
    """Read the sandbox's time."""
    desk = desk_of(request)
    if not desk.sandbox:
        raise NotASandbox
    return ClockState(desk.clock.now())


@post("/sandbox/clock/advance", summary="Advance the clock", tags=["Sandbox"], status_code=200, responses=PROBLEMS)
async def advance(request: AppRequest, data: JSONBody[AdvanceRequest]) -> AdvanceAnswer:
    """Move the sandbox's clock forward: interest accrues and holds expire as it moves."""
    desk = desk_of(request)
    if not desk.sandbox:
        raise NotASandbox
    advanced = await advance_clock(desk.database, desk.writer, _goal(data, desk.clock.now()))
    desk.hear_clock(advanced.now)
    return AdvanceAnswer(advanced.before, advanced.now, advanced.lines, advanced.events)


def _goal(data: AdvanceRequest, now: datetime) -> datetime:
    if (data.by is None) == (data.to is None):
        raise InvalidField("/by", "Give one of the two: 'by', a duration such as 30d, or 'to', an instant.")
    check_instant("/to", data.to)
    return (data.to or now + parse_duration(data.by or "")).astimezone(UTC)


HANDLERS = [read_clock, advance]
