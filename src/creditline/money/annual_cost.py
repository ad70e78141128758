"""What credit costs a year, all in: the rate that makes what is paid back worth what was received. Whole numbers only.

Two figures, both in millionths of a percent (18 % is 18,000,000) and rounded up, so that none is ever understated:

nominal: the yearly rate that, charged as simple interest from one payment to the next on what is still owed, asks for
exactly these payments. For payments a month apart it is the monthly internal rate of return times twelve; for one
payment it is simple interest; a contract without fees costs its own rate. Legal caps are compared with it.

effective: the same with interest on interest all year, (1 + i) ^ (days / days of the year): XIRR, the European APR.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from creditline.money.day_count import DayCount
from creditline.money.rounding import round_half_up

WHOLE = 100_000_000
"""100 % in millionths of a percent."""

MILLIONTHS_PER_BPS = 10_000
HIGHEST = 10_000 * WHOLE
"""What is answered where no rate is high enough, as when nothing was received."""

_UNIT = 10**40  # fixed point of daily growth; rounding errors over decades stay far below a millionth of a percent
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlows:
    """What a borrower receives at once, and what he then pays.

    advanced_minor: received, less what was taken off at once. payments: pairs of days since the payment before (or
    since receipt) and amount, none negative. Amounts may be in any unit, if it is one: only their ratio counts.
    """

    advanced_minor: int
    payments: tuple[tuple[int, int], ...]
    year_days: int = 365


def monthly_flows(advanced_minor: int, payments: Sequence[int]) -> CashFlows:
    """Return flows with one payment each month, months counted as equal twelfths of a year."""
    return CashFlows(advanced_minor=advanced_minor, payments=tuple((1, each) for each in payments), year_days=_MONTHS)


def dated_flows(
    advanced_minor: int, advanced_on: date, payments: Sequence[tuple[date, int]], day_count: DayCount
) -> CashFlows:
    """Return flows on dates, in the order of their days.

    Days are counted as the contract counts its interest, but a year of 360 actual days is none: there 365 are taken.
    """
    counted = day_count if day_count is DayCount.THIRTY_E_360 else DayCount.ACT_365
    days = [counted.days(start, end) for start, end in pairwise([advanced_on, *(on for on, _ in payments)])]
    amounts = (amount for _, amount in payments)
    return CashFlows(
        advanced_minor=advanced_minor, payments=tuple(zip(days, amounts, strict=True)), year_days=counted.year_days
    )


def spread_evenly(total: int, parts: int) -> tuple[int, ...]:
    """Return `total` in `parts` that differ by 1 at most: each is rounded once, its residue carried into the next."""
    marks = [round_half_up(total * number, parts)[0] for number in range(parts + 1)]
    return tuple(end - start for start, end in pairwise(marks))


def nominal_cost(flows: CashFlows) -> int:
    """Return the nominal yearly cost in millionths of a percent, rounded up; 0 if no more is paid than was received."""
    return _smallest(lambda cost: costs_at_most(flows, cost))


def costs_at_most(flows: CashFlows, cost: int) -> bool:
    """Tell, exactly, whether the nominal cost is no more than `cost` millionths of a percent.

    What was received is carried forward at that rate, payment by payment; what then is owed at the end must not have
    been paid already. Both sides are multiplied up, so that nothing is ever divided.
    """
    year = flows.year_days * WHOLE
    owed, scale, days = flows.advanced_minor, 1, 0
    for since, amount in flows.payments:
        days += since
        if amount == 0:
            continue
        owed, scale = owed * (year + cost * days), scale * year
        owed, days = owed - amount * scale, 0
    return owed >= 0


def effective_cost(flows: CashFlows) -> int:
    """Return the effective yearly cost in millionths of a percent, rounded up; 0 as for the nominal cost."""
    return _smallest(lambda cost: _worth_at_most(flows, _daily_discount(cost, flows.year_days)))


def _worth_at_most(flows: CashFlows, discount: int) -> bool:
    days = accumulate(since for since, _ in flows.payments)
    amounts = (amount for _, amount in flows.payments)
    worth = sum(amount * _power(discount, since) for since, amount in zip(days, amounts, strict=True))
    return worth <= flows.advanced_minor * _UNIT


def _daily_discount(cost: int, year_days: int) -> int:
    """The fixed-point number whose power of `year_days` is 1 / (1 + cost)."""
    target = _UNIT * WHOLE // (WHOLE + cost)
    low, high = 0, _UNIT
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _power(middle, year_days) <= target else (low, middle)
    return low if _power(high, year_days) > target else high


def _power(number: int, exponent: int) -> int:
    """A fixed-point number to a whole power, by squaring."""
    result = _UNIT
    while exponent:
        if exponent & 1:
            result = result * number // _UNIT
        number, exponent = number * number // _UNIT, exponent >> 1
    return result


def _smallest(enough: Callable[[int], bool]) -> int:
    """The smallest cost from 0 that is enough, as every greater one is; HIGHEST if none is."""
    if enough(0):
        return 0
    too_low, found = 0, HIGHEST
    while found - too_low > 1:
        middle = (too_low + found) // 2
        too_low, found = (too_low, middle) if enough(middle) else (middle, found)
    return found
