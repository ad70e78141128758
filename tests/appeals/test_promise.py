"""The day an answer is promised for, its extensions, the reminders, and how long papers count."""

from datetime import date

import pytest
from appealing import FILED_ON, NATIONAL_DAY, Holidays

from creditline.appeals.appeal import EvidenceKind
from creditline.appeals.promise import (
    DEFAULT_RULES,
    Counted,
    PromiseRule,
    promised_on,
    reminder_days,
    valid_until,
)

WORKING = PromiseRule(name="working", days=15, counted=Counted.WORKING_DAYS)


@pytest.mark.parametrize(
    ("rule", "on", "extensions", "expected"),
    [
        ("complaint", date(2026, 11, 23), 0, date(2026, 12, 8)),
        ("complaint", date(2026, 11, 23), 1, date(2026, 12, 23)),
        ("complaint", date(2026, 11, 23), 2, date(2027, 1, 22)),
        ("bureau_objection", date(2026, 9, 15), 0, date(2026, 10, 8)),  # 5 October is a holiday
        ("complaint", date(2026, 11, 20), 0, date(2026, 12, 7)),  # 5 December is a Saturday
        ("direct_dispute", date(2026, 11, 23), 0, date(2026, 12, 23)),
    ],
)
def test_the_answer_is_promised_by_the_rule(rule: str, on: date, extensions: int, expected: date) -> None:
    assert promised_on(DEFAULT_RULES.promise(rule), on, NATIONAL_DAY, extensions=extensions) == expected


@pytest.mark.parametrize(
    ("on", "calendar", "expected"),
    [
        (date(2026, 11, 23), Holidays(), date(2026, 12, 14)),
        (date(2026, 11, 21), Holidays(), date(2026, 12, 11)),  # filed on a Saturday: Monday is the first day
        (date(2026, 11, 23), Holidays(date(2026, 12, 14)), date(2026, 12, 15)),
    ],
)
def test_a_period_of_working_days_counts_no_day_of_rest(on: date, calendar: Holidays, expected: date) -> None:
    assert promised_on(WORKING, on, calendar) == expected


def test_the_reminders_of_fifteen_days_come_on_the_eighth_and_the_twelfth() -> None:
    days = reminder_days(FILED_ON, date(2026, 12, 8), DEFAULT_RULES.reminders_percent)
    assert days == {50: date(2026, 12, 1), 80: date(2026, 12, 5)}


def test_every_kind_of_paper_expires() -> None:
    last = {kind: valid_until(kind, FILED_ON, DEFAULT_RULES) for kind in EvidenceKind}
    assert last[EvidenceKind.INCOME] == date(2027, 2, 21)
    assert min(last.values()) > FILED_ON
