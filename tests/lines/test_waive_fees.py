"""Undoing fees that nobody asked for: those that the clock, or a repayment, brought by itself."""

from offers import make_product, make_revolving, with_product

from building import Story
from creditline.lines.event import Event, EventKind
from creditline.lines.outcome import Outcome


def fee(story: Story, reason: str) -> Event:
    """The last fee charged for `reason`."""
    return next(event for event in reversed(story.events) if event.reason == reason)


def late_on_a_statement_day() -> Story:
    """A tenth of 100,000 is due on 2 February; its grace ends as the statement of 5 February is issued."""
    product = make_revolving(late_fee_minor=500, due_after_days=28, grace_days=2)
    story = Story(1_000_000, **with_product(product))
    story.draw(100_000)
    story.wait(40).look()
    return story


def test_a_late_fee_that_is_waived_takes_nothing_else_of_its_day_along() -> None:
    story = late_on_a_statement_day()
    charged = fee(story, "late_payment")
    assert story.owed == (500, 0, 100_000)
    assert story.reverse(charged).accepted
    assert story.owed == (0, 0, 100_000)
    stated = [event for event in story.events if event.kind is EventKind.STATEMENT_ISSUED and event.version > 6]
    assert stated[-1].effective_at == charged.effective_at
    assert stated[-1].detail is not None
    assert (stated[-1].detail["minimum_minor"], stated[-1].detail["fees_minor"]) == (19_000, 0)
    assert [due.due_on.isoformat() for due in story.line.servicing.dues] == ["2026-02-02", "2026-03-05"]
    assert story.line.servicing.late_since.isoformat() == "2026-02-02"


def test_a_late_fee_stands_on_the_statement_of_its_day_however_often_history_is_replayed() -> None:
    story = late_on_a_statement_day()
    stated = [event.detail for event in story.events if event.kind is EventKind.STATEMENT_ISSUED]
    fees = story.reverse(story.charge_fee(1)), story.repay(1, day=32), story.repay(1, day=31)
    assert all(event.accepted for event in fees)
    again = [event for event in story.events if event.kind is EventKind.STATEMENT_ISSUED]
    assert stated[-1] is not None
    assert again[-1].detail is not None
    assert (stated[-1]["fees_minor"], again[-1].detail["fees_minor"]) == (500, 500)
    assert len({event.origin for event in story.events if event.reason == "late_payment"}) == 1
    assert story.reverse(fee(story, "late_payment")).accepted
    assert story.line.balances.fees == 0


def test_a_late_fee_that_history_has_dropped_already_cannot_be_reversed() -> None:
    story = Story(1_000_000, **with_product(make_product(late_fee_minor=500)))
    story.draw(100_000, periods=3)
    story.wait(40).look()
    charged = fee(story, "late_payment")
    story.repay(50_000, day=31)  # the day the instalment was due
    assert story.line.balances.fees == 0
    refused = story.reverse(charged)
    assert refused.outcome is Outcome.NOT_REVERSIBLE


def test_a_fee_for_paying_early_that_is_waived_stays_waived_when_history_is_replayed() -> None:
    story = Story(1_000_000, **with_product(make_product(rate_bps=0, early_repayment_fee_bps=100)))
    story.draw(100_000, periods=3)
    story.wait(5).repay(50_000, rail="direct_debit")
    assert story.owed == (500, 0, 50_000)
    charged = fee(story, "early_repayment")
    assert story.reverse(charged).accepted
    assert story.owed == (0, 0, 50_000)
    assert story.line.unreleased_minor == 50_000
    story.wait(2).repay(1_000, day=3)  # replays the fifth day, and has an early fee of its own
    assert story.owed == (0, 0, 49_010)  # the 50,000 pay that fee too
    assert story.reverse(charged).outcome is Outcome.ALREADY_REVERSED


def test_a_guarantors_fee_is_not_waived_without_its_draw() -> None:
    story = Story(1_000_000, **with_product(make_product()))
    story.draw(100_000, periods=3, fee_minor=300)
    story.wait(33).look()
    before = story.line
    refused = story.reverse(fee(story, "guarantee_fee"))
    assert refused.outcome is Outcome.NOT_REVERSIBLE
    assert story.line.servicing == before.servicing


def test_who_has_a_credit_balance_is_never_late_with_a_fee() -> None:
    story = Story(1_000_000, **with_product(make_revolving(late_fee_minor=500)))
    story.repay(10_000)
    charged = story.charge_fee(3_000)
    assert (story.owed, story.credit) == ((0, 0, 0), 7_000)
    story.charge_fee(8_000)
    assert (story.owed, story.credit) == ((1_000, 0, 0), 0)
    story.reverse(charged)
    assert (story.owed, story.credit) == ((0, 0, 0), 2_000)
    story.wait(60).look()
    assert EventKind.BECAME_PAST_DUE not in {event.kind for event in story.events}
