"""When a policy looks at a proof of income otherwise as it ages, and when a borrower is reminded of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from creditline.decisions.line_facts import NEVER_DAYS
from creditline.policy.coverage import segments
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Table
from creditline.values import dataclass

AGE = "income_age_days"
VERIFIED = "income_verified_on"
REMINDERS = (30, 7, 0)
"""How many days before a turn a reminder is due."""
_A_WEEK = 7  # a reminder that nobody could give in that time is no help any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder that is due: whose proof was verified from `first` to `last`, and turns at the age of `turn` days."""

    turn: int
    days_before: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """What becomes of a proof: to be renewed by `turns_on`; from `counts_until` on the limit may be `limit_minor`."""

    verified_on: date
    turns_on: date
    counts_until: date
    limit_minor: int


def turns(policy: Policy) -> tuple[int, ...]:
    """Return the ages in days from which on a table of `policy` answers otherwise; ascending."""
    found = {age for table in policy.tables for age in _cuts(table)}
    return tuple(sorted(age for age in found if 0 < age < NEVER_DAYS))


def reminders_due(policy: Policy, on: date) -> list[Reminder]:
    """Return which reminders are due on a day. Of each turn a proof is in one of them at most."""
    return [
        Reminder(
            turn=turn,
            days_before=days,
            first=on - timedelta(days=turn - until - 1),
            last=on - timedelta(days=turn - days),
        )
        for turn in turns(policy)
        for days, until in zip(REMINDERS, (*REMINDERS[1:], -_A_WEEK), strict=True)
    ]


def ageing(
    policy: Policy, facts: Mapping[str, Any], current_minor: int, turn: int, limit: Callable[[Mapping[str, Any]], int]
) -> Ageing | None:
    """Return what becomes of a proof at a turn; None where the limit, `current_minor`, does not rest on it.

    limit: the limit that policy and law come to for given facts; it may be more than the line has.
    """
    verified_on, now = facts[VERIFIED], min(current_minor, limit(facts))
    for age in turns(policy):
        then = limit({**facts, AGE: age})
        if age >= turn and then < now:
            return Ageing(
                verified_on=verified_on,
                turns_on=verified_on + timedelta(days=turn),
                counts_until=verified_on + timedelta(days=age),
                limit_minor=then,
            )
    return None


def _cuts(table: Table) -> Iterator[int]:
    for place, column in enumerate(table.inputs):
        if column.source == FactSource(AGE):
            yield from (segment.span.low for segment in segments(table, place))
