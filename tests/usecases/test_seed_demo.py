"""Seeding a sandbox in a real database."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import islice

import psycopg

from creditline.lines.commands import Command
from creditline.simulation.portfolio import portfolio
from creditline.simulation.stories import STORIES
from creditline.store.clock import move_clock, read_clock, start_clock
from creditline.store.database import Database
from creditline.store.lines import read_line
from creditline.store.products import product_in_force
from creditline.usecases.seed_demo import SEED, STATEMENT_PRODUCT, Seeded, seed_demo
from creditline.usecases.submit_lines import submit_in_order
from creditline.usecases.writer import Writer

NOW = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
BORROWERS = 12
LINES = BORROWERS + len(STORIES)


def seed(url: str, *, now: datetime = NOW, told: list[tuple[int, int]] | None = None) -> Seeded:
    async def seeded() -> Seeded:
        async with Database(url) as database, Writer(database) as writer:
            return await seed_demo(
                database,
                writer,
                now=now,
                borrowers=BORROWERS,
                progress=lambda done, of: (told if told is not None else []).append((done, of)),
            )

    return asyncio.run(seeded())


def test_a_sandbox_gets_its_clock_its_stories_and_its_portfolio(database_url: str) -> None:
    told: list[tuple[int, int]] = []
    seeded = seed(database_url, told=told)
    assert seeded == Seeded(now=NOW, lines=LINES, events=_count(database_url, "event"))
    assert told == [(done, LINES) for done in range(1, LINES + 1)]
    assert _count(database_url, "line") == LINES


def test_the_lines_end_as_the_stories_tell(database_url: str) -> None:
    seed(database_url)

    async def read() -> dict[str, tuple[int, int, int]]:
        async with Database(database_url) as database:
            lines = [await read_line(database, story.id) for story in STORIES]
            return {line.id: (line.balances.principal, line.balances.credit, line.held_minor) for line in lines}

    assert asyncio.run(read()) == {
        "line_story_new": (0, 0, 0),
        "line_story_payday": (0, 0, 0),
        "line_story_lowered": (2_099_520, 0, 0),
        "line_story_offer": (716_200, 0, 0),
        "line_story_helped": (2_200_000, 0, 0),
        "line_story_full": (2_000_000, 0, 0),
        "line_story_cut": (3_795_760, 0, 0),
        "line_story_burst": (528_000, 0, 0),
        "line_story_frozen": (655_718, 0, 0),
        "line_story_closed": (0, 88_800, 0),
        "line_story_hold": (500_000, 0, 800_000),
        "line_story_bounced": (2_700_000, 0, 0),
    }


def test_seeding_again_adds_nothing_and_keeps_the_clock(database_url: str) -> None:
    seed(database_url)
    events = _count(database_url, "event")
    assert seed(database_url, now=NOW + timedelta(days=40)) == Seeded(now=NOW, lines=0, events=0)
    assert _count(database_url, "event") == events


def test_a_seeding_cut_off_in_the_middle_is_completed_as_it_was_begun(
    database_url: str, other_database_url: str
) -> None:
    _seed_part(database_url)
    seeded = seed(database_url, now=NOW + timedelta(days=3))
    seed(other_database_url)
    assert seeded.now == NOW + timedelta(days=1)
    assert _book(database_url) == _book(other_database_url)


def _seed_part(url: str) -> None:
    """Leave what a seeding killed half-way leaves: the first stories, one line in part; then the clock moved on."""

    async def submitted() -> None:
        async with Database(url) as database, Writer(database) as writer:
            await start_clock(database, NOW)
            for commands in _first_lines():
                await submit_in_order(writer, commands)
            await move_clock(database, NOW + timedelta(days=1))
            assert await read_clock(database) == NOW + timedelta(days=1)

    asyncio.run(submitted())


def _first_lines() -> list[list[Command]]:
    product = product_in_force(STATEMENT_PRODUCT, NOW.date())
    whole = [story.commands(NOW, product) for story in STORIES[:4]]
    (cut_off,) = islice(portfolio(SEED, BORROWERS, NOW), 1)
    return [*whole, cut_off[:10]]


def _book(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT line_id, version, kind, outcome, amount_minor, effective_at, booked_at, key, fingerprint,"
            " principal_minor, interest_minor, credit_minor FROM event ORDER BY line_id, version"
        ).fetchall()


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)
