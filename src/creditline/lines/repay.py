"""Paying back. Never refused, whatever state the line is in."""

from dataclasses import replace

from creditline.ledger.account import Account
from creditline.lines.commands import MerchantRefund, Repay, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.record import Movement, record

REPAYMENT_ORDER = (Account.FEES, Account.INTEREST, Account.PRINCIPAL)
REFUND_ORDER = (Account.PRINCIPAL, Account.FEES, Account.INTEREST)


def repay(line: Line, command: Repay, stamp: Stamp) -> Event:
    """Repay `amount_minor`: fees, then interest, then principal; the rest is kept as a credit balance."""
    event = record(
        line,
        stamp,
        EventKind.REPAYMENT,
        amount_minor=command.amount_minor,
        movements=allocated(line, command.amount_minor, REPAYMENT_ORDER),
    )
    return replace(event, paid_from=command.paid_from) if command.paid_from else event


def refund_purchase(line: Line, command: MerchantRefund, stamp: Stamp) -> Event:
    """Take a merchant's refund: principal first, since it undoes a purchase; the rest is kept as a credit balance."""
    return record(
        line,
        stamp,
        EventKind.MERCHANT_REFUND,
        amount_minor=command.amount_minor,
        movements=allocated(line, command.amount_minor, REFUND_ORDER),
    )


def allocated(line: Line, amount_minor: int, order: tuple[Account, ...]) -> list[Movement]:
    """Return the movements that spread `amount_minor` over what is owed, in `order`, and keep the rest as credit."""
    owed = line.balances.signed()
    rest = amount_minor
    movements = [(Account.SETTLEMENT, amount_minor)]
    for account in order:
        part = min(rest, owed[account])
        movements.append((account, -part))
        rest -= part
    return [*movements, (Account.CREDIT, -rest)]
