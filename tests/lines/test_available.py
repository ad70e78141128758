"""What a line can still give."""

from datetime import timedelta

import pytest

from building import FIRST_DAY, Become, Story
from creditline.lines.available import available_minor, over_limit_minor, owed_minor
from creditline.lines.outcome import Outcome


@pytest.mark.parametrize(
    ("limit", "amount", "outcome", "available"),
    [
        (None, 1, Outcome.NO_LIMIT, 0),
        (None, 2, Outcome.NO_LIMIT, 0),
        (0, 1, Outcome.OVER_AVAILABLE, 0),
        (0, 2, Outcome.OVER_AVAILABLE, 0),
        (1, 1, Outcome.ACCEPTED, 0),
        (1, 2, Outcome.OVER_AVAILABLE, 1),
        (2, 1, Outcome.ACCEPTED, 1),
        (2, 2, Outcome.ACCEPTED, 0),
    ],
)
def test_zero_is_a_limit_and_none_is_not_an_unlimited_one(
    limit: int | None, amount: int, outcome: Outcome, available: int
) -> None:
    for take in (Story.draw, Story.hold):
        story = Story(limit)
        assert take(story, amount).outcome is outcome
        assert story.available == available


def test_an_exhausted_line_gives_nothing_more() -> None:
    story = Story(1_000)
    story.draw(1_000)
    assert story.available == 0
    assert story.draw(1).outcome is Outcome.OVER_AVAILABLE


@pytest.mark.parametrize(
    ("limit", "drawn", "held", "available", "over_limit"),
    [
        (1_000, 0, 0, 1_000, 0),
        (1_000, 300, 0, 700, 0),
        (1_000, 0, 300, 700, 0),
        (1_000, 300, 200, 500, 0),
        (1_000, 999, 1, 0, 0),
        (500, 300, 200, 0, 0),
        (400, 300, 200, 0, 100),
        (0, 300, 200, 0, 500),
        (None, 300, 200, 0, 500),
    ],
)
def test_available_is_limit_less_principal_less_holds_and_never_below_zero(
    limit: int | None, drawn: int, held: int, available: int, over_limit: int
) -> None:
    story = Story(1_000)
    if drawn:
        story.draw(drawn)
    if held:
        story.hold(held)
    story.change_limit(limit)
    assert (story.available, story.over_limit) == (available, over_limit)


def test_fees_and_interest_are_owed_but_do_not_use_up_the_limit() -> None:
    story = Story(1_000)
    story.draw(300)
    story.charge_fee(50)
    assert owed_minor(story.line) == 350
    assert story.available == 700


@pytest.mark.parametrize(
    ("stop", "go_on"),
    [(Story.freeze, Story.unfreeze), (lambda story: story.change_limit(None), lambda story: story.change_limit(1_000))],
)
def test_a_stopped_line_gives_nothing_and_all_of_it_again_afterwards(stop: Become, go_on: Become) -> None:
    story = Story(1_000)
    story.draw(300)
    stop(story)
    assert story.available == 0
    go_on(story)
    assert story.available == 700


def test_the_last_day_of_the_term_still_counts() -> None:
    story = Story(1_000, expires_on=FIRST_DAY + timedelta(days=30))
    story.wait(30)
    assert story.draw(1).accepted
    assert story.available == 999
    story.wait(1)
    assert story.available == 0
    assert story.draw(1).outcome is Outcome.LINE_EXPIRED


def test_the_day_is_the_one_where_the_books_are_kept() -> None:
    """At 16:00 UTC the next day has begun in Shanghai, and the term is over there."""
    story = Story(1_000, zone="Asia/Shanghai", expires_on=FIRST_DAY)
    still, over = FIRST_DAY, FIRST_DAY + timedelta(days=1)
    assert available_minor(story.line, still) == 1_000
    assert available_minor(story.line, over) == 0


def test_over_limit_says_how_much_repayments_absorb_first() -> None:
    story = Story(1_000)
    story.draw(800)
    story.change_limit(500)
    assert over_limit_minor(story.line) == 300
    story.repay(300)
    assert (story.over_limit, story.available) == (0, 0)
    story.repay(1)
    assert story.available == 1
