"""A line that turns out to have been charged off earlier, or later, or never: its history is replayed all the same."""

from collections import Counter

import pytest
from offers import make_product, with_product

from building import Become, Story
from creditline.ledger.account import Account
from creditline.lines.available import owed_minor
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Status


def paid_back(charge_off_after_days: int = 60) -> tuple[Story, Event]:
    """100,000 over three months, all paid on day 30; a hundred days have gone by. And the payment."""
    story = Story(1_000_000, **with_product(make_product(charge_off_after_days=charge_off_after_days)))
    story.draw(100_000, periods=3)
    repaid = story.wait(30).repay(101_500)
    assert story.owed == (0, 0, 0)
    story.wait(70).look()
    return story, repaid


def booked(story: Story, account: Account) -> int:
    return sum(entry.amount_minor for entry in story.entries() if entry.account is account)


BEFORE_THE_RETURN: dict[str, Become] = {
    "frozen": Story.freeze,
    "frozen and released": lambda story: (story.freeze(), story.unfreeze()),
    "closed": Story.close,
    "limit changed": lambda story: story.change_limit(500_000),
    "fee": lambda story: story.charge_fee(700),
    "draw": lambda story: story.draw(5_000, periods=3),
    "hold captured": lambda story: story.capture(story.hold(5_000)),
}


@pytest.mark.parametrize("become", BEFORE_THE_RETURN.values(), ids=BEFORE_THE_RETURN.keys())
def test_a_return_that_gives_the_line_up_earlier_gives_it_up_once_and_for_good(become: Become) -> None:
    story, repaid = paid_back()
    become(story)
    story.wait(20)
    assert story.bounce(repaid).accepted
    assert (story.line.status, story.line.limit_minor, story.available) == (Status.CHARGED_OFF, 0, 0)
    owed = owed_minor(story.line)
    assert (booked(story, Account.CHARGE_OFF_LOSS), booked(story, Account.CHARGED_OFF)) == (owed, -owed)
    story.repay(owed)
    assert story.line.status is Status.SETTLED
    assert (booked(story, Account.RECOVERIES), booked(story, Account.CHARGED_OFF)) == (-owed, 0)


def test_a_charge_off_by_hand_is_not_booked_twice_where_days_past_due_come_first() -> None:
    story, repaid = paid_back()
    story.draw(7_000, periods=3)
    story.charge_off()
    story.wait(1).bounce(repaid)
    stands = Counter(event.kind for event in story.events if event.version > repaid.version)
    owed = owed_minor(story.line)
    assert booked(story, Account.CHARGE_OFF_LOSS) == owed
    assert stands[EventKind.REPAYMENT_RETURNED] == 1


def test_nothing_is_given_up_where_the_money_turns_out_to_have_come_in_time() -> None:
    story = Story(1_000_000, **with_product(make_product()))
    story.draw(100_000, periods=3)
    story.wait(50).charge_off()
    assert story.line.status is Status.CHARGED_OFF
    story.wait(3).repay(200_000, day=20)
    assert (story.line.status, story.line.limit_minor, story.credit) == (Status.OPEN, 1_000_000, 99_000)
    assert booked(story, Account.CHARGE_OFF_LOSS) == 0


def test_what_a_hold_draws_after_the_charge_off_is_given_up_with_it() -> None:
    story = Story(1_000)
    story.draw(600)
    hold = story.hold(300)
    story.charge_off()
    assert story.capture(hold).accepted
    assert [event.amount_minor for event in story.events if event.kind is EventKind.CHARGED_OFF] == [600, 300]
    story.repay(900)
    assert (story.line.status, booked(story, Account.CHARGED_OFF)) == (Status.SETTLED, 0)


def test_a_hold_drawn_on_a_settled_line_makes_it_owe_and_given_up_again() -> None:
    story = Story(1_000)
    story.draw(600)
    hold = story.hold(300)
    story.charge_off()
    story.repay(600)
    assert story.line.status is Status.SETTLED
    story.capture(hold)
    assert (story.line.status, booked(story, Account.CHARGED_OFF)) == (Status.CHARGED_OFF, -300)


def test_a_recovery_that_bounces_costs_no_fee_on_a_line_that_was_given_up() -> None:
    story = Story(1_000_000, **with_product(make_product(returned_payment_fee_minor=2_500)))
    story.draw(100_000, periods=3)
    story.charge_off()
    story.bounce(story.repay(40_000))
    assert (story.owed, booked(story, Account.CHARGED_OFF)) == ((0, 0, 100_000), -100_000)
