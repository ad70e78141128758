"""Relief and its end, charge-off and what comes in afterwards."""

import pytest
from offers import make_product, make_revolving, with_product

from building import Become, Story
from creditline.dates.rest_days import WEEKENDS_ONLY
from creditline.ledger.account import Account
from creditline.lines.event import EventKind
from creditline.lines.hardship import NoProduct, PauseTooShort
from creditline.lines.line import Status
from creditline.lines.outcome import Outcome
from creditline.lines.product import Method
from creditline.lines.servicing import days_past_due


def late(days: int = 40) -> Story:
    """300,000 over three months without interest, and the first instalment has not been paid."""
    story = Story(1_000_000, **with_product(make_product(rate_bps=0)))
    story.draw(300_000, method=Method.EQUAL_PRINCIPAL, periods=3)
    story.wait(days).look()
    return story


def test_a_pause_stops_lateness_and_moves_the_schedule_behind_it() -> None:
    story = late()
    assert days_past_due(story.line.servicing, story.on) == 9
    started = story.pause(60)
    assert started.accepted
    assert days_past_due(story.line.servicing, story.on) == 0
    servicing = story.line.servicing
    assert [due.due_on.isoformat() for due in servicing.dues] == ["2026-04-12"]
    assert [each.due_on.isoformat() for each in servicing.plans[0].instalments] == ["2026-05-01", "2026-06-01"]
    story.wait(61).look()
    assert story.line.servicing.paused_until is None
    assert [event.kind for event in story.events[-1:]] == [EventKind.PLAN_ENDED]
    assert sum(story.owed) == 300_000


def test_a_stretch_spreads_what_is_left_over_more_months() -> None:
    story = late()
    assert story.stretch(6).accepted
    (plan,) = story.line.servicing.plans
    assert [each.principal_minor for each in plan.instalments] == [50_000] * 6
    assert (story.line.servicing.dues, story.line.servicing.late_since) == ((), None)


def test_a_pause_moves_no_instalment_onto_a_day_of_rest() -> None:
    story = Story(1_000_000, **with_product(make_product(rest_days=WEEKENDS_ONLY)))
    story.wait(30).draw(100_000, periods=6)
    story.pause(40)
    moved = [each.due_on for each in story.line.servicing.plans[0].instalments]
    assert [day.isoformat() for day in moved[:3]] == ["2026-04-02", "2026-04-30", "2026-06-01"]  # 30 May is a Saturday
    assert not [day for day in moved if WEEKENDS_ONLY.is_rest_day(day)]


@pytest.mark.parametrize("relieve", [lambda story: story.pause(60), lambda story: story.stretch(3)])
def test_what_was_paid_before_relief_began_counts_as_met(relieve: Become) -> None:
    methods = (Method.REVOLVING, Method.BULLET)
    story = Story(1_000_000, **with_product(make_revolving(methods=methods, periods=(3,))))
    story.draw(100_000)
    story.draw(1_000, method=Method.BULLET)
    story.wait(6).repay(100_000)
    relieve(story)
    story.wait(30).look()
    assert story.line.servicing.full_in_row == 1


def test_re_ageing_lets_late_amounts_be_due_anew() -> None:
    story = late()
    aged = story.re_age()
    assert aged.detail == {"due_on": "2026-03-10"}
    assert days_past_due(story.line.servicing, story.on) == 0
    story.wait(35).look()
    assert [(due.due_on.isoformat(), due.late) for due in story.line.servicing.dues] == [
        ("2026-03-01", True),  # the second instalment
        ("2026-03-10", True),
    ]


def test_relief_that_does_not_fit_is_refused_in_words() -> None:
    story = late()
    with pytest.raises(PauseTooShort, match="later day"):
        story.pause(0)
    with pytest.raises(NoProduct, match="no product"):
        Story(1_000).re_age()
    assert story.pause(10).accepted
    assert story.stretch(6).outcome is Outcome.PLAN_RUNS
    assert story.re_age().outcome is Outcome.NOT_PAST_DUE
    assert Story(1_000, **with_product(make_revolving())).pause(9).outcome is Outcome.NOTHING_OWED


def test_180_days_past_due_the_line_is_charged_off_and_what_comes_in_is_recovered() -> None:
    story = late(31 + 179)
    assert story.line.status is Status.OPEN
    story.wait(1).look()
    charged_off = next(event for event in story.events if event.kind is EventKind.CHARGED_OFF)
    assert (charged_off.amount_minor, charged_off.reason) == (300_000, "180 days past due")
    assert (story.line.status, story.line.limit_minor, story.available) == (Status.CHARGED_OFF, 0, 0)
    assert sum(story.owed) == 300_000

    story.wait(730).repay(100_000)
    assert (story.line.status, sum(story.owed)) == (Status.CHARGED_OFF, 200_000)
    story.repay(200_000)
    assert (story.line.status, sum(story.owed), story.available) == (Status.SETTLED, 0, 0)
    recovered = [event.amount_minor for event in story.events if event.kind is EventKind.RECOVERED]
    assert recovered == [100_000, 200_000]
    booked = [entry for entry in story.entries() if entry.account is Account.RECOVERIES]
    assert sum(entry.amount_minor for entry in booked) == -300_000


def test_a_part_of_a_debt_that_was_given_up_cures_nothing_and_all_of_it_does() -> None:
    story = late(31 + 180)
    story.wait(20).repay(100)
    assert (days_past_due(story.line.servicing, story.on), story.line.servicing.bucket) == (200, 5)
    assert EventKind.CURED not in {event.kind for event in story.events}
    story.repay(299_900)
    assert (story.line.status, days_past_due(story.line.servicing, story.on)) == (Status.SETTLED, 0)
    assert story.events[-1].kind is EventKind.CURED


def test_a_charged_off_line_gives_nothing_bears_nothing_and_takes_every_repayment() -> None:
    story = Story(1_000, rate_bps=3_650)
    story.draw(1_000)
    assert story.charge_off().accepted
    story.wait(100).look()
    assert story.line.balances.interest == 0
    refused = [story.draw(1), story.hold(1), story.charge_fee(1), story.change_limit(5), story.freeze(), story.close()]
    assert {event.outcome for event in refused} == {Outcome.LINE_CHARGED_OFF}
    assert story.charge_off().outcome is Outcome.LINE_CHARGED_OFF
    assert story.repay(1_500).accepted
    assert (story.line.status, story.credit) == (Status.SETTLED, 500)


def test_nothing_owed_is_not_charged_off() -> None:
    assert Story(1_000).charge_off().outcome is Outcome.NOTHING_OWED


def test_a_recovery_that_bounces_is_owed_again() -> None:
    story = Story(1_000)
    story.draw(600)
    story.charge_off()
    repaid = story.repay(600)
    assert story.line.status is Status.SETTLED
    story.reverse(repaid)
    assert (story.line.status, sum(story.owed)) == (Status.CHARGED_OFF, 600)
