"""What time brings to a line by itself: holds expire, interest accrues."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.commands import Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.lines.record import record
from creditline.money.interest import simple_interest


def pass_time(line: Line, stamp: Stamp) -> list[Event]:
    """Return the events that bring `line` to `stamp.effective_at`, oldest first; often none.

    An instant before the last accrual takes that interest back, so that a repayment counts from its value date.
    """
    events: list[Event] = []
    for hold in _due(line, stamp.effective_at):
        events.append(_expire(latest(line, events), stamp, hold))
    to = business_date(stamp.effective_at, line.terms.zone)
    accrued = accrue(latest(line, events), stamp, to)
    return [*events, accrued] if accrued else events


def accrue(line: Line, stamp: Stamp, to: date) -> Event | None:
    """Accrue simple interest from the line's `accrued_on` to `to` (back, if `to` is earlier); None if none is due."""
    if to == line.accrued_on or not bears_interest(line):
        return None
    interest, residue = simple_interest(
        line.balances.principal,
        rate_bps=line.terms.rate_bps,
        day_count=line.terms.day_count,
        start=line.accrued_on,
        end=to,
        residue=line.accrual_residue,
    )
    return record(
        line,
        _by_clock(stamp, stamp.effective_at),
        EventKind.INTEREST_ACCRUED,
        amount_minor=interest,
        movements=[(Account.INTEREST, interest), (Account.INTEREST_INCOME, -interest)],
        accrual_residue=residue,
        accrued_on=to,
        moved_at=line.moved_at,
    )


def bears_interest(line: Line) -> bool:
    """Whether a day that passes costs interest on this line."""
    return line.balances.principal > 0 and line.terms.rate_bps > 0


def without_hold(line: Line, hold: Hold) -> dict[str, Any]:
    """Return the changes to a line that let go of `hold`."""
    return {
        "held_minor": line.held_minor - hold.amount_minor,
        "holds": tuple(other for other in line.holds if other.placed_by != hold.placed_by),
    }


def latest(line: Line, events: list[Event]) -> Line:
    """Return the line as it stands after `events`."""
    return events[-1].after if events else line


def _due(line: Line, at: datetime) -> list[Hold]:
    due = [hold for hold in line.holds if hold.expires_at <= at]
    return sorted(due, key=lambda hold: hold.expires_at)


def _expire(line: Line, stamp: Stamp, hold: Hold) -> Event:
    return record(
        line,
        _by_clock(stamp, max(hold.expires_at, line.moved_at)),
        EventKind.HOLD_EXPIRED,
        amount_minor=hold.amount_minor,
        refers_to=hold.placed_by,
        **without_hold(line, hold),
    )


def _by_clock(stamp: Stamp, at: datetime) -> Stamp:
    return replace(stamp, key=None, fingerprint=None, actor="clock", effective_at=at)
