"""Paying back: never refused, restores in its own event, fees first."""

from datetime import timedelta

import pytest

from building import FIRST_DAY, FIVE_BPS_A_DAY, Become, Story, legs
from creditline.ledger.account import Account


def test_a_full_repayment_restores_all_of_the_limit() -> None:
    story = Story(1_000)
    story.draw(1_000)
    assert story.repay(1_000).available_after_minor == 1_000


@pytest.mark.parametrize("repaid", [1, 499, 500, 999])
def test_a_part_repayment_restores_its_part(repaid: int) -> None:
    story = Story(1_000)
    story.draw(1_000)
    assert story.repay(repaid).available_after_minor == repaid


@pytest.mark.parametrize(
    ("repaid", "fees", "interest", "principal", "credit"),
    [
        (1, 39, 500, 1_000_000, 0),
        (40, 0, 500, 1_000_000, 0),
        (41, 0, 499, 1_000_000, 0),
        (540, 0, 0, 1_000_000, 0),
        (541, 0, 0, 999_999, 0),
        (1_000_540, 0, 0, 0, 0),
        (1_000_541, 0, 0, 0, 1),
        (2_000_000, 0, 0, 0, 999_460),
    ],
)
def test_fees_then_interest_then_principal_and_the_rest_is_credit(
    repaid: int, fees: int, interest: int, principal: int, credit: int
) -> None:
    story = Story(1_000_000, rate_bps=FIVE_BPS_A_DAY)
    story.draw(1_000_000)
    story.charge_fee(40)
    story.wait(1)
    story.repay(repaid)
    assert story.owed == (fees, interest, principal)
    assert story.credit == credit


def test_a_merchants_refund_undoes_the_purchase_so_principal_comes_first() -> None:
    story = Story(1_000)
    story.draw(300)
    story.charge_fee(50)
    refund = story.refund(320)
    assert legs(refund) == {Account.PRINCIPAL: -300, Account.FEES: -20, Account.SETTLEMENT: 320}


def frozen(story: Story) -> None:
    story.freeze()


def closed(story: Story) -> None:
    story.close()


def expired(story: Story) -> None:
    story.wait(400)


def over_its_limit(story: Story) -> None:
    story.change_limit(100)


def without_a_limit(story: Story) -> None:
    story.change_limit(None)


def with_holds(story: Story) -> None:
    story.hold(200)


def untouched(_story: Story) -> None:
    pass


STATES = [untouched, frozen, closed, expired, over_its_limit, without_a_limit, with_holds]


@pytest.mark.parametrize("amount", [1, 500, 700])
@pytest.mark.parametrize("become", STATES, ids=lambda become: become.__name__)
def test_a_repayment_is_accepted_in_every_state(become: Become, amount: int) -> None:
    story = Story(1_000, expires_on=FIRST_DAY + timedelta(days=365))
    story.draw(500)
    become(story)
    repaid = story.repay(amount)
    assert repaid.accepted
    assert story.line.balances.principal == max(0, 500 - amount)
    assert story.credit == max(0, amount - 500)


@pytest.mark.parametrize("become", STATES, ids=lambda become: become.__name__)
def test_a_repayment_never_lowers_what_is_available(become: Become) -> None:
    story = Story(1_000, expires_on=FIRST_DAY + timedelta(days=365))
    story.draw(500)
    become(story)
    before = story.available
    assert story.repay(300).available_after_minor >= before


def test_a_repayment_on_a_closed_line_becomes_a_credit_balance_that_can_be_paid_out() -> None:
    story = Story(1_000)
    story.close()
    story.repay(250)
    assert story.credit == 250
    assert story.pay_out(250).accepted
    assert story.credit == 0


def test_an_overpayment_does_not_raise_what_is_available_above_the_limit() -> None:
    story = Story(1_000)
    story.repay(5_000)
    assert (story.available, story.credit) == (1_000, 5_000)


def test_no_more_than_the_credit_balance_is_paid_out() -> None:
    story = Story(1_000)
    story.repay(100)
    assert story.pay_out(101).outcome == "over_credit"
    assert story.credit == 100


def test_a_cut_below_what_is_drawn_makes_repayments_absorb_the_excess_first() -> None:
    story = Story(1_000)
    story.draw(900)
    story.change_limit(400)
    seen = [(story.over_limit, story.available)]
    for _ in range(3):
        story.repay(250)
        seen.append((story.over_limit, story.available))
    assert seen == [(500, 0), (250, 0), (0, 0), (0, 250)]
