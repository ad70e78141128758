"""Undoing an event by a compensating one."""

import pytest

from building import FIVE_BPS_A_DAY, Ask, Become, Story
from creditline.lines.event import EventKind
from creditline.lines.outcome import Outcome

VERBS = {
    "draw": lambda story: story.draw(200),
    "forced draw": lambda story: story.draw(5_000, forced=True),
    "capture": lambda story: story.capture(story.hold(200), 150),
    "repayment": lambda story: story.repay(200),
    "overpayment": lambda story: story.repay(2_000),
    "merchant's refund": lambda story: story.refund(200),
    "fee": lambda story: story.charge_fee(30),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_reversal_puts_the_balances_back_as_they_were(verb: Ask) -> None:
    story = Story(1_000)
    story.draw(500)
    story.charge_fee(40)
    before = story.line.balances
    assert story.reverse(verb(story)).accepted
    assert story.line.balances == before


def test_the_payout_of_a_credit_balance_can_be_reversed() -> None:
    story = Story(1_000)
    story.repay(300)
    story.reverse(story.pay_out(300))
    assert story.credit == 300


def test_a_returned_repayment_takes_the_restored_credit_away_again() -> None:
    story = Story(1_000)
    story.draw(1_000)
    repaid = story.repay(600)
    assert story.available == 600
    assert story.reverse(repaid).available_after_minor == 0


def test_a_repayment_returned_after_it_was_drawn_again_leaves_the_line_over_its_limit() -> None:
    story = Story(1_000)
    story.draw(1_000)
    repaid = story.repay(600)
    story.draw(500)
    assert story.reverse(repaid).accepted
    assert (story.line.balances.principal, story.over_limit, story.available) == (1_500, 500, 0)


def test_a_draw_reversed_after_it_was_repaid_is_owed_to_the_borrower() -> None:
    story = Story(1_000)
    drawn = story.draw(400)
    story.repay(400)
    story.reverse(drawn)
    assert (story.owed, story.credit) == ((0, 0, 0), 400)


def test_an_overpayment_returned_after_its_credit_was_used_becomes_principal() -> None:
    story = Story(1_000)
    repaid = story.repay(400)
    story.draw(300)
    story.reverse(repaid)
    assert (story.owed, story.credit) == ((0, 0, 300), 0)


def test_a_fee_waived_after_it_was_paid_is_owed_to_the_borrower() -> None:
    story = Story(1_000)
    fee = story.charge_fee(30)
    story.repay(30)
    story.reverse(fee)
    assert (story.owed, story.credit) == ((0, 0, 0), 30)


def test_a_reversal_gives_the_interest_back_from_the_originals_value_date() -> None:
    story = Story(2_000_000, rate_bps=FIVE_BPS_A_DAY)
    drawn = story.draw(1_000_000)
    story.wait(10).look()
    assert story.owed == (0, 5_000, 1_000_000)
    story.reverse(drawn)
    assert story.owed == (0, 0, 0)
    assert story.interest_earned == 0


def test_a_returned_repayment_bears_the_interest_it_had_stopped() -> None:
    story = Story(2_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    repaid = story.repay(1_000_000)
    story.wait(10)
    story.reverse(repaid)
    assert story.owed == (0, 5_000, 1_000_000)


def test_interest_already_paid_on_a_draw_that_is_undone_is_owed_to_the_borrower() -> None:
    story = Story(2_000_000, rate_bps=FIVE_BPS_A_DAY)
    drawn = story.draw(1_000_000)
    story.wait(10).repay(5_000)
    story.reverse(drawn)
    assert (story.owed, story.credit) == ((0, 0, 0), 5_000)


def test_an_event_is_reversed_once() -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    assert story.reverse(drawn).accepted
    assert story.reverse(drawn).outcome is Outcome.ALREADY_REVERSED
    assert story.line.balances.principal == 0


def test_a_refused_reversal_does_not_use_the_event_up() -> None:
    story = Story(1_000)
    refused = story.draw(2_000)
    assert story.reverse(refused).outcome is Outcome.NOT_REVERSIBLE
    assert story.reverse(refused).outcome is Outcome.NOT_REVERSIBLE


@pytest.mark.parametrize("version", [0, 7, 99])
def test_an_event_that_is_not_there_is_unknown(version: int) -> None:
    story = Story(1_000)
    assert story.reverse(version).outcome is Outcome.EVENT_UNKNOWN


@pytest.mark.parametrize(
    "verb",
    [
        lambda story: story.hold(100),
        lambda story: story.void(story.hold(100)),
        lambda story: story.change_limit(500),
        Story.freeze,
        lambda story: story.reverse(story.draw(100)),
        lambda story: story.draw(2_000),
    ],
    ids=["hold", "void", "limit change", "freeze", "reversal", "refused draw"],
)
def test_what_moved_no_money_of_its_own_is_not_reversible(verb: Ask) -> None:
    story = Story(1_000)
    assert story.reverse(verb(story)).outcome is Outcome.NOT_REVERSIBLE


@pytest.mark.parametrize("stop", [Story.freeze, Story.close, lambda story: story.change_limit(None)])
def test_a_reversal_is_accepted_in_every_state(stop: Become) -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    stop(story)
    assert story.reverse(drawn).accepted


def test_the_book_is_not_edited_the_original_stays_as_it_was() -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    reversal = story.reverse(drawn)
    assert story.events[1] == drawn
    assert (reversal.refers_to, reversal.amount_minor) == (drawn.version, 100)
    (rewound,) = (event for event in story.events if event.kind is EventKind.REWOUND)
    assert [-entry.amount_minor for entry in drawn.entries] == [entry.amount_minor for entry in rewound.entries]


def test_a_hold_whose_capture_was_undone_stays_resolved_whatever_is_replayed_later() -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    captured = story.capture(story.hold(300))
    story.reverse(captured)
    assert (story.line.held_minor, story.available) == (0, 900)
    story.reverse(drawn)
    assert (story.line.held_minor, story.line.holds, story.available) == (0, (), 1_000)


def test_a_hold_placed_after_a_capture_that_was_undone_is_open_after_every_replay() -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    captured = story.capture(story.hold(300))
    story.hold(50)
    story.reverse(captured)
    story.reverse(drawn)
    assert (story.line.held_minor, story.available) == (50, 950)
