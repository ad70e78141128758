"""The all-in yearly cost of credit, to the millionth of a percent and never understated."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.money.annual_cost import (
    HIGHEST,
    CashFlows,
    costs_at_most,
    dated_flows,
    effective_cost,
    monthly_flows,
    nominal_cost,
    spread_evenly,
)
from creditline.money.day_count import DayCount

CAP = 24_000_000
ANNUITY = [91_680] * 12  # 10,000.00 over twelve months at 18 %


def with_fee(fee_minor: int) -> CashFlows:
    payments = [payment + fee for payment, fee in zip(ANNUITY, spread_evenly(fee_minor, 12), strict=True)]
    return monthly_flows(1_000_000, payments)


@pytest.mark.parametrize(("fee_minor", "keeps"), [(34_555, True), (34_556, False)])
def test_a_fee_of_345_55_keeps_to_24_percent_and_one_fen_more_does_not(fee_minor: int, keeps: bool) -> None:  # noqa: FBT001
    assert costs_at_most(with_fee(fee_minor), CAP) == keeps
    assert (nominal_cost(with_fee(fee_minor)) <= CAP) == keeps


def test_credit_without_fees_costs_its_own_rate() -> None:
    assert abs(nominal_cost(monthly_flows(1_000_000, ANNUITY)) - 18_000_000) < 1_000


def test_one_payment_a_year_later_costs_what_is_paid_on_top() -> None:
    flows = dated_flows(100_000, date(2026, 1, 1), [(date(2027, 1, 1), 112_000)], DayCount.ACT_365)
    assert nominal_cost(flows) == effective_cost(flows) == 12_000_000


def test_the_effective_cost_of_two_percent_a_month_is_1_02_to_the_twelfth() -> None:
    flows = monthly_flows(100_000_000, [*[2_000_000] * 11, 102_000_000])
    assert nominal_cost(flows) == 24_000_000
    assert effective_cost(flows) == 26_824_180  # 26.8241795 %, rounded up


def test_what_is_taken_off_at_once_makes_credit_dearer() -> None:
    assert nominal_cost(monthly_flows(950_000, ANNUITY)) > nominal_cost(monthly_flows(1_000_000, ANNUITY))


def test_nothing_received_costs_more_than_any_cap() -> None:
    assert nominal_cost(monthly_flows(0, [1])) == HIGHEST


def test_paying_back_no_more_than_was_received_costs_nothing() -> None:
    assert nominal_cost(monthly_flows(300, [100, 100, 100])) == effective_cost(monthly_flows(300, [300])) == 0


def test_a_year_of_360_actual_days_is_counted_as_365() -> None:
    days = [(date(2026, 7, 1), 110_000)]
    assert dated_flows(100_000, date(2026, 1, 1), days, DayCount.ACT_360) == dated_flows(
        100_000, date(2026, 1, 1), days, DayCount.ACT_365
    )


@given(
    advanced=st.integers(10_000, 10**8),
    shares=st.lists(st.integers(1, 10**6), min_size=1, max_size=24),
    more=st.integers(0, 10**6),
)
def test_the_cost_is_the_lowest_rate_that_keeps(advanced: int, shares: list[int], more: int) -> None:
    total = sum(shares)
    flows = monthly_flows(advanced, [share * (advanced + more) // total for share in shares])
    cost = nominal_cost(flows)
    assert costs_at_most(flows, cost)
    assert cost == 0 or not costs_at_most(flows, cost - 1)


@given(total=st.integers(0, 10**9), parts=st.integers(1, 60))
def test_a_fee_is_spread_without_losing_a_fen(total: int, parts: int) -> None:
    spread = spread_evenly(total, parts)
    assert sum(spread) == total
    assert max(spread) - min(spread) <= 1
