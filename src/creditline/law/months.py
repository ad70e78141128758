"""Calendar months and ages, as statutes count them."""

from calendar import monthrange
from datetime import date

_MONTHS = 12


def add_months(day: date, count: int) -> date:
    """Return the day `count` months later; where that month is shorter, its last day."""
    month = day.month - 1 + count
    year, month = day.year + month // _MONTHS, month % _MONTHS + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def age_on(born: date, on: date) -> int:
    """Return the age in full years on a day. Who was born on 29 February is a year older from 1 March on."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
