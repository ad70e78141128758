"""Charging a fee."""

from creditline.lines.commands import ChargeFee, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.record import record, refuse
from creditline.lines.settle import fee
from creditline.lines.status import ended


def charge_fee(line: Line, command: ChargeFee, stamp: Stamp) -> Event:
    """Charge a fee of `amount_minor`, unless the line has ended."""
    amount, reason = command.amount_minor, command.reason
    kind = EventKind.FEE_CHARGED
    why_not = ended(line)
    if why_not:
        return refuse(line, stamp, kind, why_not, amount_minor=amount, reason=reason)
    return record(line, stamp, kind, amount_minor=amount, movements=fee(line, amount).movements, reason=reason)
