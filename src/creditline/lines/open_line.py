"""Opening a line: its first event."""

from creditline.dates.business_date import business_date
from creditline.lines.commands import OpenLine
from creditline.lines.due_dates import months_later
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Balances, Line, Status, Terms
from creditline.lines.product import Product
from creditline.lines.record import record
from creditline.lines.servicing import Servicing
from creditline.values import changed


class TermTooShort(ValueError):
    """A line's term cannot end before it begins."""

    code = "term-too-short"

    def __init__(self, terms: Terms) -> None:
        super().__init__(f"{terms.expires_on} is before the day the line opens, {terms.opened_on}.")


class ProductCurrency(ValueError):
    """A line is kept in the currency of its product."""

    code = "product-currency"

    def __init__(self, product: Product, given: str) -> None:
        super().__init__(f"The product '{product.id}' is in {product.currency}; a line in {given} cannot have it.")


def terms_of(product: Product, asked: Terms) -> Terms:
    """Return `asked` with the product, its rate and day count, and its term if none was asked for.

    Raises ProductCurrency.
    """
    if asked.currency != product.currency:
        raise ProductCurrency(product, asked.currency)
    ends = months_later(asked.opened_on, product.term_months) if product.term_months else None
    return changed(
        asked,
        product=product,
        rate_bps=product.rate_bps,
        day_count=product.day_count,
        expires_on=asked.expires_on or ends,
    )


def open_line(command: OpenLine) -> Event:
    """Return the event that opens the line, version 1; raise TermTooShort."""
    terms = command.terms
    if terms.expires_on is not None and terms.expires_on < terms.opened_on:
        raise TermTooShort(terms)
    return record(
        _unopened(command),
        command.stamp,
        EventKind.LINE_OPENED,
        amount_minor=command.limit_minor or 0,
        reason=command.reason,
    )


def _unopened(command: OpenLine) -> Line:
    on = business_date(command.stamp.effective_at, command.terms.zone)
    return Line(
        id=command.line_id,
        terms=command.terms,
        status=Status.OPEN,
        limit_minor=command.limit_minor,
        balances=Balances(),
        held_minor=0,
        accrual_residue=0,
        accrued_on=on,
        moved_at=command.stamp.effective_at,
        version=0,
        servicing=Servicing(opened_on=on) if command.terms.product else None,
    )
