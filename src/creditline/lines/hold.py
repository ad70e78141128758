"""Holds: credit set aside for a draw that has been authorised. Each is resolved exactly once."""

from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.lines.commands import CaptureHold, PlaceHold, Stamp, VoidHold
from creditline.lines.draw import cannot_give
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.lines.outcome import Outcome
from creditline.lines.pass_time import without_hold
from creditline.lines.record import record, refuse
from creditline.lines.settle import taken


class HoldTooLate(ValueError):
    """A hold must last beyond now."""

    code = "hold-too-late"

    def __init__(self, *, expires_at: datetime, now: datetime) -> None:
        super().__init__(f"{expires_at.isoformat()} has passed; it is {now.isoformat()}. Let the hold expire later.")


def place_hold(line: Line, command: PlaceHold, stamp: Stamp) -> Event:
    """Set `amount_minor` aside until `expires_at`, unless the line cannot give it; raise HoldTooLate."""
    if command.expires_at <= stamp.booked_at:
        raise HoldTooLate(expires_at=command.expires_at, now=stamp.booked_at)
    amount = command.amount_minor
    why_not = cannot_give(line, amount, stamp)
    if why_not:
        return refuse(line, stamp, EventKind.HOLD_PLACED, why_not, amount_minor=amount)
    hold = Hold(placed_by=line.version + 1, amount_minor=amount, expires_at=command.expires_at)
    return record(
        line,
        stamp,
        EventKind.HOLD_PLACED,
        amount_minor=amount,
        held_minor=line.held_minor + amount,
        holds=(*line.holds, hold),
    )


def capture_hold(line: Line, command: CaptureHold, stamp: Stamp) -> Event:
    """Draw `amount_minor` from a hold and release the rest.

    The credit was promised when the hold was placed, so a limit cut or a freeze in between does not refuse it.
    """
    hold = _open_hold(line, command.hold)
    amount, kind = command.amount_minor, EventKind.HOLD_CAPTURED
    if hold is None:
        return refuse(line, stamp, kind, Outcome.HOLD_NOT_OPEN, amount_minor=amount, refers_to=command.hold)
    if amount > hold.amount_minor:
        return refuse(line, stamp, kind, Outcome.OVER_HOLD, amount_minor=amount, refers_to=command.hold)
    effect = taken(line, amount, None, business_date(stamp.effective_at, line.terms.zone), line.version + 1)
    return record(
        line,
        stamp,
        kind,
        amount_minor=amount,
        movements=effect.movements,
        refers_to=hold.placed_by,
        **effect.changes,
        **without_hold(line, hold),
    )


def void_hold(line: Line, command: VoidHold, stamp: Stamp) -> Event:
    """Release a hold."""
    hold = _open_hold(line, command.hold)
    if hold is None:
        return refuse(line, stamp, EventKind.HOLD_VOIDED, Outcome.HOLD_NOT_OPEN, refers_to=command.hold)
    return record(
        line,
        stamp,
        EventKind.HOLD_VOIDED,
        amount_minor=hold.amount_minor,
        refers_to=hold.placed_by,
        **without_hold(line, hold),
    )


def _open_hold(line: Line, placed_by: int) -> Hold | None:
    return next((hold for hold in line.holds if hold.placed_by == placed_by), None)
