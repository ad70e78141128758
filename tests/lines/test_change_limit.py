"""Setting the limit by hand."""

import pytest

from building import Story
from creditline.lines.outcome import Outcome


@pytest.mark.parametrize("before", [None, 0, 1, 1_000])
@pytest.mark.parametrize("after", [None, 0, 1, 1_000])
def test_a_limit_change_says_what_it_replaced_and_what_by(before: int | None, after: int | None) -> None:
    story = Story(before)
    changed = story.change_limit(after)
    assert (changed.limit_before_minor, changed.after.limit_minor) == (before, after)
    assert story.available == (after or 0)


def test_a_raised_limit_is_available_in_the_same_event() -> None:
    story = Story(1_000)
    story.draw(1_000)
    assert story.change_limit(1_500).available_after_minor == 500


def test_a_limit_cut_below_what_is_drawn_forces_nothing() -> None:
    story = Story(1_000)
    story.draw(900)
    changed = story.change_limit(100)
    assert (changed.accepted, changed.entries) == (True, ())
    assert (story.owed, story.over_limit, story.available) == ((0, 0, 900), 800, 0)


def test_a_cut_and_a_raise_leave_the_line_as_it_was() -> None:
    story = Story(1_000)
    story.draw(900)
    story.change_limit(100)
    story.change_limit(1_000)
    assert (story.over_limit, story.available) == (0, 100)


def test_a_full_repayment_never_lowers_the_limit() -> None:
    story = Story(1_000)
    story.draw(1_000)
    story.repay(1_000)
    assert story.line.limit_minor == 1_000


def test_the_limit_of_a_frozen_line_may_change_but_gives_nothing_yet() -> None:
    story = Story(1_000)
    story.freeze()
    assert story.change_limit(2_000).accepted
    assert story.available == 0
    story.unfreeze()
    assert story.available == 2_000


def test_the_limit_of_a_closed_line_stays() -> None:
    story = Story(1_000)
    story.close()
    refused = story.change_limit(2_000)
    assert (refused.outcome, story.line.limit_minor) == (Outcome.LINE_CLOSED, 1_000)


def test_the_events_of_a_line_tell_which_limit_each_draw_was_given_under() -> None:
    story = Story(1_000)
    story.draw(100)
    story.change_limit(500)
    story.draw(100)
    draws = [event for event in story.events if event.kind == "draw"]
    assert [draw.after.limit_minor for draw in draws] == [1_000, 500]
