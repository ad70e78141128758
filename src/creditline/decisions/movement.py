"""How far a limit moves at once: hysteresis, steps, and the most a period allows.

The result lies between the limit in force and the wish, and rises with the wish. So what a policy promises about its
wishes holds for limits too: a repayment that does not lower the wish does not lower the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

_BPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The lender's choices, read from the policy's dated parameters of the same names; the defaults hold nothing back.

    hysteresis_bps, least_change_minor: changes smaller than either are not made.
    most_increase_bps, most_decrease_bps: of the limit at the start of the period; 0 sets no bound.
    decrease_notice_days: how long before a decrease the borrower is told, where law asks for less.
    increase_needs_consent: 1 if a rise that nobody asked for is offered, not imposed. offer_days: how long it stands.
    no_decrease_on_repay: 1 while the promise stands; a lender who sets 0 must say so in the policy.
    """

    hysteresis_bps: int = 0
    least_change_minor: int = 0
    most_increase_bps: int = 0
    most_decrease_bps: int = 0
    decrease_notice_days: int = 0
    increase_needs_consent: int = 1
    offer_days: int = 30
    no_decrease_on_repay: int = 1


def movement_of(parameters: Mapping[str, int]) -> Movement:
    """Return the movement that a policy's parameters of the day ask for."""
    return Movement(**{part.name: parameters[part.name] for part in fields(Movement) if part.name in parameters})


def settled(movement: Movement, *, current: int | None, wish: int, period_start: int | None, multiple: int) -> int:
    """Return the limit to move to now, in minor units: between `current` and `wish`, and never falling as wish rises.

    A line without a limit moves at once. `multiple`: bounds by the period are rounded to it, towards `current`.
    """
    if current is None or not worth_it(movement, current, wish):
        return wish if current is None else current
    start = current if period_start is None else period_start
    if wish > current:
        return max(current, min(wish, _most(movement, start, wish, multiple)))
    return min(current, max(wish, _least(movement, start, wish, multiple)))


def worth_it(movement: Movement, current: int, wish: int) -> bool:
    """Tell whether a change is large enough to be made."""
    change = abs(wish - current)
    return change * _BPS >= movement.hysteresis_bps * current and change >= movement.least_change_minor


def _most(movement: Movement, start: int, wish: int, multiple: int) -> int:
    if not movement.most_increase_bps:
        return wish
    return start * (_BPS + movement.most_increase_bps) // _BPS // multiple * multiple


def _least(movement: Movement, start: int, wish: int, multiple: int) -> int:
    if not movement.most_decrease_bps:
        return wish
    return -(-start * (_BPS - movement.most_decrease_bps) // (_BPS * multiple)) * multiple
