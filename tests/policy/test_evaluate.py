from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from creditline.policy.cases import rows_used, run_cases
from creditline.policy.compiled import PreparedPolicy, compile_policy, compile_table
from creditline.policy.domain import FactMissing, FactOutside
from creditline.policy.evaluate import evaluate
from creditline.policy.load import load_policy
from creditline.policy.policy import ParameterUndated, TableUnknown

POLICY = load_policy(Path(__file__).parent / "example")
ON = date(2026, 1, 1)
GOOD: dict[str, Any] = {
    "score": 800, "drawn_minor": 0, "current_limit_minor": 0, "income_minor": 10_000_000, "age_days": 0,
    "industry": "retail", "trigger": "month_end",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "limit", "binding", "reasons"),
    [
        ({}, 5_000_000, ("model",), ("MODEL",)),
        ({"age_days": 31}, 1_000_000, ("model",), ("LATE",)),
        ({"score": 600}, 2_000_000, ("model",), ("BAND",)),
        ({"score": 700, "drawn_minor": 800, "current_limit_minor": 1000}, 4_000_000, ("model",), ("USED",)),
        ({"income_minor": 1_000_000}, 3_000_000, ("income",), ("INCOME",)),
        ({"income_minor": 1_003_399}, 3_010_000, ("income",), ("INCOME",)),
        ({"income_minor": 1_666_667}, 5_000_000, ("model", "income"), ("MODEL", "INCOME")),
        ({"income_minor": 0}, 0, ("income",), ("INCOME",)),
        ({"industry": "catering", "age_days": 1}, 4_500_000, ("model",), ("MODEL",)),
        ({"trigger": "repayment", "current_limit_minor": 9_000_000}, 9_000_000, ("not_below",), ("HELD",)),
        ({"trigger": "repayment", "current_limit_minor": 40_000_000}, 30_000_000, ("law",), ("LAW",)),
        ({"trigger": "repayment", "current_limit_minor": 3_000_000}, 5_000_000, ("model",), ("MODEL",)),
    ],
)
def test_the_limit_is_the_least_constraint_and_says_which(
    facts: dict[str, Any], limit: int, binding: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    found = evaluate(POLICY, GOOD | facts, on=ON)
    assert (found.limit_minor, found.binding) == (limit, binding)
    assert tuple(reason.code for reason in found.reasons) == reasons
    assert compile_policy(POLICY, on=ON)(GOOD | facts)[0] == limit


def test_a_reason_has_its_numbers_in_both_languages() -> None:
    (reason,) = evaluate(POLICY, GOOD | {"score": 600}, on=ON).reasons
    assert (reason.en, reason.zh) == ("Score 600 gives 20000.00.", "评分600对应20000.00。")
    assert (reason.constraint, reason.table, reason.row) == ("model", "base", "BC")


def test_a_parameter_counts_from_its_day() -> None:
    facts = GOOD | {"trigger": "repayment", "current_limit_minor": 40_000_000}
    assert evaluate(POLICY, facts, on=date(2025, 2, 28)).limit_minor == 20_000_000
    assert evaluate(POLICY, facts, on=date(2025, 3, 1)).limit_minor == 30_000_000
    with pytest.raises(ParameterUndated, match="consumer_cap"):
        evaluate(POLICY, facts, on=date(2020, 7, 11))
    assert POLICY.change_days() == (date(2020, 1, 1), date(2020, 7, 12), date(2025, 3, 1))


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_fact_fails_loudly_and_is_named(name: str) -> None:
    for facts in ({key: value for key, value in GOOD.items() if key != name}, GOOD | {name: None}):
        for decide in _every_way():
            with pytest.raises(FactMissing, match=f"'{name}'"):
                decide(facts)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("score", 1001),
        ("score", -1),
        ("score", 800.0),
        ("score", True),
        ("score", "800"),
        ("score", [800]),
        ("drawn_minor", -1),
        ("income_minor", 10**9 + 1),
        ("industry", "mining"),
        ("industry", ["retail"]),
        ("trigger", 3),
        ("age_days", "late"),
    ],
)
def test_a_fact_of_another_type_or_outside_its_domain_fails_loudly(name: str, value: object) -> None:
    for decide in _every_way():
        with pytest.raises(FactOutside, match=f"'{name}'"):
            decide(GOOD | {name: value})


def test_a_saturating_fact_counts_as_the_end_it_is_beyond() -> None:
    late = evaluate(POLICY, GOOD | {"age_days": 99_999}, on=ON)
    assert (late.facts["age_days"], late.hit("base").row_id) == (1000, "late")
    early = evaluate(POLICY, GOOD | {"age_days": -5}, on=ON)
    assert early.facts["age_days"] == 0


def test_a_table_alone_fails_as_loudly() -> None:
    decide = compile_table(POLICY.table("band"), POLICY.facts)
    assert decide({"score": 500}) == 1
    with pytest.raises(FactMissing, match="'score'"):
        decide({})
    with pytest.raises(FactOutside, match="'score'"):
        decide({"score": "500"})


def test_all_rows_that_apply_are_told_and_what_they_gave() -> None:
    found = evaluate(POLICY, GOOD, on=ON)
    assert found.hit("base").applying == ("A1", "A2")
    assert found.output("base", "amount_minor") == 5_000_000
    with pytest.raises(TableUnknown, match="band, base"):
        POLICY.table("other")


def test_the_cases_of_a_policy_come_out_and_rows_without_one_are_known() -> None:
    assert [outcome.ok for outcome in run_cases(POLICY)] == [True, True]
    assert rows_used(POLICY) == {"band": {"A", "B"}, "base": {"A1", "BC"}}


def _every_way() -> list[Callable[[dict[str, Any]], object]]:
    prepared = PreparedPolicy(POLICY)
    return [
        lambda one: evaluate(POLICY, one, on=ON),
        compile_policy(POLICY, on=ON),
        lambda one: prepared.evaluate(one, on=ON),
    ]
