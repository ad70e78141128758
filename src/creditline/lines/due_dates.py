"""On which days a borrower has to pay: instalments, and statements of what revolves."""

from calendar import monthrange
from datetime import date, timedelta

from creditline.lines.product import DueDay, Product

SHORTEST_FIRST_PERIOD_DAYS = 15
"""Days between a draw and its first instalment at the least, where the line's own day is the due day."""


def due_dates(product: Product, drawn_on: date, periods: int) -> tuple[date, ...]:
    """Return the days of `periods` monthly instalments of a draw.

    Counted from the draw's day, clipped to the month's end each time anew (31 January, 28 February, 31 March), or
    the line's due day. A day of rest moves to the next business day; the instalment after it does not move along.
    """
    first, day = _first(product, drawn_on)
    nominal = (_month_after(first, months, day) for months in range(periods))
    return tuple(product.rest_days.next_business_day(on) for on in nominal)


def next_statement_on(product: Product, after: date) -> date | None:
    """Return the first statement day later than `after`; None where nothing is ever stated."""
    if product.statement_day is None:
        return None
    this_month = _month_after(after, 0, product.statement_day)
    return this_month if this_month > after else _month_after(after, 1, product.statement_day)


def payment_due_on(product: Product, statement_on: date) -> date:
    """Return the day by which what was stated on `statement_on` has to be paid: a business day."""
    return product.rest_days.next_business_day(statement_on + timedelta(days=product.due_after_days))


def months_later(day: date, months: int) -> date:
    """Return the same day of the month `months` months later, or that month's last."""
    return _month_after(day, months, day.day)


def _first(product: Product, drawn_on: date) -> tuple[date, int]:
    """The first instalment's day before it is moved off a day of rest, and the day of the month all others have."""
    if product.due_day is DueDay.DRAW or product.line_due_day is None:
        return _month_after(drawn_on, 1, drawn_on.day), drawn_on.day
    earliest = drawn_on + timedelta(days=SHORTEST_FIRST_PERIOD_DAYS)
    this_month = _month_after(earliest, 0, product.line_due_day)
    first = this_month if this_month >= earliest else _month_after(earliest, 1, product.line_due_day)
    return first, product.line_due_day


def _month_after(day: date, months: int, day_of_month: int) -> date:
    """The day of the month `day_of_month`, or the last if there is no such day, `months` months after `day`'s month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day_of_month, monthrange(year, month + 1)[1]))
