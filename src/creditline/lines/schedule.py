"""A draw's schedule: how its principal is spread over its due dates, to the last minor unit."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from creditline.lines.product import Method
from creditline.money.day_count import DayCount
from creditline.money.interest import simple_interest
from creditline.values import dataclass


@dataclass(frozen=True, slots=True)
class Instalment:
    """The part of a draw's principal that falls due on `due_on`, 0 where only interest does, and of its fee."""

    due_on: date
    principal_minor: int
    fee_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedInstalment:
    """An instalment as it will be asked for if every one is paid on its day. `balance_minor` is owed afterwards."""

    due_on: date
    principal_minor: int
    interest_minor: int
    balance_minor: int

    @property
    def payment_minor(self) -> int:
        """Principal and interest together."""
        return self.principal_minor + self.interest_minor


def schedule(
    principal_minor: int,
    method: Method,
    rate_bps: int,
    day_count: DayCount,
    drawn_on: date,
    due_dates: Sequence[date],
) -> tuple[Instalment, ...]:
    """Return the instalments of a draw; their principal sums to `principal_minor`, and the last bears the residue.

    Equal instalments: the smallest whole payment that leaves no more than itself for the last day, with interest on
    the actual days of each period. What revolves has no instalments. Every other method needs at least one date.
    """
    if method is Method.REVOLVING:
        return ()
    *earlier, last = due_dates
    match method:
        case Method.BULLET:
            parts, earlier = [], []
        case Method.INTEREST_FIRST:
            parts = [0] * len(earlier)
        case Method.EQUAL_PRINCIPAL:
            parts = [principal_minor // len(due_dates)] * len(earlier)
        case Method.EQUAL_INSTALMENTS:
            parts = _equal_instalments(principal_minor, rate_bps, day_count, (drawn_on, *due_dates))
    regular = [Instalment(due_on, part) for due_on, part in zip(earlier, parts, strict=True)]
    return (*regular, Instalment(last, principal_minor - sum(parts)))


def projected(
    instalments: Sequence[Instalment], rate_bps: int, day_count: DayCount, drawn_on: date
) -> tuple[ProjectedInstalment, ...]:
    """Return the instalments with the interest that will be due on each, from daily accrual with its residue carried.

    Interest of a period that is split any way is the same in sum: see money.interest.
    """
    return tuple(_project(instalments, rate_bps, day_count, drawn_on))


def _project(
    instalments: Sequence[Instalment], rate_bps: int, day_count: DayCount, start: date
) -> Iterator[ProjectedInstalment]:
    balance, residue = sum(instalment.principal_minor for instalment in instalments), 0
    for instalment in instalments:
        end = instalment.due_on
        interest, residue = simple_interest(
            balance, rate_bps=rate_bps, day_count=day_count, start=start, end=end, residue=residue
        )
        balance -= instalment.principal_minor
        yield ProjectedInstalment(
            due_on=end, principal_minor=instalment.principal_minor, interest_minor=interest, balance_minor=balance
        )
        start = end


def _equal_instalments(principal_minor: int, rate_bps: int, day_count: DayCount, dates: Sequence[date]) -> list[int]:
    """Principal parts of all instalments but the last, by bisection over the payment."""

    def parts(payment_minor: int) -> tuple[list[int], int]:
        return _amortise(principal_minor, payment_minor, rate_bps, day_count, dates)

    payment = _smallest(lambda payment: parts(payment)[1] <= payment)
    return parts(payment)[0]


def _amortise(
    principal_minor: int, payment_minor: int, rate_bps: int, day_count: DayCount, dates: Sequence[date]
) -> tuple[list[int], int]:
    """Return the principal parts that `payment_minor` pays on all dates but the last, and the last payment."""
    balance, residue, interest = principal_minor, 0, 0
    parts: list[int] = []
    for start, end in pairwise(dates):
        balance -= sum(parts[-1:])
        interest, residue = simple_interest(
            balance, rate_bps=rate_bps, day_count=day_count, start=start, end=end, residue=residue
        )
        parts.append(min(balance, max(0, payment_minor - interest)))
    return parts[:-1], balance + interest


def _smallest(holds: Callable[[int], bool]) -> int:
    """The smallest whole number from 0 for which `holds`, which holds for every greater one."""
    if holds(0):
        return 0
    fails, found = 0, 1
    while not holds(found):
        fails, found = found, 2 * found
    while found - fails > 1:
        middle = (fails + found) // 2
        fails, found = (fails, middle) if holds(middle) else (middle, found)
    return found
