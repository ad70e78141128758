"""Repayments that may still be returned, and what becomes of the line when they are."""

import pytest
from offers import make_product, make_revolving, with_product

from building import FIVE_BPS_A_DAY, Story
from creditline.lines.event import EventKind
from creditline.lines.outcome import Outcome
from creditline.lines.product import RailUnknown
from creditline.lines.servicing import days_past_due


def drawn(**changes: object) -> Story:
    story = Story(10_000, **with_product(make_revolving(**changes)))
    story.draw(10_000)
    return story


@pytest.mark.parametrize(("rail", "released"), [(None, 3_000), ("push", 3_000), ("direct_debit", 0), ("card", 1_500)])
def test_the_balance_is_credited_at_once_and_the_rail_says_how_much_of_the_line(
    rail: str | None, released: int
) -> None:
    story = drawn()
    repaid = story.repay(3_000, rail=rail)
    assert repaid.after.balances.principal == 7_000
    assert (story.available, story.line.unreleased_minor) == (released, 3_000 - released)


def test_what_was_held_is_released_when_the_repayment_is_final() -> None:
    story = drawn()
    story.repay(3_000, rail="direct_debit")
    story.wait(1).look()
    assert story.available == 0
    story.wait(1).look()
    assert story.available == 3_000
    (cleared,) = (event for event in story.events if event.kind is EventKind.REPAYMENT_CLEARED)
    assert (cleared.amount_minor, cleared.refers_to) == (3_000, 3)


def test_a_repayment_returned_after_the_line_was_used_again_leaves_it_over_its_limit_and_says_so() -> None:
    story = drawn()
    repaid = story.repay(3_000, rail="direct_debit")
    story.wait(5).draw(2_000)
    returned = story.bounce(repaid)
    assert (returned.kind, returned.accepted, returned.refers_to) == (EventKind.REPAYMENT_RETURNED, True, 3)
    assert (story.over_limit, story.available, story.line.balances.fees) == (2_000, 0, 0)


def test_a_return_keeps_the_original_value_date_and_interest_is_as_if_not_paid() -> None:
    story, unpaid = (Story(2_000_000, **with_product(make_revolving(rate_bps=FIVE_BPS_A_DAY))) for _ in range(2))
    for each in (story, unpaid):
        each.draw(1_000_000)
    repaid = story.wait(3).repay(600_000, rail="direct_debit")
    story.wait(2)
    unpaid.wait(5).look()
    story.bounce(repaid)
    story.look()
    assert story.line.balances == unpaid.line.balances
    assert story.line.unreleased_minor == 0


def test_a_return_after_the_due_day_charges_no_late_fee_for_days_that_have_passed() -> None:
    """The bill of the 25th was paid by direct debit; the debit comes back long after. One bounce, at most one fee."""
    story = drawn(late_fee_minor=400, returned_payment_fee_minor=150)
    story.wait(10)
    repaid = story.repay(1_000, rail="direct_debit")
    story.wait(40)
    story.bounce(repaid)
    assert [event.reason for event in story.events if event.kind is EventKind.FEE_CHARGED] == ["returned_payment"]
    assert story.line.balances.fees == 150
    assert days_past_due(story.line.servicing, story.on) == 26


def test_a_return_on_day_58_still_works_and_a_second_one_does_not() -> None:
    story = drawn()
    repaid = story.repay(3_000, rail="direct_debit")
    story.wait(58)
    assert story.bounce(repaid).accepted
    assert story.bounce(repaid).outcome is Outcome.ALREADY_REVERSED


def test_only_a_repayment_can_be_returned() -> None:
    story = drawn()
    assert story.bounce(story.events[1]).outcome is Outcome.NOT_REVERSIBLE


def test_a_rail_the_product_does_not_name_is_refused() -> None:
    with pytest.raises(RailUnknown, match="push, direct_debit, card"):
        drawn().repay(1, rail="cheque")
    with pytest.raises(RailUnknown, match="no product"):
        Story(1_000).repay(1, rail="push")


def test_an_instalment_paid_by_a_debit_that_comes_back_is_late_again_from_its_own_day() -> None:
    story = Story(1_000_000, **with_product(make_product()))
    story.draw(300_000, periods=3)
    story.wait(31).look()
    repaid = story.repay(story.line.servicing.unpaid_minor, rail="direct_debit")
    story.wait(2).look()
    assert days_past_due(story.line.servicing, story.on) == 0
    story.bounce(repaid)
    assert days_past_due(story.line.servicing, story.on) == 2
