"""Deadlines: when something must have been done, counted as the rule counts.

Chinese statutory periods leave the first day out and move a last day of rest on (CN-31); American and European ones are
counted in calendar days without a roll, which is never late.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from creditline.dates.rest_days import EVERY_DAY_COUNTS, RestDays
from creditline.law.condition import Facts, holds
from creditline.law.months import add_months
from creditline.law.pack import Law
from creditline.law.terms import DeadlineTerms

_WHOLE_PERCENT = 100


class NoSuchDeadline(LookupError):
    """No rule in force sets a deadline for this trigger, or the deadline has no further extension."""

    code = "no-such-deadline"

    def __init__(self, trigger: str, on: date, stage: int) -> None:
        super().__init__(
            f"No rule in force on {on.isoformat()} sets a deadline for '{trigger}' at stage {stage}. "
            "Check the trigger and the day; the rules are listed in docs/reference/law.md."
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by the end of which something is due, the rule that says so, and the days on which staff is reminded."""

    rule_id: str
    due_on: date
    warn_on: tuple[date, ...]
    stages: int
    approver_for_extension: bool


def deadline(
    law: Law,
    trigger: str,
    start: date,
    *,
    facts: Facts | None = None,
    calendar: RestDays = EVERY_DAY_COUNTS,
    stage: int = 0,
) -> Deadline:
    """Return the earliest deadline that the law sets for `trigger` on the day `start`; stage 1, 2: with extensions.

    `calendar` says when banks rest, and is asked only by rules that roll. Raises NoSuchDeadline and FactMissing.
    """
    found = deadlines(law, trigger, start, facts=facts, calendar=calendar, stage=stage)
    if not found:
        raise NoSuchDeadline(trigger, start, stage)
    return found[0]


def deadlines(
    law: Law,
    trigger: str,
    start: date,
    *,
    facts: Facts | None = None,
    calendar: RestDays = EVERY_DAY_COUNTS,
    stage: int = 0,
) -> list[Deadline]:
    """Return all deadlines the law sets for `trigger`, the earliest first; raises FactMissing."""
    found = [
        _deadline(provision.rule.id, terms, start, calendar, stage)
        for provision, terms in law.terms(DeadlineTerms)
        if terms.trigger == trigger and stage < _stages(terms) and holds(provision.clause.when, facts or {})
    ]
    return sorted(found, key=lambda each: each.due_on)


def _deadline(rule_id: str, terms: DeadlineTerms, start: date, calendar: RestDays, stage: int) -> Deadline:
    due = _counted(terms, start, stage)
    days = (due - start).days
    warn = tuple(start + timedelta(days=-(-days * percent // _WHOLE_PERCENT)) for percent in terms.warn_at_percent)
    rolled = calendar.next_business_day(due) if terms.rolls else due
    return Deadline(rule_id, rolled, warn, _stages(terms), terms.approver_for_extension)


def _counted(terms: DeadlineTerms, start: date, stage: int) -> date:
    if terms.days:
        return start + timedelta(days=terms.days[stage])
    return add_months(start, terms.months[stage])


def _stages(terms: DeadlineTerms) -> int:
    return len(terms.days) or len(terms.months)
