"""The stories that a policy decides, in a real database: each ends as its sentence says; seeding again adds none."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from creditline.decisions.decision import Effect
from creditline.store.database import Database
from creditline.store.decision_files import read_decisions, read_flags, read_offers
from creditline.store.lines import read_line
from creditline.usecases.explain_line import Explained, explain_line
from creditline.usecases.seed_decisions import HELPED, OFFERED, seed_decisions
from creditline.usecases.seed_demo import seed_demo
from creditline.usecases.view_line import view_line
from creditline.usecases.writer import Writer

LOWERED = "line_story_lowered"
DAYS = [datetime(2026, month, day, 8, 30, tzinfo=UTC) for month, day in ((3, 1), (6, 15), (10, 9), (12, 31))]


def seeded(url: str, now: datetime, then: Callable[[Database], Awaitable[None]]) -> None:
    async def work() -> None:
        async with Database(url) as database, Writer(database) as writer:
            await seed_demo(database, writer, now=now, borrowers=0)
            await seed_decisions(database, writer, now=now)
            await then(database)

    asyncio.run(work())


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_the_stories_of_decisions_are_true_on_any_day(database_url: str, now: datetime) -> None:
    async def look(database: Database) -> None:
        lowered = (await read_decisions(database, LOWERED, before=None, limit=1))[0]
        assert (lowered.effect, lowered.reasons[0].code) == (Effect.LOWERED, "DLQ_NOW")
        assert 30 <= lowered.inputs.facts["days_past_due"] < 90
        assert (await read_offers(database, OFFERED, limit=2))[0].limit_minor == 5_000_000
        (flag,) = await read_flags(database, line_id=HELPED)
        helped = await read_line(database, HELPED)
        assert (flag.flag.kind, flag.flag.doubt_minor, helped.held_minor) == ("burst", 200_000, 200_000)
        assert helped.limit_minor == 4_000_000

    seeded(database_url, now, look)


def test_what_is_late_is_the_only_thing_in_the_way(database_url: str) -> None:
    async def look(database: Database) -> None:
        line = await view_line(database, LOWERED, now=DAYS[1])
        explained = await explain_line(database, line, highest_minor=6_000_000, now=DAYS[1])
        assert isinstance(explained, Explained)
        assert explained.path is not None
        assert [(step.fact, step.to) for step in explained.path.steps] == [("days_past_due", 29)]
        assert [lesson.id for lesson in explained.lessons] == ["late-now"]

    seeded(database_url, DAYS[1], look)


def test_seeding_again_adds_nothing(database_url: str) -> None:
    async def again(database: Database) -> None:
        before = _counts(database_url)
        async with Writer(database) as writer:
            assert await seed_decisions(database, writer, now=DAYS[1] + timedelta(days=3)) == 0
        assert _counts(database_url) == before

    seeded(database_url, DAYS[1], again)


def _counts(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        tables = ("event", "decision", "flag", "offer", "confirmation")
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables]
