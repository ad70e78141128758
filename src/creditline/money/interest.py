"""Simple daily interest, exact: a rate in basis points a year times principal times days, rounded once."""

from datetime import date

from creditline.money.day_count import DayCount
from creditline.money.rounding import round_half_up

_BPS = 10_000


def simple_interest(
    principal_minor: int,
    *,
    rate_bps: int,
    day_count: DayCount,
    start: date,
    end: date,
    residue: int = 0,
) -> tuple[int, int]:
    """Return (interest in minor units, residue to carry) for `principal_minor` from `start` to `end`.

    `rate_bps` is basis points a year. The residue is in units of 1 / (10,000 × days of the year) of a minor
    unit. With `end` before `start` the result is negative: the same interest taken back.
    """
    accrued = principal_minor * rate_bps * day_count.days(start, end)
    return round_half_up(accrued + residue, _BPS * day_count.year_days)
