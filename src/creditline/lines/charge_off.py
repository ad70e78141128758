"""Giving a debt up in the lender's books, by hand. The clock does the same by the product's days."""

from creditline.dates.business_date import business_date
from creditline.lines.available import owed_minor
from creditline.lines.business_day import charge_off_event
from creditline.lines.commands import ChargeOff, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import GIVEN_UP, Line
from creditline.lines.outcome import Outcome
from creditline.lines.record import refuse


def charge_off(line: Line, command: ChargeOff, stamp: Stamp) -> Event:
    """Write off what is owed: the limit becomes 0, interest stops, and what still comes in is a recovery."""
    why_not = cannot_charge_off(line)
    if why_not:
        return refuse(line, stamp, EventKind.CHARGED_OFF, why_not, reason=command.reason)
    return charge_off_event(line, stamp, command.reason, business_date(stamp.effective_at, line.terms.zone))


def cannot_charge_off(line: Line) -> Outcome | None:
    """Return why there is nothing to give up, or None if there is."""
    if line.status in GIVEN_UP:
        return Outcome.LINE_CHARGED_OFF
    return None if owed_minor(line) else Outcome.NOTHING_OWED
