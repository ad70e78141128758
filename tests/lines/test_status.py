"""Freezing, unfreezing and closing."""

import pytest

from building import Become, Story, Take
from creditline.lines.outcome import Outcome

STEPS = {"freeze": Story.freeze, "unfreeze": Story.unfreeze, "close": Story.close}


@pytest.mark.parametrize(
    ("steps", "outcome", "status"),
    [
        ("freeze", Outcome.ACCEPTED, "frozen"),
        ("unfreeze", Outcome.LINE_NOT_FROZEN, "open"),
        ("close", Outcome.ACCEPTED, "closed"),
        ("freeze freeze", Outcome.LINE_FROZEN, "frozen"),
        ("freeze unfreeze", Outcome.ACCEPTED, "open"),
        ("freeze close", Outcome.ACCEPTED, "closed"),
        ("close freeze", Outcome.LINE_CLOSED, "closed"),
        ("close unfreeze", Outcome.LINE_CLOSED, "closed"),
        ("close close", Outcome.LINE_CLOSED, "closed"),
        ("freeze unfreeze freeze", Outcome.ACCEPTED, "frozen"),
    ],
)
def test_every_step_from_every_status(steps: str, outcome: Outcome, status: str) -> None:
    story = Story(1_000)
    events = [STEPS[step](story) for step in steps.split()]
    assert (events[-1].outcome, story.line.status) == (outcome, status)


def test_an_unfrozen_line_gives_all_its_credit_in_the_same_event() -> None:
    story = Story(1_000)
    story.draw(400)
    assert story.freeze().available_after_minor == 0
    assert story.unfreeze().available_after_minor == 600


def test_what_is_owed_on_a_closed_line_stays_owed() -> None:
    story = Story(1_000)
    story.draw(400)
    story.close()
    assert story.owed == (0, 0, 400)


@pytest.mark.parametrize(("stop", "outcome"), [(Story.freeze, Outcome.LINE_FROZEN), (Story.close, Outcome.LINE_CLOSED)])
@pytest.mark.parametrize("take", [Story.draw, Story.hold])
def test_a_stopped_line_gives_no_credit(stop: Become, outcome: Outcome, take: Take) -> None:
    story = Story(1_000)
    stop(story)
    assert take(story, 1).outcome is outcome


def test_holds_of_a_frozen_line_can_be_voided_and_captured() -> None:
    story = Story(1_000)
    one, other = story.hold(100), story.hold(200)
    story.freeze()
    assert story.void(one).accepted
    assert story.capture(other).accepted


def test_a_fee_is_charged_to_a_frozen_line_and_not_to_a_closed_one() -> None:
    story = Story(1_000)
    story.freeze()
    assert story.charge_fee(10).accepted
    story.close()
    assert story.charge_fee(10).outcome is Outcome.LINE_CLOSED


def test_the_reason_stands_on_the_event_whether_it_was_accepted_or_refused() -> None:
    story = Story(1_000)
    assert [story.freeze().reason, story.freeze().reason] == ["a doubt", "a doubt"]
