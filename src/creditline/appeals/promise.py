"""By when an appeal is answered: a statutory period, its extensions, and the two reminders on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from creditline.appeals.appeal import EvidenceKind


class Calendar(Protocol):
    """A calendar of the days on which banks rest."""

    def is_rest_day(self, day: date, /) -> bool:
        """Tell whether banks rest on `day`."""
        ...


class Counted(StrEnum):
    """Which days of a period count."""

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRule:
    """A period in days from filing, and the longer periods that it may be extended to, each by a named approver.

    The day of filing is not counted. A period of calendar days that would end on a day of rest ends on the first
    working day after it.
    """

    name: str
    days: int
    extended_days: tuple[int, ...] = ()
    counted: Counted = Counted.EVERY_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRules:
    """What the lender has set for appeals; all of it is a value that the caller passes in.

    more_days: how long a borrower has to send what was asked for. hasty_s: a shorter look than this is flagged.
    second_person_minor: a limit raised by more than this needs a second person; 0: every raise does.
    """

    promises: Mapping[str, PromiseRule]
    reminders_percent: tuple[int, ...] = (50, 80)
    more_days: int = 14
    hasty_s: int = 10
    second_person_minor: int = 1_000_000
    valid_days: Mapping[EvidenceKind, int] = field(default_factory=dict)

    def promise(self, name: str) -> PromiseRule:
        """Return the rule of this name."""
        return self.promises[name]


_PROMISES = (
    PromiseRule(name="complaint", days=15, extended_days=(30, 60)),  # CN-25, and CN-26 for an objection to a hold
    PromiseRule(name="bureau_objection", days=20),  # CN-22
    PromiseRule(name="direct_dispute", days=30),  # US-11
)
_VALID_DAYS = {
    EvidenceKind.INCOME: 90,
    EvidenceKind.ASSETS: 30,
    EvidenceKind.IDENTITY: 365,
    EvidenceKind.THIRD_PARTY_PAYER: 180,
    EvidenceKind.BUREAU_ERROR: 60,
}
DEFAULT_RULES = AppealRules(promises={rule.name: rule for rule in _PROMISES}, valid_days=_VALID_DAYS)


def promised_on(rule: PromiseRule, filed_on: date, calendar: Calendar, *, extensions: int = 0) -> date:
    """Return the last day for the answer, after so many extensions."""
    days = rule.extended_days[extensions - 1] if extensions else rule.days
    if rule.counted is Counted.WORKING_DAYS:
        return _working_days_after(filed_on, days, calendar)
    return _next_working_day(filed_on + timedelta(days=days), calendar)


def reminder_days(filed_on: date, promised: date, percents: tuple[int, ...]) -> dict[int, date]:
    """Return the day of each reminder: when so many per cent of the time have passed, rounded up to a whole day."""
    whole = (promised - filed_on).days
    return {percent: filed_on + timedelta(days=-(-whole * percent // 100)) for percent in percents}


def valid_until(kind: EvidenceKind, received_on: date, rules: AppealRules) -> date:
    """Return the last day on which a paper received on `received_on` still shows anything."""
    return received_on + timedelta(days=rules.valid_days[kind])


def _working_days_after(day: date, count: int, calendar: Calendar) -> date:
    for _ in range(count):
        day = _next_working_day(day + timedelta(days=1), calendar)
    return day


def _next_working_day(day: date, calendar: Calendar) -> date:
    while calendar.is_rest_day(day):
        day += timedelta(days=1)
    return day
