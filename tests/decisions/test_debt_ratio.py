"""How much of an income repayments take, exactly at the edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from creditline.decisions.debt_ratio import DebtRatio, debt_ratio

PARAMETERS = {"burden_bps": 5_500, "capacity_months": 24}


def test_the_ratio_counts_what_is_owed_elsewhere_and_a_month_of_what_is_drawn() -> None:
    facts = {"obligations_minor": 300_000, "drawn_minor": 2_400_000}
    found = debt_ratio(facts, PARAMETERS, counted_minor=1_000_000)
    assert found is not None
    assert (found.repayment_minor, found.bps, found.room_minor) == (100_000, 4_000, 3_600_000)
    assert found.drawing(3_600_000).bps == 5_500


@pytest.mark.parametrize(
    ("parameters", "counted"),
    [(PARAMETERS, 0), ({}, 1_000_000), ({"burden_bps": 5_500}, 1_000_000), (PARAMETERS | {"capacity_months": 0}, 1)],
    ids=["no income proven", "no measure", "half a measure", "no months"],
)
def test_without_income_or_measure_nothing_is_said(parameters: dict[str, int], counted: int) -> None:
    assert debt_ratio({}, parameters, counted_minor=counted) is None


@given(
    income=some.integers(1, 10**9),
    others=some.integers(0, 10**9),
    drawn=some.integers(0, 10**10),
    months=some.integers(1, 60),
    most=some.integers(1, 10_000),
)
def test_the_room_is_the_most_that_stays_within(income: int, others: int, drawn: int, months: int, most: int) -> None:
    debt = DebtRatio(income_minor=income, obligations_minor=others, drawn_minor=drawn, months=months, most_bps=most)
    if debt.room_minor:
        free = income * most // 10_000
        assert debt.drawing(debt.room_minor).bps <= most
        assert debt.drawing(debt.room_minor + 1).repayment_minor + others > free
