"""Holds: each counts against what is available until it is resolved, once."""

import pytest
from offers import make_product, make_revolving, with_product

from building import Become, Resolve, Story, on_day
from creditline.lines.event import EventKind
from creditline.lines.hold import HoldTooLate
from creditline.lines.outcome import Outcome
from creditline.lines.product import Method


def test_a_hold_takes_from_what_is_available_and_is_not_owed() -> None:
    story = Story(1_000)
    story.hold(300)
    assert (story.available, story.line.held_minor, story.owed) == (700, 300, (0, 0, 0))


def test_a_hold_beyond_what_is_available_is_refused() -> None:
    story = Story(1_000)
    story.hold(600)
    assert story.hold(401).outcome is Outcome.OVER_AVAILABLE
    assert story.line.held_minor == 600


@pytest.mark.parametrize(("captured", "available"), [(300, 700), (100, 900), (1, 999)])
def test_a_capture_draws_its_part_and_releases_the_rest(captured: int, available: int) -> None:
    story = Story(1_000)
    held = story.hold(300)
    capture = story.capture(held, captured)
    assert (capture.accepted, capture.refers_to) == (True, held.version)
    assert (story.line.held_minor, story.line.holds) == (0, ())
    assert (story.line.balances.principal, story.available) == (captured, available)


def test_no_more_is_captured_than_is_held() -> None:
    story = Story(1_000)
    held = story.hold(300)
    assert story.capture(held, 301).outcome is Outcome.OVER_HOLD
    assert story.line.held_minor == 300
    assert story.capture(held).accepted


def test_a_void_gives_the_credit_back() -> None:
    story = Story(1_000)
    held = story.hold(300)
    assert story.void(held).amount_minor == 300
    assert story.available == 1_000


@pytest.mark.parametrize("first", [Story.capture, Story.void])
@pytest.mark.parametrize("second", [Story.capture, Story.void])
def test_a_hold_is_resolved_once(first: Resolve, second: Resolve) -> None:
    story = Story(1_000)
    held = story.hold(300)
    assert first(story, held).accepted
    assert second(story, held).outcome is Outcome.HOLD_NOT_OPEN


@pytest.mark.parametrize("resolve", [Story.capture, Story.void])
def test_what_never_was_a_hold_cannot_be_resolved(resolve: Resolve) -> None:
    story = Story(1_000)
    drawn = story.draw(100)
    assert resolve(story, drawn).outcome is Outcome.HOLD_NOT_OPEN


@pytest.mark.parametrize("happens", [Story.freeze, lambda story: story.change_limit(0), lambda story: story.draw(700)])
def test_what_was_promised_is_kept_whatever_happens_to_the_line(happens: Become) -> None:
    story = Story(1_000)
    held = story.hold(300)
    happens(story)
    assert story.capture(held).accepted


def test_a_capture_uses_the_borrowers_own_credit_first() -> None:
    story = Story(1_000)
    story.repay(100)
    story.capture(story.hold(300))
    assert (story.line.balances.principal, story.credit) == (200, 0)


@pytest.mark.parametrize(("days", "held"), [(6, 300), (7, 0), (30, 0)])
def test_a_hold_is_let_go_when_its_time_is_over(days: int, held: int) -> None:
    story = Story(1_000)
    story.hold(300, days=7)
    story.wait(days).look()
    assert story.line.held_minor == held


def test_an_expired_hold_is_an_event_of_the_instant_it_expired() -> None:
    story = Story(1_000)
    held = story.hold(300, days=7)
    expired = story.wait(30).look()[0]
    assert (expired.kind, expired.refers_to, expired.amount_minor) == (EventKind.HOLD_EXPIRED, held.version, 300)
    assert (expired.effective_at, expired.booked_at) == (on_day(7), on_day(30))
    assert (expired.actor, expired.key) == ("clock", None)


def test_holds_expire_in_the_order_of_their_ends_before_what_is_asked() -> None:
    story = Story(1_000)
    late, early = story.hold(300, days=9), story.hold(700, days=3)
    story.wait(10)
    assert story.draw(1_000).accepted
    kinds = [(event.kind, event.refers_to) for event in story.events[-3:]]
    assert kinds == [("hold_expired", early.version), ("hold_expired", late.version), ("draw", None)]


def test_an_expired_hold_can_no_longer_be_captured() -> None:
    story = Story(1_000)
    held = story.hold(300, days=7)
    story.wait(7)
    assert story.capture(held).outcome is Outcome.HOLD_NOT_OPEN


def test_a_line_with_open_holds_is_not_closed() -> None:
    story = Story(1_000)
    held = story.hold(300)
    assert story.close().outcome is Outcome.HOLDS_OPEN
    story.void(held)
    assert story.close().accepted


@pytest.mark.parametrize("days", [0, -1])
def test_a_hold_that_would_be_over_at_once_is_an_error_and_nothing_happens(days: int) -> None:
    story = Story(1_000)
    story.wait(3)
    with pytest.raises(HoldTooLate, match="Let the hold expire later"):
        story.hold(300, days=days)
    assert story.line.version == 1


def test_what_is_captured_is_asked_for_by_instalments_where_nothing_revolves() -> None:
    story = Story(1_000_000, **with_product(make_product(rate_bps=0, methods=(Method.EQUAL_PRINCIPAL,), periods=(3,))))
    hold = story.hold(90_000)
    captured = story.capture(hold, 60_000)
    (plan,) = story.line.servicing.plans
    assert (plan.draw, [each.principal_minor for each in plan.instalments]) == (captured.version, [20_000] * 3)
    story.wait(31).look()
    assert story.line.servicing.unpaid_minor == 20_000


def test_what_is_captured_revolves_where_statements_ask_for_it() -> None:
    story = Story(1_000_000, **with_product(make_revolving()))
    story.capture(story.hold(90_000))
    assert story.line.servicing.plans == ()
    story.wait(5).look()
    assert story.line.servicing.unpaid_minor == 9_000


def test_a_payout_that_its_credit_no_longer_covers_falls_due() -> None:
    story = Story(1_000_000, **with_product(make_product(rate_bps=0, methods=(Method.BULLET,), periods=(3,))))
    repaid = story.repay(5_000)
    story.pay_out(5_000)
    story.bounce(repaid)
    assert story.line.balances.principal == 5_000
    assert [each.principal_minor for each in story.line.servicing.plans[0].instalments] == [5_000]
