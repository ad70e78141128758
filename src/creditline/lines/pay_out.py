"""Giving a credit balance back."""

from creditline.dates.business_date import business_date
from creditline.lines.commands import PayOut, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.record import record, refuse
from creditline.lines.settle import taken


def pay_out(line: Line, command: PayOut, stamp: Stamp) -> Event:
    """Pay `amount_minor` of the credit balance out to the borrower."""
    amount = command.amount_minor
    if amount > line.balances.credit:
        return refuse(line, stamp, EventKind.PAYOUT, Outcome.OVER_CREDIT, amount_minor=amount)
    effect = taken(line, amount, None, business_date(stamp.effective_at, line.terms.zone), line.version + 1)
    return record(line, stamp, EventKind.PAYOUT, amount_minor=amount, movements=effect.movements)
