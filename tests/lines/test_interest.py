"""Simple interest by value date: the same total however often, and in which steps, it is asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import FIVE_BPS_A_DAY, MORNING, Story, make_stamp, on_day
from creditline.dates.business_date import business_date
from creditline.lines.commands import PassTime
from creditline.lines.event import EventKind
from creditline.money.day_count import DayCount


@pytest.mark.parametrize(
    ("principal", "rate_bps", "day_count", "days", "interest"),
    [
        (1_000_000, 1_825, DayCount.ACT_365, 1, 500),
        (1_000_000, 1_825, DayCount.ACT_365, 365, 182_500),
        (1_000_000, 1_800, DayCount.ACT_360, 1, 500),
        (1_000_000, 1_800, DayCount.ACT_360, 365, 182_500),
        (1_000_000, 1_800, DayCount.THIRTY_E_360, 365, 180_000),  # 1 January to 1 January: twelve months of 30
        (1_000_000, 1_800, DayCount.THIRTY_E_360, 31, 15_000),  # 1 January to 1 February: one month of 30
        (1_000_000, 0, DayCount.ACT_365, 365, 0),
        (100, 1_825, DayCount.ACT_365, 1, 0),  # 0.05
        (100, 1_825, DayCount.ACT_365, 9, 0),  # 0.45
        (100, 1_825, DayCount.ACT_365, 10, 1),  # 0.50, half up
        (100, 1_825, DayCount.ACT_365, 29, 1),  # 1.45
        (100, 1_825, DayCount.ACT_365, 30, 2),  # 1.50
    ],
)
def test_examples_computed_by_hand(
    principal: int, rate_bps: int, day_count: DayCount, days: int, interest: int
) -> None:
    story = Story(principal, rate_bps=rate_bps, day_count=day_count)
    story.draw(principal)
    story.wait(days).look()
    assert story.line.balances.interest == interest


@given(
    steps=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    principal=st.integers(1, 10**9),
    rate_bps=st.integers(1, 10_000),
    day_count=st.sampled_from(DayCount),
)
def test_any_split_of_a_period_gives_the_same_interest(
    steps: list[int], principal: int, rate_bps: int, day_count: DayCount
) -> None:
    stepwise, at_once = (Story(principal, rate_bps=rate_bps, day_count=day_count) for _ in range(2))
    stepwise.draw(principal)
    at_once.draw(principal)
    for step in steps:
        stepwise.wait(step).look()
    at_once.wait(sum(steps)).look()
    assert stepwise.line.balances == at_once.line.balances
    assert stepwise.line.accrual_residue == at_once.line.accrual_residue


def test_nothing_is_accrued_twice_on_one_day() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    story.wait(3).look()
    assert story.look() == []
    assert story.line.balances.interest == 1_500


def test_credit_bears_interest_from_the_day_it_is_drawn_not_from_the_opening() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.wait(100).draw(1_000_000)
    story.wait(1).look()
    assert story.line.balances.interest == 500


def test_interest_bears_no_interest() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    story.wait(365).look()
    story.wait(365).look()
    assert story.line.balances.interest == 2 * 182_500


def test_a_repayment_counts_from_its_value_date_even_when_interest_was_accrued_past_it() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    story.wait(10).look()
    repaid = story.repay(402_000, day=4)
    assert [event.amount_minor for event in story.events[2:]] == [5_000, -3_000, 402_000, 1_800]
    assert repaid.effective_at == on_day(4)
    assert story.owed == (0, 1_800, 600_000)


def test_a_late_repayment_file_leaves_the_line_as_if_it_had_come_in_time() -> None:
    late, in_time = (Story(1_000_000, rate_bps=FIVE_BPS_A_DAY) for _ in range(2))
    for story in (late, in_time):
        story.draw(1_000_000)
    in_time.wait(4).repay(300_000)
    in_time.wait(6).look()
    late.wait(10).look()
    late.repay(300_000, day=4)
    assert late.line.balances == in_time.line.balances
    assert late.line.accrued_on == in_time.line.accrued_on


def test_a_draw_given_yesterdays_date_bears_interest_from_yesterday() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.wait(10)
    story.draw(2_000_000)  # refused, but it brought the line to day 10
    story.draw(1_000_000, day=9)
    assert story.owed == (0, 500, 1_000_000)


def test_money_that_counts_from_before_the_last_movement_is_put_where_it_belongs() -> None:
    late, in_time = (Story(1_000_000, rate_bps=FIVE_BPS_A_DAY) for _ in range(2))
    for story in (late, in_time):
        story.draw(1_000_000)
    in_time.wait(2).repay(201_000)
    in_time.wait(3).repay(500)
    late.wait(5).repay(500)
    assert late.repay(201_000, day=2).effective_at == on_day(2)
    assert late.line.balances == in_time.line.balances


def test_a_day_is_a_day_where_the_books_are_kept() -> None:
    """Midnight in Shanghai is 16:00 UTC: an hour apart, one day of interest."""
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY, zone="Asia/Shanghai")
    story.draw(1_000_000)
    for hour, day, interest in ((15, 1, 0), (16, 2, 500), (23, 2, 500)):
        at = MORNING.replace(hour=hour)
        assert business_date(at, "Asia/Shanghai") == date(2026, 1, day)
        story.tell(PassTime(line_id=story.id, stamp=make_stamp(at)))
        assert story.line.balances.interest == interest


def test_a_closed_or_frozen_line_goes_on_bearing_interest() -> None:
    for stop in (Story.freeze, Story.close):
        story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
        story.draw(1_000_000)
        stop(story)
        story.wait(1).look()
        assert story.line.balances.interest == 500


def test_an_accrual_is_an_event_of_the_clock_and_balances() -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    (accrued,) = story.wait(2).look()
    assert (accrued.kind, accrued.amount_minor, accrued.actor) == (EventKind.INTEREST_ACCRUED, 1_000, "clock")
    assert sum(entry.amount_minor for entry in accrued.entries) == 0


def test_interest_too_small_to_book_is_carried_and_not_lost() -> None:
    story = Story(1_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(100)
    for _ in range(40):
        story.wait(1).look()
    assert story.line.balances.interest == 2
