"""The made-up portfolio and the story lines, carried out in memory."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from random import Random

import pytest

from creditline.dates.business_date import business_date
from creditline.lines.available import available_minor, over_limit_minor, owed_minor
from creditline.lines.commands import Command
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.product import Product
from creditline.simulation.borrowers import live_from_farm, live_from_shop, live_on_salary
from creditline.simulation.diary import Diary, days_before, instant
from creditline.simulation.portfolio import portfolio
from creditline.simulation.stories import STORIES, Story
from creditline.simulation.strain import strained

Play = Callable[[Sequence[Command]], list[Event]]

NOW = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
YUAN = 100


def test_the_same_seed_gives_the_same_portfolio() -> None:
    assert list(portfolio(1, 12, NOW)) == list(portfolio(1, 12, NOW))
    assert list(portfolio(1, 12, NOW)) != list(portfolio(2, 12, NOW))


def test_a_borrower_does_not_depend_on_how_many_there_are() -> None:
    assert list(portfolio(1, 5, NOW)) == list(portfolio(1, 12, NOW))[:5]


def test_the_portfolio_has_every_livelihood_and_a_few_lines_in_usd(play: Play) -> None:
    lines = [play(commands)[0].after for commands in portfolio(1, 60, NOW)]
    kinds = Counter(line.id.split("_")[1] for line in lines)
    assert kinds == {"salaried": 30, "shop": 20, "farm": 10}
    assert Counter(line.terms.currency for line in lines) == {"CNY": 58, "USD": 2}
    assert len({line.id for line in lines}) == 60
    assert all(1_095 <= line.terms.rate_bps <= 1_825 for line in lines)


def test_draws_are_declined_now_and_then_and_nothing_else_is(play: Play) -> None:
    events = [event for commands in portfolio(1, 60, NOW) for event in play(commands)]
    declined = [event for event in events if not event.accepted]
    draws = sum(event.kind is EventKind.DRAW for event in events)
    assert {event.kind for event in declined} == {EventKind.DRAW}
    assert 0 < len(declined) * 20 < draws


@pytest.mark.parametrize("now", [NOW, datetime(2024, 2, 29, 16, 30, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)])
def test_histories_are_in_time_order_and_end_now(play: Play, now: datetime) -> None:
    told = [story.commands(now) for story in STORIES]
    for commands in [*told, *portfolio(1, 12, now)]:
        assert all(one.stamp.effective_at <= next_.stamp.effective_at for one, next_ in pairwise(commands))
        assert commands[-1].stamp.effective_at == now
        events = play(commands)
        asked = [command.stamp.key for command in commands if command.stamp.key]
        assert [event.key for event in events if event.key] == asked


def test_a_full_repayment_never_lowers_the_limit(play: Play) -> None:
    for commands in portfolio(1, 60, NOW):
        for before, event in pairwise(play(commands)):
            if event.kind is EventKind.REPAYMENT:
                assert event.after.limit_minor == before.after.limit_minor


def test_the_salaried_repay_once_a_month(play: Play) -> None:
    repaid = [event.effective_at for event in _year(play, live_on_salary) if event.kind is EventKind.REPAYMENT]
    assert 10 <= len(repaid) <= 12
    assert len({at.day for at in repaid}) == 1


def test_a_shop_repays_weekly_and_in_bursts(play: Play) -> None:
    repaid = [event.effective_at for event in _year(play, live_from_shop) if event.kind is EventKind.REPAYMENT]
    a_day = Counter(at.date() for at in repaid)
    assert len(a_day) > 40
    assert sum(count >= 3 for count in a_day.values()) >= 3


def test_a_farm_draws_in_spring_and_summer_and_repays_after_the_harvest(play: Play) -> None:
    events = _year(play, live_from_farm)
    assert {event.effective_at.month for event in events if event.kind is EventKind.DRAW} <= {3, 4, 5, 6, 7, 8}
    assert {event.effective_at.month for event in events if event.kind is EventKind.REPAYMENT} <= {10, 11}


def _year(play: Play, live: Callable[[Diary, Random, Sequence[date]], None]) -> list[Event]:
    first, *days = days_before(NOW, 365)
    diary = Diary(
        line_id="line_one",
        name="One",
        currency="CNY",
        rate_bps=1_460,
        limit_minor=50_000 * YUAN,
        opened_at=instant(first, 9),
    )
    live(diary, Random(7), days)  # noqa: S311 - a story, not a secret
    return play(diary.until(NOW))


def test_every_story_has_its_own_id_name_and_sentence() -> None:
    for part in ("id", "name", "sentence"):
        assert len({getattr(story, part) for story in STORIES}) == len(STORIES)
    assert all(story.id.startswith("line_story_") for story in STORIES)


class TestStories:
    """Each ends in the state its name says."""

    def test_repaid_in_full_on_payday(self, play: Play) -> None:
        events, line = _told(play, "line_story_payday")
        assert sum(event.kind is EventKind.REPAYMENT for event in events) == 6
        assert {event.after.limit_minor for event in events} == {30_000 * YUAN}
        assert owed_minor(line) == 0
        assert line.balances.credit == 0
        assert _available(line) == 30_000 * YUAN

    def test_drawn_to_the_limit(self, play: Play) -> None:
        _, line = _told(play, "line_story_full")
        assert line.balances.principal == line.limit_minor == 20_000 * YUAN
        assert (_available(line), over_limit_minor(line)) == (0, 0)

    def test_over_the_limit_after_a_cut(self, play: Play) -> None:
        _, line = _told(play, "line_story_cut")
        assert line.limit_minor == 30_000 * YUAN
        assert _available(line) == 0
        # 42,000 for 57 days at 14.60 % is 957.60 of interest, so 4,042.40 of the 5,000 came off the principal
        assert over_limit_minor(line) == 12_000 * YUAN - 404_240

    def test_twelve_repayments_in_twenty_minutes(self, play: Play) -> None:
        events, line = _told(play, "line_story_burst")
        repaid = [event for event in events if event.kind is EventKind.REPAYMENT]
        assert len(repaid) == 12
        assert (repaid[-1].effective_at - repaid[0].effective_at).total_seconds() < 20 * 60
        assert {event.after.limit_minor for event in events} == {60_000 * YUAN}
        # 48,000 for 25 days is 480 of interest; 12 times 3,600 is 43,200
        assert line.balances.principal == (48_000 + 480 - 43_200) * YUAN
        assert _available(line) == 60_000 * YUAN - line.balances.principal

    def test_frozen_and_repaying_all_the_same(self, play: Play) -> None:
        events, line = _told(play, "line_story_frozen")
        assert line.status is Status.FROZEN
        assert _available(line) == 0
        repaid = [event for event in events if event.kind is EventKind.REPAYMENT]
        assert [event.accepted for event in repaid] == [True] * 3
        assert [event.outcome.value for event in events if not event.accepted] == ["line_frozen"]

    def test_closed_with_money_owed_to_the_borrower(self, play: Play) -> None:
        _, line = _told(play, "line_story_closed")
        assert line.status is Status.CLOSED
        # 8,000 for 35 days is 112 of interest; 9,000 was repaid
        assert (owed_minor(line), line.balances.credit) == (0, 888 * YUAN)

    def test_a_hold_waits_to_be_captured(self, play: Play) -> None:
        _, line = _told(play, "line_story_hold")
        assert line.held_minor == 8_000 * YUAN
        assert line.holds[0].expires_at > NOW
        assert _available(line) == (25_000 - 5_000 - 8_000) * YUAN

    def test_a_repayment_that_bounced(self, play: Play) -> None:
        events, line = _told(play, "line_story_bounced")
        assert [event.accepted for event in events if event.kind is EventKind.REVERSAL] == [True]
        assert line.balances.principal == (12_000 + 15_000) * YUAN
        assert over_limit_minor(line) == 7_000 * YUAN
        # as if it had never been paid: 12,000 for 33 days and 15,000 for 4 days
        assert line.balances.interest == 15_840 + 2_400

    def test_opened_today_and_not_used_yet(self, play: Play) -> None:
        events, line = _told(play, "line_story_new")
        assert [event.kind for event in events] == [EventKind.LINE_OPENED]
        assert _available(line) == line.limit_minor == 20_000 * YUAN


def _told(play: Play, line_id: str) -> tuple[list[Event], Line]:
    (story,) = (story for story in STORIES if story.id == line_id)
    assert isinstance(story, Story)
    events = play(story.commands(NOW))
    return events, events[-1].after


def _available(line: Line) -> int:
    return available_minor(line, business_date(NOW, line.terms.zone))


def test_strained_borrowers_hold_outcomes_to_learn_from_and_most_pay_as_agreed(play: Play) -> None:
    product = Product(
        id="statement",
        valid_from=date(2024, 1, 1),
        currency="CNY",
        name_en="Statement line",
        name_zh="账单额度",
        rate_bps=1_460,
        statement_day=5,
        due_after_days=20,
        minimum_share_bps=1_000,
        minimum_floor_minor=5_000,
        grace_days=3,
        charge_off_after_days=180,
    )
    told = list(strained(1, 40, NOW, product))
    assert told[:3] == list(strained(1, 3, NOW, product))
    kinds = [{event.kind for event in play(commands)} for commands in told]
    lost = sum(EventKind.CHARGED_OFF in kind for kind in kinds)
    late = sum(EventKind.PAYMENT_MISSED in kind for kind in kinds)
    assert 2 <= lost <= 12
    assert lost < late <= 30
    assert sum(EventKind.CURED in kind for kind in kinds) >= 5
