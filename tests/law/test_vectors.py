"""The numeric cases of every rule: what goes in, and what the rule must say."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from legal import YUAN, consumer, law

from creditline.dates.rest_days import RestDays
from creditline.law.capital import Exposure, is_transactor, risk_weighted_minor
from creditline.law.caps import cap
from creditline.law.deadlines import NoSuchDeadline, deadline
from creditline.law.duties import duties
from creditline.law.gates import shut_gates
from creditline.law.months import age_on
from creditline.law.notices import notice_for
from creditline.law.pack import with_end
from creditline.law.rate_caps import keeps_to, rate_cap
from creditline.law.ratios import broken_ratios
from creditline.law.records import AdverseItem, hidden_from
from creditline.law.retention import retention
from creditline.law.shipped import pack

GOLDEN_WEEK = RestDays(holidays=frozenset(date(2026, 10, day) for day in range(1, 8)))
MICRO = {"lender": "micro_lender"}
YEAR = [True] * 12


@pytest.mark.parametrize(
    ("on", "facts", "yuan"),
    [
        ("2020-07-11", {}, None),
        ("2020-07-12", {}, 200_000),
        ("2025-04-01", {"credit_good": True, "need_large": True}, 300_000),
        ("2025-04-01", {}, 200_000),
        ("2026-06-01", MICRO | {"net_assets_minor": 1_000_000_000 * YUAN}, 200_000),
        ("2026-06-01", MICRO | {"use": "business", "net_assets_minor": 50_000_000 * YUAN}, 5_000_000),
        ("2026-06-01", MICRO | {"use": "business", "net_assets_minor": 1_000_000_000 * YUAN}, 10_000_000),
        ("2026-06-01", MICRO | {"student": True, "net_assets_minor": 1_000_000_000 * YUAN}, 0),
    ],
)
def test_a_chinese_limit_is_capped_by_lender_use_and_day(on: str, facts: dict[str, Any], yuan: int | None) -> None:
    found = cap(law("cn", on), consumer(**facts))
    assert found is not None
    assert (None if found.reason == "REG_CAP_CONCENTRATION" and yuan is None else found.amount_minor // YUAN) == yuan


def test_a_relaxation_that_is_closed_ends_on_that_day_and_not_before() -> None:
    closed = with_end(pack("cn"), "CN-02", valid_to=date(2027, 1, 1), known_from=datetime(2026, 12, 1, tzinfo=UTC))
    facts = consumer(credit_good=True, need_large=True)
    allowed = [cap(law(closed, on), facts) for on in ("2026-12-31", "2027-01-01")]
    assert [found and found.amount_minor for found in allowed] == [300_000 * YUAN, 200_000 * YUAN]


@pytest.mark.parametrize(("incomes_yuan", "yuan"), [((96_000, 102_000, 90_000), 32_000), ((1_000_000,) * 3, 300_000)])
def test_a_draft_answers_in_a_what_if(incomes_yuan: tuple[int, ...], yuan: int) -> None:
    facts = consumer(income_of_three_years_minor=sum(incomes_yuan) * YUAN)
    found = cap(law("cn", "2026-06-01", what_if="CN-07"), facts | {"credit_good": True, "need_large": True})
    assert found is not None
    assert (found.rule_id, found.amount_minor) == (("CN-07", yuan * YUAN) if yuan < 300_000 else ("CN-02", yuan * YUAN))


@pytest.mark.parametrize(
    ("on", "facts", "broken"),
    [
        ("2022-01-01", {"joint_loan_minor": 1_000_000, "partner_share_minor": 300_000}, []),
        ("2022-01-01", {"joint_loan_minor": 1_000_000, "partner_share_minor": 290_000}, ["partner_share_of_loan"]),
        ("2021-12-31", {"joint_loan_minor": 1_000_000, "partner_share_minor": 290_000}, []),
        ("2026-06-01", {"tier1_capital_minor": 400, "partner_balance_minor": 100}, []),
        ("2026-06-01", {"tier1_capital_minor": 400, "partner_balance_minor": 101}, ["one_partner_of_tier1"]),
        ("2026-06-01", {"all_loans_minor": 500, "joint_loans_minor": 250}, []),
        ("2026-06-01", {"all_loans_minor": 500, "joint_loans_minor": 251}, ["joint_of_all_loans"]),
    ],
)
def test_joint_loans_keep_their_ratios(on: str, facts: dict[str, int], broken: list[str]) -> None:
    assert [found.measure for found in broken_ratios(law("cn", on), facts)] == broken


@pytest.mark.parametrize(
    ("on", "facts", "rate_bps"),
    [
        ("2025-09-30", {"assisted": True}, None),
        ("2025-10-01", {"assisted": True}, 2_400),
        ("2026-06-01", MICRO, 2_400),
        ("2028-01-01", MICRO, 1_200),
    ],
)
def test_the_yearly_cost_is_capped_by_lender_and_day(on: str, facts: dict[str, Any], rate_bps: int | None) -> None:
    found = rate_cap(law("cn", on), consumer(**facts))
    assert (found and found.rate_bps) == rate_bps


@pytest.mark.parametrize(("fee_minor", "allowed"), [(34_555, True), (34_556, False)])
def test_a_guarantee_fee_counts_to_the_last_fen(fee_minor: int, *, allowed: bool) -> None:
    """10,000 in twelve instalments of 916.80 (18 % nominal); the fee is spread over them."""
    parts = [fee_minor * (month + 1) // 12 - fee_minor * month // 12 for month in range(12)]
    payments = [91_680 + part for part in parts]
    assert keeps_to(2_400, received_minor=1_000_000, payments_minor=payments) is allowed


def american_cut(basis: str) -> dict[str, Any]:
    return {"change": "decrease", "basis": basis, "revenue_minor": 0, "borrower": "person", "bureau_data_used": False}


@pytest.mark.parametrize(
    ("basis", "due"),
    [
        ("score", "2026-12-23"),
        ("current_delinquency", None),
        ("past_delinquency", "2026-12-23"),
        ("inactivity", None),
        ("class_wide", None),
    ],
)
def test_an_american_cut_is_told_within_thirty_days_where_it_is_adverse(basis: str, due: str | None) -> None:
    in_force, on = law("us", "2026-11-23"), date(2026, 11, 23)
    if due is None:
        with pytest.raises(NoSuchDeadline):
            deadline(in_force, "adverse_action", on, facts=american_cut(basis))
        assert notice_for(in_force, "decrease", american_cut(basis)) is None
    else:
        assert deadline(in_force, "adverse_action", on, facts=american_cut(basis)).due_on.isoformat() == due
        notice = notice_for(in_force, "decrease", american_cut(basis))
        assert notice is not None
        assert notice.due_by(on).isoformat() == due


def test_an_over_limit_fee_waits_forty_five_days_and_needs_an_opt_in() -> None:
    in_force = law("us", "2026-11-23")
    assert deadline(in_force, "limit_cut_notice", date(2026, 11, 23)).due_on == date(2027, 1, 7)
    shut = [len(shut_gates(in_force, "over_limit_fee", {"over_limit_opt_in": opted})) for opted in (False, True)]
    assert shut == [1, 0]


def test_an_american_record_is_kept_for_twenty_five_months() -> None:
    facts = {"borrower": "person", "revenue_minor": 0, "reasons_asked": False}
    kept = retention(law("us", "2026-12-01"), "decision", date(2026, 12, 1), facts)
    assert kept is not None
    assert kept.keep_to == date(2029, 1, 1)


def test_a_rate_that_was_raised_is_looked_at_again_after_six_months() -> None:
    assert deadline(law("us", "2026-01-15"), "rate_raised", date(2026, 1, 15)).due_on == date(2026, 7, 15)


@pytest.mark.parametrize(("told_on", "effect"), [("2026-11-24", "2026-12-24"), ("2026-11-19", None)])
def test_a_european_overdraft_is_cut_thirty_days_after_it_was_told(told_on: str, effect: str | None) -> None:
    notice = notice_for(law("eu", told_on), "decrease", {"product": "overdraft"})
    assert (notice and notice.earliest_effect(date.fromisoformat(told_on)).isoformat()) == effect


@pytest.mark.parametrize(
    ("trigger", "start", "stage", "due"),
    [
        ("objection", "2026-09-15", 0, "2026-10-08"),
        ("complaint", "2026-11-23", 0, "2026-12-08"),
        ("complaint", "2026-11-23", 1, "2026-12-23"),
        ("complaint", "2026-11-23", 2, "2027-01-22"),
        ("aml_objection", "2026-11-23", 0, "2026-12-08"),
    ],
)
def test_chinese_periods_end_after_the_rest(trigger: str, start: str, stage: int, due: str) -> None:
    found = deadline(law("cn", start), trigger, date.fromisoformat(start), calendar=GOLDEN_WEEK, stage=stage)
    assert found.due_on.isoformat() == due


def test_staff_is_warned_at_half_and_four_fifths_of_a_period() -> None:
    found = deadline(law("cn", "2026-11-23"), "aml_objection", date(2026, 11, 23))
    assert [(day - date(2026, 11, 23)).days for day in found.warn_on] == [8, 12]


@pytest.mark.parametrize(
    ("yuan_cents", "arisen", "repaid", "gone"),
    [
        (860_000, "2021-05-01", "2025-11-15", "2026-01-01"),
        (860_000, "2021-05-01", "2026-01-20", "2026-02-28"),
        (860_000, "2021-05-01", "2026-04-01", None),
        (1_000_000, "2021-05-01", "2025-11-30", "2026-01-01"),
        (1_000_001, "2021-05-01", "2025-11-30", None),
        (860_000, "2025-12-31", "2026-03-31", "2026-04-30"),
    ],
)
def test_the_one_off_repair_hides_small_repaid_items(yuan_cents: int, arisen: str, repaid: str, gone: str) -> None:
    item = AdverseItem(
        arisen_on=date.fromisoformat(arisen), amount_minor=yuan_cents, repaid_on=date.fromisoformat(repaid)
    )
    found = hidden_from(law("cn", "2026-06-01"), item)
    assert (found and found.isoformat()) == gone


def test_an_adverse_item_is_gone_after_five_years() -> None:
    item = AdverseItem(arisen_on=date(2021, 1, 1), amount_minor=10**9, ended_on=date(2021, 3, 1))
    assert hidden_from(law("cn", "2026-06-01"), item) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [("2008-11-24", "2026-11-23", 17), ("2008-11-24", "2026-11-24", 18), ("2008-02-29", "2026-02-28", 17)],
)
def test_a_birthday_counts_from_its_day(born: str, on: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(on)) == age
    found = cap(law("cn", on), consumer(age_years=age))
    assert found is not None
    assert (found.reason == "UNDER_AGE") is (age < 18)


@pytest.mark.parametrize(("months", "transactor"), [(YEAR, True), (YEAR[1:], False), ([*YEAR[1:], False], False)])
def test_a_transactor_repaid_in_full_twelve_times_in_a_row(months: list[bool], *, transactor: bool) -> None:
    assert is_transactor(law("basel", "2027-01-01"), months) is transactor


@pytest.mark.parametrize(
    ("exposure", "weighted"),
    [
        (Exposure(drawn_minor=100_000, undrawn_minor=0, cancellable=True), 75_000),
        (Exposure(drawn_minor=0, undrawn_minor=100_000, cancellable=True), 7_500),
        (Exposure(drawn_minor=0, undrawn_minor=100_000, cancellable=True, months_in_full=YEAR), 4_500),
        (Exposure(drawn_minor=0, undrawn_minor=100_000, cancellable=False), 30_000),
        (Exposure(drawn_minor=0, undrawn_minor=30_000, cancellable=True, months_in_full=YEAR), 1_350),
    ],
)
def test_repaying_frees_capital_and_cutting_the_repaid_frees_little(exposure: Exposure, weighted: int) -> None:
    assert risk_weighted_minor(law("basel", "2027-01-01"), exposure) == weighted


@pytest.mark.parametrize(("balance_minor", "persistent"), [(150_000, True), (15_000, False)])
def test_persistent_debt_is_more_cost_than_principal(balance_minor: int, *, persistent: bool) -> None:
    facts = {
        "balance_minor": balance_minor,
        "cost_of_18_months_minor": 42_000,
        "principal_of_18_months_minor": 30_000,
    }
    found = {duty.duty for duty in duties(law("uk", "2026-11-23"), facts)}
    assert ("contact_about_persistent_debt" in found) is persistent
