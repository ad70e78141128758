"""Charging a fee."""

from creditline.ledger.account import Account
from creditline.lines.commands import ChargeFee, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.record import record, refuse


def charge_fee(line: Line, command: ChargeFee, stamp: Stamp) -> Event:
    """Charge a fee of `amount_minor`, unless the line is closed."""
    amount, reason = command.amount_minor, command.reason
    kind = EventKind.FEE_CHARGED
    if line.status is Status.CLOSED:
        return refuse(line, stamp, kind, Outcome.LINE_CLOSED, amount_minor=amount, reason=reason)
    movements = [(Account.FEES, amount), (Account.FEE_INCOME, -amount)]
    return record(line, stamp, kind, amount_minor=amount, movements=movements, reason=reason)
