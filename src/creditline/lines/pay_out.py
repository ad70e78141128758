"""Giving a credit balance back."""

from creditline.lines.commands import PayOut, Stamp
from creditline.lines.draw import drawn
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.record import Movement, record, refuse


def pay_out(line: Line, command: PayOut, stamp: Stamp) -> Event:
    """Pay `amount_minor` of the credit balance out to the borrower."""
    amount = command.amount_minor
    if amount > line.balances.credit:
        return refuse(line, stamp, EventKind.PAYOUT, Outcome.OVER_CREDIT, amount_minor=amount)
    return record(line, stamp, EventKind.PAYOUT, amount_minor=amount, movements=paid_out(line, amount))


def paid_out(line: Line, amount_minor: int) -> list[Movement]:
    """Return the movements of a payout; what the credit balance does not cover (in a replay) becomes principal."""
    return drawn(line, amount_minor)
