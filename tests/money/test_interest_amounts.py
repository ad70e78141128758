"""Interest on a principal from one date to another."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from creditline.money.day_count import DayCount
from creditline.money.interest import simple_interest

START = date(2026, 1, 1)
PRINCIPALS = st.integers(-(10**12), 10**12)
RATES = st.integers(0, 100_000)
DAYS = st.integers(-800, 800)


def interest(
    principal: int, rate_bps: int, day_count: DayCount, start: date, end: date, residue: int = 0
) -> tuple[int, int]:
    return simple_interest(principal, rate_bps=rate_bps, day_count=day_count, start=start, end=end, residue=residue)


def test_ten_thousand_at_eighteen_percent_for_thirty_days() -> None:
    """10,000.00 × 18 % × 30 / 365 = 147.945…"""
    assert interest(1_000_000, 1_800, DayCount.ACT_365, START, START + timedelta(days=30))[0] == 14_795


def test_a_year_at_a_basis_point() -> None:
    assert interest(1_000_000, 1, DayCount.ACT_365, START, date(2027, 1, 1)) == (100, 0)


@given(PRINCIPALS, RATES, st.sampled_from(DayCount), st.lists(DAYS, min_size=1, max_size=8))
def test_a_walk_to_and_fro_costs_what_the_straight_way_costs(
    principal: int, rate_bps: int, day_count: DayCount, steps: list[int]
) -> None:
    total, residue, here = 0, 0, START
    for step in steps:
        there = START + timedelta(days=step)
        part, residue = interest(principal, rate_bps, day_count, here, there, residue)
        total, here = total + part, there
    assert (total, residue) == interest(principal, rate_bps, day_count, START, here)


@given(PRINCIPALS, PRINCIPALS, RATES, st.sampled_from(DayCount), DAYS)
def test_two_principals_bear_together_what_each_bears(
    one: int, other: int, rate_bps: int, day_count: DayCount, days: int
) -> None:
    end = START + timedelta(days=days)
    first, residue = interest(one, rate_bps, day_count, START, end)
    second, residue = interest(other, rate_bps, day_count, START, end, residue)
    assert (first + second, residue) == interest(one + other, rate_bps, day_count, START, end)
