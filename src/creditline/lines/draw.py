"""Taking credit."""

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.available import available_minor, expired
from creditline.lines.commands import Draw, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.record import Movement, record, refuse


def draw(line: Line, command: Draw, stamp: Stamp) -> Event:
    """Draw `amount_minor`, unless the line cannot give it."""
    amount = command.amount_minor
    why_not = None if command.forced else cannot_give(line, amount, stamp)
    if why_not:
        return refuse(line, stamp, EventKind.DRAW, why_not, amount_minor=amount)
    forced = command.forced and cannot_give(line, amount, stamp) is not None
    return record(line, stamp, EventKind.DRAW, amount_minor=amount, movements=drawn(line, amount), forced=forced)


def cannot_give(line: Line, amount_minor: int, stamp: Stamp) -> Outcome | None:
    """Return why the line cannot give `amount_minor` of credit now, or None if it can."""
    on = business_date(stamp.effective_at, line.terms.zone)
    if line.status is Status.CLOSED:
        return Outcome.LINE_CLOSED
    if line.status is Status.FROZEN:
        return Outcome.LINE_FROZEN
    if expired(line, on):
        return Outcome.LINE_EXPIRED
    if line.limit_minor is None:
        return Outcome.NO_LIMIT
    if amount_minor > available_minor(line, on):
        return Outcome.OVER_AVAILABLE
    return None


def drawn(line: Line, amount_minor: int) -> list[Movement]:
    """Return the movements of a draw: the borrower's own credit balance is used before the lender's money."""
    from_credit = min(line.balances.credit, amount_minor)
    return [
        (Account.PRINCIPAL, amount_minor - from_credit),
        (Account.CREDIT, from_credit),
        (Account.SETTLEMENT, -amount_minor),
    ]
