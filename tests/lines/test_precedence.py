"""Where several reasons stand in the way, the outcome listed first in Outcome is the one recorded."""

from datetime import timedelta
from itertools import combinations

import pytest
from offers import make_product, with_product

from building import FIRST_DAY, Story, Take
from creditline.lines.outcome import Outcome

OBSTACLES = {
    Outcome.LINE_CLOSED: Story.close,
    Outcome.LINE_FROZEN: Story.freeze,
    Outcome.LINE_EXPIRED: lambda story: story.wait(31),
    Outcome.NO_LIMIT: lambda story: story.change_limit(None),
    Outcome.OVER_AVAILABLE: lambda story: story.change_limit(0),
}
ORDER = list(Outcome)
NEVER_BOTH = [{Outcome.LINE_CLOSED, Outcome.LINE_FROZEN}, {Outcome.NO_LIMIT, Outcome.OVER_AVAILABLE}]
PAIRS = [pair for pair in combinations(OBSTACLES, 2) if set(pair) not in NEVER_BOTH]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("take", [Story.draw, Story.hold])
def test_of_two_obstacles_the_one_listed_first_is_recorded(first: Outcome, second: Outcome, take: Take) -> None:
    assert ORDER.index(first) < ORDER.index(second)
    story = Story(1_000, expires_on=FIRST_DAY + timedelta(days=30))
    OBSTACLES[second](story)
    OBSTACLES[first](story)  # closing comes last: a closed line refuses the rest
    assert take(story, 1_001).outcome is first


def test_accepted_comes_first_and_is_the_only_one_that_is_no_refusal() -> None:
    assert ORDER[0] is Outcome.ACCEPTED


def test_a_hold_that_is_not_open_goes_before_an_amount_it_could_not_give() -> None:
    story = Story(1_000)
    held = story.hold(100)
    story.void(held)
    assert story.capture(held, 500).outcome is Outcome.HOLD_NOT_OPEN


def test_an_event_that_cannot_be_reversed_is_that_before_it_is_anything_else() -> None:
    story = Story(1_000)
    refused = story.draw(2_000)
    assert story.reverse(refused).outcome is Outcome.NOT_REVERSIBLE


def test_every_outcome_can_be_reached_and_none_is_only_a_word() -> None:
    story = Story(1_000, expires_on=FIRST_DAY + timedelta(days=30))
    held, drawn = story.hold(100), story.draw(100)
    seen = {
        story.unfreeze().outcome,
        story.draw(5_000).outcome,
        story.close().outcome,
        story.capture(held, 101).outcome,
        story.void(held).outcome,
        story.void(held).outcome,
        story.pay_out(1).outcome,
        story.reverse(99).outcome,
        story.reverse(held).outcome,
        story.reverse(drawn).outcome,
        story.reverse(drawn).outcome,
        story.change_limit(None).outcome,
        story.draw(1).outcome,
        story.wait(31).draw(1).outcome,
        story.freeze().outcome,
        story.draw(1).outcome,
        story.close().outcome,
        story.draw(1).outcome,
    }
    relieved = Story(1_000, **with_product(make_product()))
    seen |= {
        relieved.pause(3).outcome,
        relieved.draw(600).outcome,
        relieved.draw(100, price_cap=1).outcome,
        relieved.pause(3).outcome,
        relieved.pause(3).outcome,
        relieved.re_age().outcome,
        relieved.charge_off().outcome,
        relieved.draw(1).outcome,
    }
    assert seen == set(Outcome)
