"""Paying back. Never refused, whatever state the line is in."""

from creditline.dates.business_date import business_date
from creditline.lines.commands import MerchantRefund, Repay, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.product import RailUnknown, rail_named
from creditline.lines.record import record
from creditline.lines.settle import REFUND_ORDER, Detail, allocated, repaid
from creditline.values import changed


def repay(line: Line, command: Repay, stamp: Stamp) -> Event:
    """Repay `amount_minor`: what was asked for, then fees, interest, principal; the rest is kept as a credit balance.

    Raises RailUnknown for a rail that the line's product does not name.
    """
    on = business_date(stamp.effective_at, line.terms.zone)
    detail = _detail(line, command.rail)
    effect = repaid(line, command.amount_minor, detail, on, line.version + 1)
    event = record(
        line,
        stamp,
        EventKind.REPAYMENT,
        amount_minor=command.amount_minor,
        movements=effect.movements,
        detail=detail,
        **effect.changes,
    )
    return changed(event, paid_from=command.paid_from) if command.paid_from else event


def refund_purchase(line: Line, command: MerchantRefund, stamp: Stamp) -> Event:
    """Take a merchant's refund: principal first, since it undoes a purchase; the rest is kept as a credit balance."""
    on = business_date(stamp.effective_at, line.terms.zone)
    effect = allocated(line, command.amount_minor, REFUND_ORDER, on)
    return record(
        line,
        stamp,
        EventKind.MERCHANT_REFUND,
        amount_minor=command.amount_minor,
        movements=effect.movements,
        **effect.changes,
    )


def _detail(line: Line, rail: str | None) -> Detail | None:
    if rail is None:
        return None
    if line.terms.product is None:
        raise RailUnknown(rail, None)
    return {"rail": rail_named(line.terms.product, rail).name}
