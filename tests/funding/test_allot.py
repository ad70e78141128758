"""Amounts divided by weights, to the minor unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.funding.allot import allot


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [7_000, 3_000], [70, 30]),
        (101, [7_000, 3_000], [71, 30]),
        (1, [1, 1], [1, 0]),
        (2, [1, 1, 1], [1, 1, 0]),
        (0, [1, 2], [0, 0]),
        (5, [0, 0], [0, 0]),
        (5, [], []),
        (10, [0, 3], [0, 10]),
    ],
)
def test_the_largest_remainders_get_the_units_that_are_left(amount: int, weights: list[int], parts: list[int]) -> None:
    assert allot(amount, weights) == parts


WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=8).filter(any)


@given(st.integers(0, 10**15), WEIGHTS)
def test_parts_sum_to_the_amount_and_none_is_a_unit_away_from_its_quota(amount: int, weights: list[int]) -> None:
    parts = allot(amount, weights)
    assert sum(parts) == amount
    assert all(
        abs(part * sum(weights) - amount * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


@given(WEIGHTS, st.data())
def test_no_part_exceeds_its_weight_where_the_weights_suffice(weights: list[int], data: st.DataObject) -> None:
    parts = allot(data.draw(st.integers(0, sum(weights))), weights)
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))
