"""Draws that are paid back in instalments: schedules, bills, lateness, paying ahead."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offers import INSTALMENTS, make_product, make_revolving, with_product

from building import FIRST_DAY, Story
from creditline.dates.rest_days import WEEKENDS_ONLY
from creditline.lines.due_dates import due_dates
from creditline.lines.event import EventKind
from creditline.lines.outcome import Outcome
from creditline.lines.product import DueDay, Method, MethodNotOffered, PeriodsNotOffered, Prepayment
from creditline.lines.schedule import projected, schedule
from creditline.lines.servicing import days_past_due
from creditline.money.day_count import DayCount


def kinds(story: Story) -> list[str]:
    return [event.kind.value for event in story.events]


def found(story: Story, kind: EventKind) -> list[int]:
    return [event.amount_minor for event in story.events if event.kind is kind]


@given(
    principal=st.integers(1, 10**9),
    method=st.sampled_from(INSTALMENTS),
    rate_bps=st.integers(0, 3_600),
    day_count=st.sampled_from(DayCount),
    periods=st.sampled_from([1, 3, 6, 12, 24]),
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_the_principal_of_a_schedule_is_the_draw_and_its_interest_is_what_accrues_day_by_day(
    principal: int, method: Method, rate_bps: int, day_count: DayCount, periods: int, start: date
) -> None:
    days = due_dates(make_product(), start, periods)
    parts = schedule(principal, method, rate_bps, day_count, start, days)
    assert sum(part.principal_minor for part in parts) == principal
    assert min(part.principal_minor for part in parts) >= 0
    expected = projected(parts, rate_bps, day_count, start)
    assert expected[-1].balance_minor == 0

    balance, exact = principal, 0
    for begins, part in zip([start, *(part.due_on for part in parts)], parts, strict=False):
        exact += balance * rate_bps * day_count.days(begins, part.due_on)
        balance -= part.principal_minor
    booked = sum(each.interest_minor for each in expected)
    assert abs(2 * (booked * 10_000 * day_count.year_days - exact)) <= 10_000 * day_count.year_days


@given(principal=st.integers(100_00, 10**8), periods=st.sampled_from([3, 6, 12, 24]))
def test_equal_instalments_are_equal_and_the_last_is_the_smallest(principal: int, periods: int) -> None:
    days = due_dates(make_product(), FIRST_DAY, periods)
    parts = schedule(principal, Method.EQUAL_INSTALMENTS, 1_800, DayCount.THIRTY_E_360, FIRST_DAY, days)
    payments = [each.payment_minor for each in projected(parts, 1_800, DayCount.THIRTY_E_360, FIRST_DAY)]
    assert len(set(payments[:-1])) == 1
    assert payments[0] - 2 * periods <= payments[-1] <= payments[0]


def test_ten_thousand_over_a_year_at_eighteen_percent_is_916_80_a_month() -> None:
    days = due_dates(make_product(), FIRST_DAY, 12)
    parts = schedule(1_000_000, Method.EQUAL_INSTALMENTS, 1_800, DayCount.THIRTY_E_360, FIRST_DAY, days)
    assert projected(parts, 1_800, DayCount.THIRTY_E_360, FIRST_DAY)[0].payment_minor == 91_680


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        (date(2028, 1, 30), [date(2028, 2, 29), date(2028, 3, 30), date(2028, 4, 30)]),
    ],
)
def test_a_month_without_the_day_ends_earlier_and_the_next_has_it_again(day: date, expected: list[date]) -> None:
    assert list(due_dates(make_product(), day, 3)) == expected


def test_a_day_of_rest_moves_one_instalment_and_not_those_after_it() -> None:
    days = due_dates(make_product(rest_days=WEEKENDS_ONLY), date(2026, 1, 14), 3)
    assert list(days) == [date(2026, 2, 16), date(2026, 3, 16), date(2026, 4, 14)]


def test_the_lines_own_due_day_is_never_less_than_half_a_month_after_the_draw() -> None:
    product = make_product(due_day=DueDay.LINE, line_due_day=20)
    assert due_dates(product, date(2026, 1, 5), 1) == (date(2026, 1, 20),)
    assert due_dates(product, date(2026, 1, 6), 1) == (date(2026, 2, 20),)


def test_an_instalment_falls_due_with_its_interest_and_paid_on_its_day_is_met() -> None:
    """10,000 over twelve months: 916.80 on the 1st of February, of which 150.00 is interest."""
    story = Story(1_000_000, **with_product(make_product()))
    story.draw(1_000_000)
    story.wait(31).look()
    (due,) = (event for event in story.events if event.kind is EventKind.PAYMENT_DUE)
    assert due.amount_minor == 91_680
    assert due.detail == {
        "due_on": "2026-02-01",
        "principal_minor": 76_680,
        "interest_minor": 15_000,
        "fees_minor": 0,
    }
    story.repay(91_680)
    assert story.line.balances.principal == 923_320
    story.wait(1).look()
    assert kinds(story)[-2:] == ["payment_met", "interest_accrued"]
    assert (story.line.servicing.full_in_row, story.line.servicing.minimum_in_row) == (1, 1)


@pytest.mark.parametrize("method", INSTALMENTS)
def test_who_pays_every_bill_on_its_day_owes_nothing_in_the_end(method: Method) -> None:
    story = Story(1_000_000, **with_product(make_product()))
    story.draw(1_000_000, method=method, periods=6)
    while story.line.servicing.plans:
        story.wait(1).look()
        unpaid = story.line.servicing.unpaid_minor
        if unpaid:
            story.repay(unpaid)
    assert (story.owed, story.credit) == ((0, 0, 0), 0)
    assert story.available == 1_000_000
    assert not {"payment_missed", "became_past_due"} & set(kinds(story))
    quoted = next(event.detail for event in story.events if event.kind is EventKind.DRAW)
    assert abs(quoted["nominal_cost"] - 18_000_000) < 2_000, "a contract without fees costs its own rate"


def test_looking_every_day_or_once_makes_no_difference() -> None:
    often, once = (Story(1_000_000, **with_product(make_product(late_fee_minor=1_000))) for _ in range(2))
    for story in (often, once):
        story.draw(600_000)
    for _ in range(100):
        often.wait(1).look()
    once.wait(100).look()
    assert often.line.balances == once.line.balances
    assert often.line.servicing == once.line.servicing
    assert [event.effective_at for event in often.events if event.kind is EventKind.PAYMENT_DUE] == [
        event.effective_at for event in once.events if event.kind is EventKind.PAYMENT_DUE
    ]


def test_days_past_due_count_from_the_oldest_unpaid_amount_and_a_payment_of_it_cures() -> None:
    story = Story(1_000_000, **with_product(make_product(grace_days=3, late_fee_minor=500)))
    story.draw(300_000, periods=3)
    story.wait(31 + 3).look()
    assert days_past_due(story.line.servicing, story.on) == 0
    story.wait(1).look()
    assert days_past_due(story.line.servicing, story.on) == 4
    assert story.line.balances.fees == 500
    story.wait(30).look()
    assert days_past_due(story.line.servicing, story.on) == 34
    assert [event.detail["bucket"] for event in story.events if event.kind is EventKind.BUCKET_CHANGED] == [2]

    first = story.line.servicing.dues[0].unpaid_minor
    story.repay(first)
    assert days_past_due(story.line.servicing, story.on) == 6
    assert kinds(story)[-1] == "bucket_changed"
    story.repay(story.line.servicing.unpaid_minor)
    assert days_past_due(story.line.servicing, story.on) == 0
    assert kinds(story)[-1] == "cured"


def test_penalty_interest_is_on_what_is_overdue_only() -> None:
    product = make_product(rate_bps=0, penalty_rate_bps=3_600, day_count=DayCount.ACT_360)
    story = Story(1_000_000, **with_product(product))
    story.draw(300_000, method=Method.EQUAL_PRINCIPAL, periods=3)
    story.wait(31 + 1).look()
    assert story.line.balances.interest == 0
    story.wait(10).look()
    assert story.line.balances.interest == 100_000 * 36 * 10 // 36_000


@pytest.mark.parametrize(
    ("prepayment", "left"),
    [(Prepayment.NEXT, [0, 50, 100]), (Prepayment.LAST, [100, 50])],
)
def test_money_ahead_of_time_takes_the_instalments_the_product_says(prepayment: Prepayment, left: list[int]) -> None:
    product = make_product(rate_bps=0, prepayment=prepayment)
    story = Story(1_000, **with_product(product))
    story.draw(300, method=Method.EQUAL_PRINCIPAL, periods=3)
    story.wait(3).repay(150)
    (plan,) = story.line.servicing.plans
    assert [each.principal_minor for each in plan.instalments] == left
    assert plan.drawn_minor == plan.gone_minor + sum(left)


def test_an_early_repayment_costs_what_the_product_says_which_is_nothing_by_default() -> None:
    for fee_bps, fees in ((0, 0), (100, 3)):
        story = Story(1_000, **with_product(make_product(rate_bps=0, early_repayment_fee_bps=fee_bps)))
        story.draw(300, periods=3)
        story.repay(300)
        assert story.line.balances.fees == fees


def test_a_method_or_a_number_of_periods_that_is_not_offered_is_refused() -> None:
    story = Story(1_000, **with_product(make_product()))
    with pytest.raises(MethodNotOffered, match="equal_instalments"):
        story.draw(100, method=Method.REVOLVING)
    with pytest.raises(PeriodsNotOffered, match="12, 3, 6, 24"):
        story.draw(100, periods=5)
    with pytest.raises(MethodNotOffered, match="no product"):
        Story(1_000).draw(100, method=Method.BULLET)


@pytest.mark.parametrize(("fee_minor", "outcome"), [(34_555, Outcome.ACCEPTED), (34_556, Outcome.OVER_PRICE_CAP)])
def test_a_guarantee_fee_of_345_55_keeps_to_24_percent_and_one_fen_more_does_not(
    fee_minor: int, outcome: Outcome
) -> None:
    story = Story(1_000_000, **with_product(make_product()))
    event = story.draw(1_000_000, fee_minor=fee_minor, price_cap=24_000_000)
    assert event.outcome is outcome
    assert story.available == (0 if event.accepted else 1_000_000)


def test_a_guarantors_fee_is_asked_for_with_the_instalments_and_sums_to_the_fee() -> None:
    story = Story(1_000_000, **with_product(make_product(charge_off_after_days=None)))
    story.draw(1_000_000, fee_minor=34_555)
    for _ in range(370):
        story.wait(1).look()
    assert found(story, EventKind.FEE_CHARGED)[:2] == [2_880, 2_879]
    assert sum(found(story, EventKind.FEE_CHARGED)) == 34_555


def test_a_statement_asks_for_the_minimum_and_tells_what_a_full_payment_is() -> None:
    """Statement on the 5th of January: 100 of 1,000 at least, by the 25th, three days of grace."""
    story = Story(10_000, **with_product(make_revolving()))
    story.draw(1_000)
    story.wait(5).look()
    (stated,) = (event for event in story.events if event.kind is EventKind.STATEMENT_ISSUED)
    assert (stated.amount_minor, stated.detail["minimum_minor"], stated.detail["due_on"]) == (1_000, 100, "2026-01-25")
    story.wait(10).repay(100)
    story.wait(20).look()
    assert (story.line.servicing.full_in_row, story.line.servicing.minimum_in_row) == (0, 1)


@pytest.mark.parametrize(("paid", "in_row"), [(1_000, (1, 1)), (100, (0, 1)), (99, (0, 0))])
def test_full_and_minimum_payments_are_counted_in_a_row(paid: int, in_row: tuple[int, int]) -> None:
    story = Story(10_000, **with_product(make_revolving()))
    story.draw(1_000)
    story.wait(10).repay(paid)
    story.wait(19).look()
    servicing = story.line.servicing
    assert (servicing.full_in_row, servicing.minimum_in_row) == in_row


def test_nothing_owed_is_stated_and_nothing_asked_for() -> None:
    story = Story(10_000, **with_product(make_revolving()))
    story.wait(70).look()
    assert found(story, EventKind.STATEMENT_ISSUED) == [0, 0, 0]
    assert story.line.servicing.dues == ()


def test_the_days_of_statements_follow_each_other() -> None:
    story = Story(10_000, **with_product(make_revolving(statement_day=31)))
    story.wait(120).look()
    stated = [event.detail["statement_on"] for event in story.events if event.kind is EventKind.STATEMENT_ISSUED]
    assert stated == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    assert all(later > earlier for earlier, later in pairwise(stated))
    assert story.on == FIRST_DAY + timedelta(days=120)
