"""Stories of borrowers, each decided by the shipped strategies and laws."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from borrowers import HUNDRED, at, business, codes, decided, facts

from creditline.decisions.decision import GUARD, Effect
from creditline.decisions.inputs import Announced
from creditline.decisions.packs import strategy
from creditline.decisions.trigger import Trigger
from creditline.decisions.wording import faults_of, text_faults
from creditline.law.pack import with_end
from creditline.policy.load import load_policy
from creditline.policy.policy import Policy


def test_a_full_repayment_leaves_the_limit_where_it_was() -> None:
    """20,000 repaid in full, the record as good as before: one decision, change 0."""
    known = facts(score=640, income_minor=0, income_age_days=9_999)
    found = decided("cn-bank", known, current=30_000 * HUNDRED, trigger=Trigger.REPAYMENT)
    assert (found.effect, found.change_minor) == (Effect.KEPT, 0)
    assert found.guard is not None
    assert not found.guard.applied


def test_a_repayment_after_which_the_model_wants_less_keeps_the_limit_and_records_the_wish() -> None:
    known = facts(income_minor=0, income_age_days=9_999, late_elsewhere_days=60)
    found = decided("us", known, current=20_000 * HUNDRED, trigger=Trigger.REPAYMENT)
    assert found.limit_minor == 20_000 * HUNDRED
    assert found.guard is not None
    assert (found.guard.id, found.guard.applied) == (GUARD, False)  # the policy's own clause held it already
    assert found.wish_minor == 2_000 * HUNDRED
    assert found.binding == ("not_below",)
    assert codes(found) == ["HELD_HARMLESS"]


def test_the_guard_holds_a_policy_that_has_no_such_clause(without_clause: Policy) -> None:
    """The policy wants 14,000 of 20,000 just after a full repayment."""
    found = decided(without_clause, outside_debt(), current=20_000 * HUNDRED, trigger=Trigger.REPAYMENT)
    assert found.guard is not None
    assert (found.guard.applied, found.guard.wish_minor, found.guard.kept_minor) == (True, 1_400_000, 2_000_000)
    assert (found.limit_minor, found.wish_minor) == (2_000_000, 1_400_000)
    assert found.policy.sha256 == without_clause.sha256


def outside_debt(**changes: Any) -> dict[str, Any]:
    """Two other accounts 60 days late, and so much debt service that 14,000 is what the income carries."""
    means = {"income_minor": 5_000 * HUNDRED, "obligations_minor": 1_650 * HUNDRED, "late_elsewhere_days": 60}
    return facts(**(means | {"bureau_data_used": True} | changes))


def test_new_debt_elsewhere_cuts_an_american_line_with_specific_reasons_and_thirty_days_to_tell() -> None:
    found = decided("us", outside_debt(), current=20_000 * HUNDRED, trigger=Trigger.TIME)
    assert (found.effect, found.limit_minor) == (Effect.LOWERED, 14_000 * HUNDRED)
    assert set(codes(found)) == {"DLQ_OTHERS", "DTI_HIGH"}
    assert {(due.rule_id, due.by.isoformat()) for due in found.due} == {
        ("US-03", "2026-12-23"),
        ("US-10", "2026-12-23"),
    }
    bureau = next(due for due in found.due if due.rule_id == "US-10")
    assert {"score", "bureau_name", "free_report_60_days", "right_to_dispute"} <= set(bureau.fields)
    assert faults_of(found) == []


def test_the_same_cut_follows_with_the_repayment_removed(without_clause: Policy) -> None:
    repaid, unpaid = (outside_debt(drawn_minor=drawn) for drawn in (0, 20_000 * HUNDRED))
    limits = [
        decided(without_clause, known, current=20_000 * HUNDRED, trigger=Trigger.TIME).limit_minor
        for known in (repaid, unpaid)
    ]
    assert limits == [14_000 * HUNDRED] * 2


@pytest.mark.parametrize(
    "text", ["Your score too low", "By internal policy", "综合评分不足", "lowered because you repaid", "因您还款下调"]
)
def test_a_reason_that_says_nothing_or_blames_repayment_is_refused(text: str) -> None:
    assert text_faults(text)


def test_a_european_overdraft_is_announced_and_takes_effect_thirty_days_later() -> None:
    known = facts(product="overdraft", late_elsewhere_days=60)
    told = decided("us", known, current=20_000 * HUNDRED, on="2026-11-24", law_name="eu")
    assert (told.effect, told.limit_minor, told.to_minor) == (Effect.ANNOUNCED, 20_000 * HUNDRED, 14_000 * HUNDRED)
    assert told.effective_on.isoformat() == "2026-12-24"
    assert "instalments_12_equal" in told.due[0].fields
    announced = Announced(limit_minor=14_000 * HUNDRED, notified_on=told.on, effective_on=told.effective_on)
    early, due = (
        decided("us", known, current=20_000 * HUNDRED, on=day, law_name="eu", announced=announced)
        for day in ("2026-12-23", "2026-12-24")
    )
    assert early.limit_minor == 20_000 * HUNDRED
    assert (due.effect, due.limit_minor) == (Effect.LOWERED, 14_000 * HUNDRED)


def test_two_facts_that_bind_together_are_both_explained_in_chinese() -> None:
    """30,000 to 22,000: nine enquiries in 90 days, and a proof of income 70 days past its year."""
    known = facts(inquiries_90d=9, income_age_days=435)
    found = decided("cn-consumer-finance", known, current=30_000 * HUNDRED)
    assert found.limit_minor == 22_000 * HUNDRED
    assert set(codes(found)) == {"INCOME_STALE", "INQUIRIES_RECENT"}
    said = " ".join(reason.zh for reason in found.reasons)
    assert "9 次" in said
    assert "425 天" in said


@pytest.mark.parametrize(
    ("on", "good", "effect", "to_minor", "code"),
    [
        ("2025-03-13", True, Effect.KEPT, None, "REG_CAP"),
        ("2025-03-14", True, Effect.OFFERED, 280_000 * HUNDRED, "INCREASE_NEEDS_CONSENT"),
        ("2025-03-13", False, Effect.KEPT, None, "REG_CAP"),
        ("2025-03-14", False, Effect.KEPT, None, "REG_CAP"),
    ],
)
def test_a_cap_rises_on_its_date_for_those_it_is_meant_for(
    on: str, *, good: bool, effect: Effect, to_minor: int | None, code: str
) -> None:
    known = facts(credit_good=good, need_large=good, income_minor=50_000 * HUNDRED)
    found = decided("cn-bank", known, current=200_000 * HUNDRED, on=on)
    assert (found.effect, found.limit_minor, found.to_minor) == (effect, 200_000 * HUNDRED, to_minor)
    assert codes(found)[0] == code


def test_an_offer_is_applied_once_it_is_accepted_and_means_still_carry_it() -> None:
    rich, poor = (
        facts(credit_good=True, need_large=True, income_minor=income * HUNDRED) for income in (50_000, 18_000)
    )
    accepted, shrunk = (
        decided("cn-bank", known, current=200_000 * HUNDRED, trigger=Trigger.OFFER_ACCEPTED, offered=280_000 * HUNDRED)
        for known in (rich, poor)
    )
    assert (accepted.effect, accepted.limit_minor) == (Effect.RAISED, 280_000 * HUNDRED)
    assert shrunk.limit_minor == 246_000 * HUNDRED


@pytest.mark.parametrize(
    ("age_days", "effect", "limit", "code"),
    [
        (364, Effect.KEPT, 50_000, "INCOME"),
        (365, Effect.KEPT, 50_000, "INCOME"),
        (424, Effect.KEPT, 50_000, "INCOME"),
        (425, Effect.LOWERED, 30_000, "INCOME_STALE"),
    ],
)
def test_a_proof_of_income_runs_out_after_a_year_and_a_grace_of_sixty_days(
    age_days: int, effect: Effect, limit: int, code: str
) -> None:
    """50,000, of which 20,000 rests on the verified income."""
    known = facts(income_minor=166_667, income_age_days=age_days)
    found = decided("cn-bank", known, current=50_000 * HUNDRED)
    assert (found.effect, found.limit_minor) == (effect, limit * HUNDRED)
    assert code in {*codes(found), "INCOME"}


def test_nothing_rises_while_the_proof_is_in_its_grace() -> None:
    richer = facts(income_minor=300_000, income_age_days=366)
    found = decided("cn-bank", richer, current=50_000 * HUNDRED, trigger=Trigger.REQUEST)
    assert (found.limit_minor, codes(found)) == (50_000 * HUNDRED, ["INCOME_EXPIRING"])


def test_a_new_proof_restores_the_limit_at_once() -> None:
    known = facts(income_minor=166_667, income_age_days=0)
    found = decided("cn-bank", known, current=30_000 * HUNDRED, trigger=Trigger.EVIDENCE)
    assert (found.effect, found.limit_minor) == (Effect.RAISED, 50_000 * HUNDRED)


def test_an_american_rise_waits_for_income_and_a_ratio() -> None:
    known = facts(income_recorded=False, ratio_recorded=False)
    found = decided("us", known, current=5_000 * HUNDRED)
    assert (found.effect, found.limit_minor, codes(found)[0]) == (Effect.KEPT, 5_000 * HUNDRED, "ABILITY_TO_PAY")


def test_a_british_borrower_at_risk_gets_no_rise_and_no_offer() -> None:
    known = facts(
        opted_out_of_increases=False, at_risk_of_difficulties=True, significant_raise_minor=100_000, assessed=True
    )
    found = decided("us", known, current=5_000 * HUNDRED, law_name="uk")
    assert (found.effect, found.offer, codes(found)[0]) == (Effect.KEPT, None, "AT_RISK")


def test_a_quebec_limit_rises_to_what_was_asked() -> None:
    known = facts(asked_expressly=True, asked_minor=6_000 * HUNDRED)
    found = decided("us", known, current=5_000 * HUNDRED, law_name="qc", trigger=Trigger.REQUEST)
    assert (found.effect, found.limit_minor) == (Effect.RAISED, 6_000 * HUNDRED)


def test_who_did_not_ask_gets_an_offer_and_no_more() -> None:
    found = decided("cn-bank", facts(), current=5_000 * HUNDRED, law_name="eu")
    assert (found.effect, found.limit_minor) == (Effect.OFFERED, 5_000 * HUNDRED)
    assert found.offer is not None
    assert (found.offer.expires_on - found.on).days == 30


@pytest.mark.parametrize(
    ("revenue_yuan", "scale", "group_yuan", "limit_yuan", "code"),
    [
        (800_000, "micro", 0, 240_000, "REVENUE"),
        (8_000_000, "small", 0, 800_000, "REG_CAP_CONCENTRATION"),
        (8_000_000, "small", 500_000, 700_000, "REG_CAP_CONCENTRATION"),
    ],
)
def test_scale_and_the_lenders_size_bound_a_business_line(
    revenue_yuan: int, scale: str, group_yuan: int, limit_yuan: int, code: str
) -> None:
    known = business(
        scale=scale,
        revenue_12m_minor=revenue_yuan * HUNDRED,
        net_assets_minor=8_000_000 * HUNDRED,
        group_limits_minor=group_yuan * HUNDRED,
    )
    found = decided("cn-micro-loan", known, current=None, trigger=Trigger.OPENED)
    assert (found.limit_minor, codes(found)[0]) == (limit_yuan * HUNDRED, code)


def test_an_american_business_gets_its_reasons_when_it_asks() -> None:
    """Revenue 1.4 million a year; revenue fell, and 90,000 become 60,000."""
    known = business(scale="small", revenue_12m_minor=140_000_000, revenue_minor=140_000_000, revenue_fall_bps=3_500)
    found = decided("us", known, current=90_000 * HUNDRED)
    assert (found.limit_minor, codes(found)) == (60_000 * HUNDRED, ["REVENUE_DROP"])
    assert [(due.rule_id, due.fields) for due in found.due] == [("US-05", ("action",))]


def test_a_paused_review_changes_nothing_and_says_so() -> None:
    known = outside_debt(review_paused=True)
    found = decided("us", known, current=20_000 * HUNDRED)
    assert (found.effect, found.limit_minor, codes(found)) == (Effect.PAUSED, 20_000 * HUNDRED, ["REVIEW_PAUSED"])
    raised = decided("us", facts(review_paused=True), current=1_000 * HUNDRED)
    assert raised.effect is Effect.PAUSED


@pytest.mark.parametrize(("age", "limit", "code"), [(17, 0, "UNDER_AGE"), (18, 228_000, "REG_CAP")])
def test_nobody_under_eighteen_is_given_credit(age: int, limit: int, code: str) -> None:
    found = decided("cn-bank", facts(age_years=age), current=None, trigger=Trigger.OPENED)
    assert found.limit_minor == min(limit, 200_000) * HUNDRED
    assert codes(found)[0] == code


def test_a_line_of_a_minor_that_is_found_gives_no_more_credit() -> None:
    found = decided("cn-bank", facts(age_years=16, drawn_minor=100_000), current=10_000 * HUNDRED)
    assert (found.limit_minor, codes(found)) == (0, ["UNDER_AGE"])


def test_a_student_gets_nothing_from_a_micro_lender_and_needs_a_second_source_at_a_bank() -> None:
    student = facts(student=True, age_years=20)
    micro = decided("cn-micro-loan", student, current=None, trigger=Trigger.OPENED)
    assert (micro.limit_minor, codes(micro)) == (0, ["STUDENT_RULE"])
    alone, backed = (
        decided("cn-bank", student | {"guarantor_consent": given}, current=None, trigger=Trigger.OPENED)
        for given in (False, True)
    )
    assert (alone.limit_minor, codes(alone)[0]) == (0, "SECOND_SOURCE")
    assert backed.limit_minor == 200_000 * HUNDRED
    raise_alone = decided("cn-bank", student, current=10_000 * HUNDRED, trigger=Trigger.REQUEST)
    assert (raise_alone.limit_minor, codes(raise_alone)[0]) == (10_000 * HUNDRED, "GUARANTOR_CONSENT")


@pytest.mark.parametrize("name", ["cn-bank", "cn-consumer-finance", "cn-micro-loan", "us"])
@pytest.mark.parametrize(
    "used",
    ["has_appealed", "has_complained", "asked_explanation", "asked_relief", "withdrew_consent", "sex", "marital"],
)
def test_using_ones_rights_costs_nothing(name: str, used: str) -> None:
    for score in range(380, 800, 20):
        plain = facts(score=score)
        without, with_right = (
            decided(name, known, current=15_000 * HUNDRED) for known in (plain, plain | {used: True})
        )
        assert (without.limit_minor, without.reasons) == (with_right.limit_minor, with_right.reasons)


def test_a_legal_cap_does_not_wait_for_a_step_and_does_not_fall_on_a_repayment() -> None:
    """The relaxation ends; a limit of 280,000 comes down to 200,000 by a decision of its own, not by a repayment."""
    known = facts(credit_good=False, income_minor=50_000 * HUNDRED)
    repaying = decided("cn-bank", known, current=280_000 * HUNDRED, trigger=Trigger.REPAYMENT)
    assert (repaying.limit_minor, repaying.binding) == (280_000 * HUNDRED, ("guard",))
    assert set(repaying.deferred) == {"law", "law:CN-01"}
    changed = decided("cn-bank", known, current=280_000 * HUNDRED, trigger=Trigger.LAW_CHANGED)
    assert (changed.limit_minor, codes(changed)) == (200_000 * HUNDRED, ["REG_CAP"])


def test_a_fall_is_at_most_half_a_quarter_and_a_small_one_is_not_made() -> None:
    known = facts(score=450, income_minor=50_000 * HUNDRED)
    fallen = decided("cn-bank", known, current=200_000 * HUNDRED, period_start=200_000 * HUNDRED)
    assert (fallen.limit_minor, fallen.binding) == (100_000 * HUNDRED, ("model", "movement"))
    assert codes(fallen)[0] == "RECORD"
    small = decided("cn-bank", facts(score=560, income_minor=566_667), current=100_000 * HUNDRED)
    assert (small.wish_minor, small.effect) == (98_000 * HUNDRED, Effect.KEPT)
    assert "SMALL_CHANGE" in codes(small)


def test_the_portfolio_is_named_while_it_is_tightened_and_only_then() -> None:
    known = facts(score=640, income_minor=50_000 * HUNDRED)
    during, after = (
        decided("cn-bank", known, current=200_000 * HUNDRED, on=day) for day in ("2026-05-31", "2026-06-01")
    )
    assert (during.limit_minor, codes(during)) == (180_000 * HUNDRED, ["PORTFOLIO"])
    assert "PORTFOLIO" not in codes(after)


@pytest.fixture
def without_clause(tmp_path: Path) -> Policy:
    """The American strategy without its clause that holds a limit at a repayment."""
    from creditline.decisions import packs  # noqa: PLC0415 - to find the folder

    source = Path(packs.__file__).parent / "policies" / "us"
    folder = tmp_path / "us"
    copytree(source, folder)
    formula = folder / "formula.toml"
    text = formula.read_text(encoding="utf-8")
    formula.write_text(text[: text.index("[not_below]")], encoding="utf-8")
    return load_policy(folder)


def test_the_relaxation_can_be_closed_by_data_alone() -> None:
    from creditline.law.shipped import pack  # noqa: PLC0415

    closed = with_end(pack("cn"), "CN-02", valid_to=at("2027-01-01").date(), known_from=at("2026-12-01"))
    assert closed.digest != pack("cn").digest
    assert strategy("cn-bank").parameters["consumer_cap"].law == "CN-01"
