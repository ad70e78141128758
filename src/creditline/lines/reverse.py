"""Undoing an event by a compensating one: the book is never edited."""

from collections import Counter

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.commands import Reverse, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.record import Movement, record, refuse
from creditline.money.interest import simple_interest

REVERSIBLE = frozenset(
    {
        EventKind.DRAW,
        EventKind.HOLD_CAPTURED,
        EventKind.REPAYMENT,
        EventKind.MERCHANT_REFUND,
        EventKind.PAYOUT,
        EventKind.FEE_CHARGED,
    }
)


def reverse(line: Line, command: Reverse, stamp: Stamp) -> Event:
    """Reverse `command.target` with its original value date: principal back, and interest as if it had not been."""
    target = command.target
    why_not = _cannot_reverse(command, target)
    if why_not or target is None:
        return refuse(
            line,
            stamp,
            EventKind.REVERSAL,
            why_not or Outcome.EVENT_UNKNOWN,
            reason=command.reason,
            refers_to=command.event,
        )
    interest, residue = _interest_difference(line, target)
    movements = Counter({entry.account: -entry.amount_minor for entry in target.entries})
    movements.update({Account.INTEREST: interest, Account.INTEREST_INCOME: -interest})
    return record(
        line,
        stamp,
        EventKind.REVERSAL,
        amount_minor=target.amount_minor,
        movements=_without_negative_balances(line, movements),
        reason=command.reason,
        refers_to=target.version,
        accrual_residue=residue,
    )


def _cannot_reverse(command: Reverse, target: Event | None) -> Outcome | None:
    if target is None:
        return Outcome.EVENT_UNKNOWN
    if target.kind not in REVERSIBLE or not target.accepted:
        return Outcome.NOT_REVERSIBLE
    return Outcome.ALREADY_REVERSED if command.already else None


def _interest_difference(line: Line, target: Event) -> tuple[int, int]:
    """Interest the line would bear by now, had the target's principal not moved, less what it does bear."""
    principal = sum(entry.amount_minor for entry in target.entries if entry.account is Account.PRINCIPAL)
    return simple_interest(
        -principal,
        rate_bps=line.terms.rate_bps,
        day_count=line.terms.day_count,
        start=business_date(target.effective_at, line.terms.zone),
        end=line.accrued_on,
        residue=line.accrual_residue,
    )


def _without_negative_balances(line: Line, movements: Counter[Account]) -> list[Movement]:
    """Return `movements` such that nothing is owed below zero.

    Where more would be taken off a part than is owed on it (it was paid in the meantime), the rest is owed back to
    the borrower as credit; where more credit would be taken than there is (it was used), the rest becomes principal.
    """
    owed = line.balances.signed()
    for account in (Account.FEES, Account.INTEREST, Account.PRINCIPAL):
        _shift(movements, account, Account.CREDIT, min(0, owed[account] + movements[account]))
    _shift(movements, Account.CREDIT, Account.PRINCIPAL, max(0, owed[Account.CREDIT] + movements[Account.CREDIT]))
    return list(movements.items())


def _shift(movements: Counter[Account], account: Account, into: Account, excess: int) -> None:
    movements[account] -= excess
    movements[into] += excess
