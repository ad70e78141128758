"""Moving a sandbox's time: the clock first, then the end of each day that has ended, then what the hours brought."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from creditline.dates.clock import ClockWouldGoBack
from creditline.lines.commands import PassTime, Stamp
from creditline.store.ageing import count_lines_to_age, lines_to_age
from creditline.store.clock import move_clock, read_clock
from creditline.store.database import Database
from creditline.usecases.end_of_day import Progress, close_days, no_progress
from creditline.usecases.review_lines import review_lines
from creditline.usecases.writer import Writer

_PAGE = 500
_FURTHEST = timedelta(days=2 * 366)


class NotASandbox(RuntimeError):
    """Only a sandbox has a clock that can be moved."""

    code = "not-a-sandbox"

    def __init__(self) -> None:
        super().__init__("This database keeps real time: it is no sandbox, and its clock cannot be moved.")


class ClockTooFar(ValueError):
    """A clock is moved two years at a time at the most: it cannot be taken back."""

    code = "clock-too-far"

    def __init__(self, wanted: datetime) -> None:
        super().__init__(
            f"{wanted:%Y-%m-%d} is more than two years ahead, and a clock cannot be taken back. "
            "Advance in smaller steps."
        )


@dataclass(frozen=True, slots=True)
class Advanced:
    """What moving the clock did: from when to when, how many lines were visited and events booked."""

    before: datetime
    now: datetime
    lines: int
    events: int


async def advance_clock(
    database: Database,
    writer: Writer,
    to: datetime,
    *,
    progress: Progress = no_progress,
) -> Advanced:
    """Move the sandbox's clock forward to `to` and bring every line there; safe to repeat after a crash.

    `progress` is called with (lines done, lines in all). Raises NotASandbox, ClockWouldGoBack, ClockTooFar.
    """
    before = await read_clock(database)
    if before is None:
        raise NotASandbox
    if to - before > _FURTHEST:
        raise ClockTooFar(to)
    if to < before or not await move_clock(database, to):
        raise ClockWouldGoBack(now=before, wanted=to)
    closed = await close_days(database, now=to, bring_to=to, progress=progress)
    lines, events = await _age(database, writer, to, progress)
    await review_lines(database, writer, to)
    return Advanced(before, to, closed.lines + lines, closed.events + events)


async def _age(database: Database, writer: Writer, to: datetime, progress: Progress) -> tuple[int, int]:
    total = await count_lines_to_age(database, to)
    lines = events = 0
    last = ""
    while ids := await lines_to_age(database, to, after=last, limit=_PAGE):
        receipts = await asyncio.gather(*(writer.submit(_pass_time(line_id, to)) for line_id in ids))
        booked = [len(receipt.events) for receipt in receipts if receipt.events]
        lines, events, last = lines + len(booked), events + sum(booked), ids[-1]
        progress(lines, max(total, lines))
    return lines, events


def _pass_time(line_id: str, to: datetime) -> PassTime:
    stamp = Stamp(key=None, fingerprint=None, effective_at=to, booked_at=to, actor="clock")
    return PassTime(line_id=line_id, stamp=stamp)
