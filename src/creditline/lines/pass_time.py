"""What time brings to a line by itself: holds expire, days begin, interest accrues."""

from datetime import date, datetime
from typing import Any

from creditline.dates.business_date import business_date, start_of
from creditline.lines.accrue import accrue
from creditline.lines.business_day import begin_day, next_day
from creditline.lines.commands import Stamp
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.lines.record import record
from creditline.values import changed


def pass_time(line: Line, stamp: Stamp) -> list[Event]:
    """Return the events that bring `line` to `stamp.effective_at`, oldest first; often none.

    An instant before the last accrual takes that interest back, so that a repayment counts from its value date.
    """
    to = business_date(stamp.effective_at, line.terms.zone)
    events = _begin_days(line, stamp, to) if line.servicing else []
    if line.holds:
        events += _expire_all(latest(line, events), stamp, stamp.effective_at)
    accrued = accrue(latest(line, events), stamp, to)
    return [*events, accrued] if accrued else events


def without_hold(line: Line, hold: Hold) -> dict[str, Any]:
    """Return the changes to a line that let go of `hold`."""
    return {
        "held_minor": line.held_minor - hold.amount_minor,
        "holds": tuple(other for other in line.holds if other.placed_by != hold.placed_by),
    }


def latest(line: Line, events: list[Event]) -> Line:
    """Return the line as it stands after `events`."""
    return events[-1].after if events else line


def _begin_days(line: Line, stamp: Stamp, to: date) -> list[Event]:
    events: list[Event] = []
    while (on := next_day(latest(line, events))) and on <= to:
        events += _expire_all(latest(line, events), stamp, start_of(on, line.terms.zone))
        events += begin_day(latest(line, events), on, stamp)
    return events


def _expire_all(line: Line, stamp: Stamp, at: datetime) -> list[Event]:
    events: list[Event] = []
    for hold in sorted((hold for hold in line.holds if hold.expires_at <= at), key=lambda hold: hold.expires_at):
        events.append(_expire(latest(line, events), stamp, hold))
    return events


def _expire(line: Line, stamp: Stamp, hold: Hold) -> Event:
    at = max(hold.expires_at, line.moved_at)
    return record(
        line,
        changed(stamp, key=None, fingerprint=None, actor=CLOCK, effective_at=at),
        EventKind.HOLD_EXPIRED,
        amount_minor=hold.amount_minor,
        refers_to=hold.placed_by,
        **without_hold(line, hold),
    )
