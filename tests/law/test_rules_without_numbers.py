"""One case for each rule that has no number."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from legal import TODAY, consumer, law

from creditline.law.caps import binding_caps, cap
from creditline.law.duties import duties
from creditline.law.forbidden import FeatureForbidden, check_features, forbidden_feature
from creditline.law.gates import most_allowed, shut_gates
from creditline.law.pack import RuleDoesNotBind, check_may_bind, rules_in_force, status_at
from creditline.law.rate_caps import keeps_to, rate_cap
from creditline.law.retention import retention
from creditline.law.shipped import PACKS, pack


@pytest.mark.parametrize(
    ("pack_name", "action", "facts", "reasons"),
    [
        ("cn", "use_of_draw", {"money_went_to": "securities"}, ["FORBIDDEN_USE"]),
        ("cn", "use_of_draw", {"money_went_to": "decoration"}, []),
        ("cn", "store_data", {"region": "US"}, ["OUTSIDE_REGION"]),
        ("cn", "store_data", {"region": "CN"}, []),
        (
            "cn",
            "pull_bureau",
            {"consent_in_force": False, "purpose": "review", "consent_purpose": "review"},
            ["CONSENT_MISSING"],
        ),
        ("cn", "ingest_score", {"borrower": "person", "supplier_licence": ""}, ["SUPPLIER_UNLICENSED"]),
        ("cn", "ingest_score", {"borrower": "person", "supplier_licence": "CR-1"}, []),
        ("cn", "activate_model", {"pia_id": ""}, ["IMPACT_ASSESSMENT_MISSING", "IMPACT_ASSESSMENT_MISSING"]),
        ("eu", "treat_as_consumer_credit", {"credit_minor": 10_000_100}, ["OUTSIDE_DIRECTIVE"]),
        ("eu", "treat_as_consumer_credit", {"credit_minor": 10_000_000}, []),
        ("eu", "block_drawing_at_once", {"basis": "portfolio"}, ["PRIOR_NOTICE_NEEDED"]),
        ("eu", "block_drawing_at_once", {"basis": "suspected_misuse"}, []),
        (
            "uk",
            "raise_limit",
            {
                "opted_out_of_increases": False,
                "at_risk_of_difficulties": False,
                "raise_minor": 10_000,
                "significant_raise_minor": 100_000,
                "assessed": False,
            },
            [],
        ),
        (
            "uk",
            "raise_limit",
            {
                "opted_out_of_increases": False,
                "at_risk_of_difficulties": False,
                "raise_minor": 300_000,
                "significant_raise_minor": 100_000,
                "assessed": False,
            },
            ["ASSESSMENT_MISSING"],
        ),
        ("us", "raise_limit", {"borrower": "person", "income_recorded": False}, ["ABILITY_TO_PAY"]),
    ],
)
def test_a_gate_is_shut_by_its_rule(pack_name: str, action: str, facts: dict[str, Any], reasons: list[str]) -> None:
    assert [shut.reason for shut in shut_gates(law(pack_name, "2026-11-23"), action, facts)] == reasons


def test_a_consent_covers_its_own_purpose_only() -> None:
    facts = {"consent_in_force": True, "purpose": "marketing", "consent_purpose": "review"}
    assert [shut.rule_id for shut in shut_gates(law("cn", "2026-11-23"), "pull_bureau", facts)] == ["CN-18"]
    assert shut_gates(law("cn", "2026-11-23"), "pull_bureau", facts | {"purpose": "review"}) == []


def test_quebec_raises_to_what_was_asked_and_no_further() -> None:
    in_force, asked = law("qc", "2026-11-23"), {"asked_expressly": True, "asked_minor": 600_000}
    assert shut_gates(in_force, "raise_limit", asked) == []
    assert most_allowed(in_force, "raise_limit", asked, 800_000) == 600_000


@pytest.mark.parametrize("rule_id", ["CN-07", "CN-08", "CN-12"])
def test_what_was_not_verified_or_enacted_cannot_be_made_to_bind(rule_id: str) -> None:
    with pytest.raises(RuleDoesNotBind):
        check_may_bind(pack("cn"), rule_id)


@pytest.mark.parametrize("name", PACKS)
def test_drafts_and_rules_from_memory_change_none_of_ten_thousand_decisions(name: str) -> None:
    whole = pack(name)
    binding = rules_in_force(whole, date(2027, 6, 1), TODAY)
    assert all(provision.rule.binds for provision in binding.provisions)
    chance = Random(7)  # noqa: S311 - no secret
    for _ in range(10_000):
        facts = consumer(
            lender=chance.choice(["bank", "micro_lender", "consumer_finance", "private"]),
            use=chance.choice(["consumption", "business"]),
            student=chance.random() < 0.2,
            age_years=chance.randrange(15, 80),
        )
        assert {found.rule_id for found in binding_caps(binding, facts)}.isdisjoint({"CN-07", "CN-08", "CN-12"})


@pytest.mark.parametrize(
    ("lender", "rule_id", "rate_bps"), [("private", "CN-11", 1_200), ("micro_lender", "CN-10", 2_400)]
)
def test_who_lends_decides_which_price_cap_counts(lender: str, rule_id: str, rate_bps: int) -> None:
    found = rate_cap(law("cn", "2026-06-01"), consumer(lender=lender))
    assert found is not None
    assert (found.rule_id, found.rate_bps) == (rule_id, rate_bps)
    assert (found.rate_bps >= 1_300) is (lender == "micro_lender")


@pytest.mark.parametrize(
    ("pack_name", "feature", "rule_id"),
    [
        ("cn", "blood_type", "CN-19"),
        ("cn", "BloodType", "CN-19"),
        ("cn", "diagnosis_code", "CN-19"),
        ("eu", "social_graph_degree", "EU-02"),
        ("eu", "diagnosis", "EU-02"),
        ("us", "marital_status", "US-06"),
        ("us", "scra_request", "US-17"),
        ("us", "appeals_in_12_months", "US-06"),
    ],
)
def test_a_forbidden_feature_is_refused_with_its_rule(pack_name: str, feature: str, rule_id: str) -> None:
    in_force = law(pack_name, "2026-11-23")
    found = forbidden_feature(in_force, feature)
    assert found is not None
    assert found.rule_id == rule_id
    with pytest.raises(FeatureForbidden, match=rule_id):
        check_features(in_force, ["utilisation", feature])


@pytest.mark.parametrize("feature", ["utilisation_bps", "days_past_due", "general_purpose", "essex_branch"])
def test_an_ordinary_feature_is_not_forbidden(feature: str) -> None:
    assert all(forbidden_feature(law(name, "2026-11-23"), feature) is None for name in PACKS)


def test_income_from_a_bureau_needs_a_consent() -> None:
    in_force = law("cn", "2026-11-23")
    with pytest.raises(FeatureForbidden):
        check_features(in_force, ["bureau_income"])
    check_features(in_force, ["bureau_income"], consents=frozenset({"written_consent_after_warning"}))


def test_a_related_person_gets_no_unsecured_line() -> None:
    found = cap(law("cn", "2026-11-23"), consumer(related_person=True))
    assert found is not None
    assert (found.amount_minor, found.reason, found.rule_id) == (0, "RELATED_PERSON", "CN-32")


@pytest.mark.parametrize(("name", "rule_id"), [("cn", "CN-14"), ("eu", "EU-06"), ("uk", "UK-05H")])
def test_a_contested_decision_of_automation_goes_to_a_person(name: str, rule_id: str) -> None:
    found = duties(law(name, "2026-11-23"), {"automated": True, "contested": True})
    assert rule_id in {duty.rule_id for duty in found if duty.person_decides}


def test_a_duty_that_was_moved_is_shown_as_planned() -> None:
    rule = pack("eu").rule("EU-07")
    assert status_at(rule, date(2026, 11, 23), TODAY) == "planned 2027-12-02"
    assert status_at(rule, date(2026, 11, 23), datetime(2026, 7, 1, tzinfo=UTC)) == "in_force"


@pytest.mark.parametrize(
    ("on", "guidance", "regulation_b"),
    [
        ("2025-05-11", "in_force", "effects_test"),
        ("2025-05-12", "ended", "effects_test"),
        ("2026-07-20", "ended", "effects_test"),
        ("2026-07-21", "ended", "no_effects_test"),
    ],
)
def test_what_guidance_stood_on_a_day_can_be_asked(on: str, guidance: str, regulation_b: str) -> None:
    assert status_at(pack("us").rule("US-09"), date.fromisoformat(on), TODAY) == guidance
    assert [duty.duty for duty in duties(law("us", on), {"regulation": "B"})] == [regulation_b]


@pytest.mark.parametrize(("cost_bps", "allowed"), [(3_600, True), (3_601, False)])
def test_a_covered_borrower_pays_at_most_36_percent(cost_bps: int, *, allowed: bool) -> None:
    facts = {"covered_borrower": True, "in_service": False, "debt_before_service": False}
    found = rate_cap(law("us", "2026-11-23"), facts)
    assert found is not None
    assert (cost_bps <= found.rate_bps) is allowed
    paid = [120_000 + cost_bps]  # one month at cost_bps a year
    assert keeps_to(found.rate_bps, received_minor=120_000, payments_minor=paid) is allowed


def test_a_debt_from_before_service_costs_six_percent() -> None:
    facts = {"covered_borrower": False, "in_service": True, "debt_before_service": True}
    found = rate_cap(law("us", "2026-11-23"), facts)
    assert found is not None
    assert found.rate_bps == 600


def test_a_known_payment_that_would_bounce_makes_a_cut_a_harm() -> None:
    facts = {"change": "decrease", "payments_that_would_fail": 3}
    assert "avoid_foreseeable_harm" in {duty.duty for duty in duties(law("uk", "2026-11-23"), facts)}


def test_cutting_lines_of_stage_two_must_be_reported_before_activation() -> None:
    found = duties(law("basel", "2026-11-23"), {"stage": 2, "change": "decrease"})
    assert [duty.duty for duty in found] == ["report_expected_loss_before_activation"]


def test_transactions_are_kept_ten_years_in_china() -> None:
    kept = retention(law("cn", "2026-11-23"), "transactions", date(2025, 1, 31), {})
    assert kept is not None
    assert kept.keep_to == date(2035, 1, 31)
