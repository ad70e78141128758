"""The one rounding rule: half up, the residue carried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.money.rounding import round_half_up

NUMERATORS = st.integers(-(10**15), 10**15)
DENOMINATORS = st.integers(1, 10**7)


@pytest.mark.parametrize(
    ("numerator", "denominator", "whole", "residue"),
    [
        (0, 10, 0, 0),
        (4, 10, 0, 4),
        (5, 10, 1, -5),
        (6, 10, 1, -4),
        (14, 10, 1, 4),
        (15, 10, 2, -5),
        (-4, 10, 0, -4),
        (-5, 10, 0, -5),
        (-6, 10, -1, 4),
        (1, 3, 0, 1),
        (2, 3, 1, -1),
        (7, 1, 7, 0),
    ],
)
def test_half_goes_up_and_the_rest_is_kept(numerator: int, denominator: int, whole: int, residue: int) -> None:
    assert round_half_up(numerator, denominator) == (whole, residue)


@given(NUMERATORS, DENOMINATORS)
def test_nothing_is_lost_and_the_residue_is_at_most_a_half(numerator: int, denominator: int) -> None:
    whole, residue = round_half_up(numerator, denominator)
    assert whole * denominator + residue == numerator
    assert -denominator <= 2 * residue < denominator


@given(st.lists(NUMERATORS, max_size=20), DENOMINATORS)
def test_the_total_does_not_depend_on_how_often_it_is_rounded(parts: list[int], denominator: int) -> None:
    total, residue = 0, 0
    for part in parts:
        whole, residue = round_half_up(part + residue, denominator)
        total += whole
    assert (total, residue) == round_half_up(sum(parts), denominator)
