"""When a proof of income turns, who is reminded of it on which day, and of what."""

from datetime import date, timedelta

import pytest

from creditline.decisions.packs import LAW_OF, strategy
from creditline.decisions.proof_of_income import AGE, REMINDERS, Ageing, ageing, reminders_due, turns

ON = date(2026, 11, 23)
BANK = strategy("cn-bank")


@pytest.mark.parametrize("policy_id", sorted(LAW_OF))
def test_every_shipped_strategy_counts_a_proof_for_a_year_and_then_a_grace(policy_id: str) -> None:
    first, *later = turns(strategy(policy_id))
    assert first == 365
    assert later


@pytest.mark.parametrize(
    ("days_left", "reminder"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-6, 0), (-7, None)]
)
def test_a_proof_is_in_one_reminder_of_a_turn_at_most(days_left: int, reminder: int | None) -> None:
    verified_on = ON + timedelta(days=days_left - 365)
    due = [
        one.days_before for one in reminders_due(BANK, ON) if one.turn == 365 and one.first <= verified_on <= one.last
    ]
    assert due == ([] if reminder is None else [reminder])
    assert REMINDERS == (30, 7, 0)


def test_what_is_told_is_the_first_age_at_which_the_limit_falls() -> None:
    facts = {AGE: 340, "income_verified_on": date(2025, 12, 18)}
    told = ageing(BANK, facts, 50_000, 365, lambda supposed: 30_000 if supposed[AGE] >= 425 else 60_000)
    assert told == Ageing(
        verified_on=date(2025, 12, 18),
        turns_on=date(2026, 12, 18),
        counts_until=date(2027, 2, 16),
        limit_minor=30_000,
    )


@pytest.mark.parametrize("current", [30_000, 20_000])
def test_nothing_is_told_of_a_fall_to_what_the_line_has_anyway(current: int) -> None:
    facts = {AGE: 340, "income_verified_on": date(2025, 12, 18)}
    assert ageing(BANK, facts, current, 365, lambda supposed: 30_000 if supposed[AGE] >= 425 else 60_000) is None
