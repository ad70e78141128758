"""Taking credit."""

import pytest

from building import Become, Story, legs
from creditline.ledger.account import Account
from creditline.lines.apply import CurrencyMismatch
from creditline.lines.commands import Draw
from creditline.lines.outcome import Outcome


def test_a_draw_is_owed_as_principal_and_leaves_the_lender() -> None:
    story = Story(1_000)
    drawn = story.draw(300)
    assert legs(drawn) == {Account.PRINCIPAL: 300, Account.SETTLEMENT: -300}
    assert story.owed == (0, 0, 300)


def test_a_draw_of_all_that_is_available_is_given() -> None:
    story = Story(1_000)
    assert story.draw(1_000).accepted
    assert story.available == 0


def test_a_refused_draw_is_recorded_and_changes_nothing() -> None:
    story = Story(1_000)
    before = story.line
    refused = story.draw(1_001)
    assert (refused.outcome, refused.amount_minor, refused.entries) == (Outcome.OVER_AVAILABLE, 1_001, ())
    assert (story.line.balances, story.line.moved_at) == (before.balances, before.moved_at)
    assert story.line.version == before.version + 1


def test_two_draws_of_800_on_1000_give_one() -> None:
    story = Story(1_000)
    assert [story.draw(800).accepted, story.draw(800).accepted] == [True, False]
    assert story.available == 200


@pytest.mark.parametrize(
    ("credit", "drawn", "principal", "left"),
    [(500, 200, 0, 300), (500, 500, 0, 0), (500, 700, 200, 0), (0, 700, 700, 0)],
)
def test_a_draw_uses_the_borrowers_own_credit_before_the_lenders_money(
    credit: int, drawn: int, principal: int, left: int
) -> None:
    story = Story(1_000)
    if credit:
        story.repay(credit)
    assert story.draw(drawn).accepted
    assert (story.line.balances.principal, story.credit) == (principal, left)
    assert story.available == 1_000 - principal


@pytest.mark.parametrize("stop", [Story.freeze, Story.close, lambda story: story.change_limit(0)])
def test_a_forced_draw_is_taken_in_every_state_and_says_so(stop: Become) -> None:
    story = Story(1_000)
    stop(story)
    forced = story.draw(1_500, forced=True)
    assert (forced.accepted, forced.forced) == (True, True)
    assert story.line.balances.principal == 1_500


def test_a_forced_draw_the_line_could_give_anyway_is_an_ordinary_one() -> None:
    story = Story(1_000)
    assert not story.draw(1_000, forced=True).forced


def test_a_forced_draw_over_the_limit_leaves_nothing_available() -> None:
    story = Story(1_000)
    story.draw(1_200, forced=True)
    assert (story.available, story.over_limit) == (0, 200)


def test_another_currency_is_an_error_and_nothing_happens() -> None:
    story = Story(1_000)
    draw = Draw(line_id=story.id, stamp=story._asked(None)["stamp"], amount_minor=1, currency="USD")
    with pytest.raises(CurrencyMismatch, match="kept in CNY; an amount in USD"):
        story.tell(draw)
    assert story.line.version == 1
