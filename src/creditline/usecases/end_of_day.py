"""The end of day: each line is brought to the end of its last day, and every day that has ended gets its row.

    a page of lines → locked, those in use skipped → brought forward in memory → events, rows, how far closed: COMMIT

A page is one transaction, so killing the process anywhere loses no page that was answered and writes none in part. A
line that is brought forward late gets the same events at the same instants: nothing waits for the end of day, and
the end of day waits for no one.
"""

from collections.abc import Callable, Iterator
from collections.abc import Sequence as Series
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from creditline.dates.business_date import business_date, start_of
from creditline.lines.apply import apply
from creditline.lines.commands import PassTime, Stamp
from creditline.lines.day_tape import DayRow, Stood, day_rows
from creditline.lines.event import CLOCK, Event
from creditline.store.database import Database
from creditline.store.day_tape import ToClose, count_open_lines, day_writes, lock_lines_to_close
from creditline.store.funding import leg_writes
from creditline.store.groups import connect, group_transaction, lock_constraints, read_pasts, write
from creditline.store.wire import Wire
from creditline.usecases.constraining import Constraining

Progress = Callable[[int, int], None]

_PAGE = 500
_ONE_DAY = timedelta(days=1)
_ROUNDS = 20


@dataclass(slots=True)
class Closed:
    """What an end of day did. lines: how many had days to close; a line that two rounds found counts twice."""

    lines: int = 0
    days: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    """What is to be written for a page of lines."""

    events: list[Event]
    rows: list[DayRow]
    closed_on: dict[str, date]
    constraining: Constraining | None

    def legs(self) -> Iterator[bytes]:
        """Yield messages that write what lenders' shares add to the events."""
        if self.constraining is not None:
            yield from leg_writes(self.constraining.legs, self.constraining.participants)


def no_progress(_done: int, _of: int) -> None:
    """Report nothing."""


async def close_days(
    database: Database,
    *,
    now: datetime,
    until: date | None = None,
    bring_to: datetime | None = None,
    progress: Progress = no_progress,
    page: int = _PAGE,
) -> Closed:
    """Close every day that has ended by `now` where its line's books are kept, up to `until`; raise StoreUnavailable.

    Safe to repeat, to stop anywhere and to run beside others. bring_to: instant to which the lines are brought; left
    out, the end of their last day. `progress` is called with (lines done, lines in all).
    """
    run = _Run(now, until, bring_to, page, progress, Closed())
    wire = await connect(database)
    try:
        for _ in range(_ROUNDS):  # a line that was in use is found on the next round
            run.total = run.closed.lines + await count_open_lines(database, until, now)
            if run.total == run.closed.lines:
                break
            await _round(wire, run)
    finally:
        await wire.close()
    return run.closed


@dataclass(slots=True)
class _Run:
    """One end of day on its way."""

    now: datetime
    until: date | None
    bring_to: datetime | None
    page: int
    progress: Progress
    closed: Closed
    total: int = 0


async def _round(wire: Wire, run: _Run) -> None:
    last: str | None = ""
    while last is not None:
        async with group_transaction(wire):
            last = await _close_page(wire, run, last)
        run.progress(run.closed.lines, max(run.total, run.closed.lines))


async def _close_page(wire: Wire, run: _Run, after: str) -> str | None:
    """Close the days of a page of lines; return the last line's id, None if there was none."""
    found = await lock_lines_to_close(wire, run.until, run.now, after=after, limit=run.page)
    written = await _bring_forward(wire, found, run)
    days = day_writes(written.rows, written.closed_on, run.now)
    await write(wire, written.events, also=chain(written.legs(), days))
    if not found:
        return None
    run.closed.lines += len(found)
    run.closed.days += len(written.rows)
    run.closed.events += len(written.events)
    return found[-1].line.id


async def _bring_forward(wire: Wire, found: Series[ToClose], run: _Run) -> _Page:
    known = await lock_constraints(wire, [each.line for each in found])
    page = _Page([], [], {}, None if known is None else Constraining(known))
    pasts = await _pasts(wire, found)
    for each in found:
        line = each.line
        last = min(run.until or date.max, business_date(run.now, line.terms.zone) - _ONE_DAY)
        end = start_of(last + _ONE_DAY, line.terms.zone) - timedelta(microseconds=1)
        at = run.bring_to or end
        stamp = Stamp(key=None, fingerprint=None, effective_at=at, booked_at=run.now, actor=CLOCK)
        events = apply(line, PassTime(line_id=line.id, stamp=stamp))
        if page.constraining is not None:
            events = page.constraining.settle(events, line)
        page.events.extend(events)
        stood = [*_stood(each, pasts.get(line.id, ())), *_after(events)]
        page.rows.extend(day_rows(stood, _first_day(each), last))
        page.closed_on[line.id] = last
    return page


async def _pasts(wire: Wire, found: Series[ToClose]) -> dict[str, list[Event]]:
    """Read the events of lines that have moved since the end of the first day to close: most have not."""
    reach = {
        each.line.id: start_of(_first_day(each), each.line.terms.zone)
        for each in found
        if business_date(each.line.moved_at, each.line.terms.zone) > _first_day(each)
    }
    return await read_pasts(wire, reach, with_entries=False) if reach else {}


def _first_day(each: ToClose) -> date:
    return each.closed_on + _ONE_DAY if each.closed_on else each.line.terms.opened_on


def _stood(each: ToClose, past: Series[Event]) -> Iterator[Stood]:
    if not past:
        yield Stood(min(each.line.moved_at, start_of(_first_day(each), each.line.terms.zone)), each.line)
    yield from _after(past)


def _after(events: Series[Event]) -> Iterator[Stood]:
    """Yield the line after each event, by its own limit: what bounds it beside that is not on the tape."""
    return (Stood(event.effective_at, replace(event.after, ceiling=None)) for event in events)
