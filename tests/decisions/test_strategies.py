"""The strategies that come with the product keep what they promise and agree with the law."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from borrowers import business, decided, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from creditline.decisions.packs import LAW_OF, LENDER_OF, StrategyUnknown, law_of, strategy
from creditline.decisions.trigger import Trigger
from creditline.decisions.wording import faults_of
from creditline.law.caps import cap
from creditline.law.forbidden import forbidden_feature
from creditline.law.pack import rules_in_force
from creditline.policy.compiled import compile_policy
from creditline.policy.evaluate import evaluate

NAMES = sorted(LAW_OF)
KNOWN = st.fixed_dictionaries(
    {
        "score": st.integers(300, 800),
        "tenure_months": st.integers(0, 40),
        "income_minor": st.integers(0, 10**7),
        "income_age_days": st.sampled_from([0, 364, 365, 424, 425, 9_999]),
        "obligations_minor": st.integers(0, 10**6),
        "days_past_due": st.sampled_from([0, 1, 29, 30, 89, 90]),
        "late_count_365d": st.integers(0, 6),
        "inquiries_90d": st.integers(0, 12),
        "late_elsewhere_days": st.sampled_from([0, 59, 60]),
        "other_limits_minor": st.integers(0, 6 * 10**8),
        "drawn_minor": st.integers(0, 10**7),
    }
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(known=KNOWN, current=st.integers(0, 3 * 10**7), better=st.integers(0, 100))
def test_repaying_never_lowers_a_limit(name: str, known: dict[str, Any], current: int, better: int) -> None:
    """P2: never below what it was. P1: never below what it would be without the repayment, at the same instant."""
    unpaid = facts(**known)
    paid = unpaid | {"drawn_minor": 0, "days_past_due": 0, "score": unpaid["score"] + better}
    repaid = decided(name, paid, current=current, trigger=Trigger.REPAYMENT)
    waited = decided(name, unpaid, current=current, trigger=Trigger.TIME)
    assert (repaid.limit_minor or 0) >= current
    assert (repaid.limit_minor or 0) >= (waited.limit_minor or 0)
    assert repaid.target_minor >= waited.target_minor
    assert faults_of(repaid) == faults_of(waited) == []


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None)
@given(known=KNOWN, current=st.integers(0, 3 * 10**7))
def test_every_fall_has_a_reason_from_what_bound_it(name: str, known: dict[str, Any], current: int) -> None:
    found = decided(name, facts(**known), current=current)
    if found.change_minor < 0:
        assert found.reasons
        assert {reason.stage for reason in found.reasons} <= {*found.binding, "movement"}


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_of_a_strategy_come_out(name: str) -> None:
    policy = strategy(name)
    assert len(policy.cases) >= 5
    for case in policy.cases:
        found = evaluate(policy, case.facts, on=case.on)
        assert found.limit_minor == case.limit_minor, case.sentence
        assert {table: found.hit(table).row_id for table in case.rows} == case.rows, case.sentence
        assert case.reasons is None or tuple(reason.code for reason in found.reasons) == case.reasons, case.sentence


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_of_a_strategy_is_forbidden_by_its_law(name: str) -> None:
    in_force = rules_in_force(law_of(name), date(2026, 11, 23), law_of(name).news[-1])
    assert [fact for fact in strategy(name).facts if forbidden_feature(in_force, fact)] == []


@pytest.mark.parametrize(
    ("name", "parameter", "known"),
    [
        ("cn-bank", "consumer_cap", {"lender": "bank"}),
        ("cn-bank", "consumer_cap_relaxed", {"lender": "bank", "credit_good": True, "need_large": True}),
        ("cn-micro-loan", "consumer_cap", {"lender": "micro_lender", "net_assets_minor": 10**15}),
        ("cn-micro-loan", "business_cap", {"lender": "micro_lender", "net_assets_minor": 10**15, "use": "business"}),
    ],
)
def test_a_cap_in_a_policy_is_the_laws_on_every_day_it_changes(
    name: str, parameter: str, known: dict[str, Any]
) -> None:
    dated, rules = strategy(name).parameters[parameter], law_of(name)
    for start in dated.starts[1:]:
        for day in (start - timedelta(days=1), start):
            found = cap(rules_in_force(rules, day, rules.news[-1]), facts(**known))
            said = dated.on(day)
            assert found is not None or said == 10**11
            assert found is None or found.amount_minor == said or said == 10**11 <= found.amount_minor


def test_a_season_moves_a_farms_line_and_not_a_persons() -> None:
    farm = {"industry": "agriculture", "revenue_12m_minor": 10**10, "scale": "small", "score": 560}
    harvest, usual = (
        decided("cn-bank", business(**farm, season_index_bps=season), current=None, trigger=Trigger.OPENED).limit_minor
        for season in (13_000, 10_000)
    )
    assert (harvest, usual) == (65_000_000, 50_000_000)
    one, other = (
        decided("cn-bank", facts(season_index_bps=season), current=None, trigger=Trigger.OPENED).limit_minor
        for season in (13_000, 5_000)
    )
    assert one == other


def test_a_strategy_that_does_not_exist_is_refused() -> None:
    with pytest.raises(StrategyUnknown):
        strategy("atlantis")
    with pytest.raises(StrategyUnknown):
        law_of("atlantis")


RIGHTS = ("has_appealed", "has_complained", "asked_explanation", "asked_relief", "withdrew_consent", "sex", "religion")


@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_borrowers_who_used_their_rights_have_the_limits_of_those_who_did_not(name: str) -> None:
    """Each is decided twice; the second copy has used a right. Age above 62 is never worse than 61."""
    policy, rules = strategy(name), law_of(name)
    in_force = rules_in_force(rules, date(2026, 11, 23), rules.news[-1])
    decide_compiled = compile_policy(policy, on=date(2026, 11, 23))
    chance = Random(62)  # noqa: S311 - no secret
    lender = {"lender": LENDER_OF[name], "trigger": "review"}

    def limit(known: dict[str, Any]) -> int:
        capped = cap(in_force, known)
        return min(decide_compiled(known)[0], 10**12 if capped is None else capped.amount_minor)

    for _ in range(10_000):
        known = lender | facts(
            score=chance.randrange(300, 900),
            income_minor=chance.randrange(10**7),
            income_age_days=chance.randrange(900),
            late_elsewhere_days=chance.choice([0, 0, 75]),
            current_limit_minor=chance.randrange(10**7),
            age_years=61,
        )
        first = limit(known)
        assert limit(known | {chance.choice(RIGHTS): True}) == first
        assert limit(known | {"age_years": chance.randrange(62, 90)}) >= first
