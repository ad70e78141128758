"""No limit falls without its notice: every way around it that SQL knows, tried with the application's own role."""

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from building import Story, make_opening
from creditline.lines.commands import ChangeLimit
from creditline.store.database import Database
from creditline.usecases.writer import Writer

Connection = psycopg.Connection[Any]
LOWER = """
INSERT INTO event ({columns})
SELECT {values} FROM event WHERE line_id = 'line_story' AND version = 2
"""


@pytest.fixture
def book(database_url: str) -> Iterator[Connection]:
    """A line of 1,000 lowered to 600 by hand, and another; the connection works as the application does."""
    story = Story(1_000)
    lowered = ChangeLimit(**story._asked(None), limit_minor=600, currency="CNY", reason="the yearly review")

    async def work() -> None:
        async with Database(database_url) as database, Writer(database) as writer:
            for command in (*story.told, make_opening("line_other"), lowered):
                await writer.submit(command)

    asyncio.run(work())
    with psycopg.connect(database_url, autocommit=True, options="-c role=creditline_app") as connection:
        yield connection


def lower(connection: Connection, **changes: str) -> None:
    """Insert the decrease once more, with some columns as given in SQL."""
    names = "SELECT column_name FROM information_schema.columns WHERE table_name = 'event' AND is_generated = 'NEVER'"
    columns = [name for (name,) in connection.execute(names).fetchall()]
    changes = {"version": "3", "key": "NULL", **changes}
    values = [changes.get(name, name) for name in columns]
    connection.execute(LOWER.format(columns=", ".join(columns), values=", ".join(values)))  # type: ignore[arg-type]


def test_a_limit_lowered_by_hand_has_its_notice_in_the_same_commit(book: Connection) -> None:
    told = book.execute("SELECT id, kind, language, content FROM notice").fetchall()
    assert [row[:3] for row in told] == [("ntc_evt_story_2", "limit_lowered", "zh")]
    assert "The yearly review" in told[0][3]
    assert book.execute("SELECT notice_id FROM event WHERE version = 2").fetchall() == [("ntc_evt_story_2",)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"actor": "'decision'", "reason": "'dec_nobody'"},
        {"actor": "'decision'", "reason": "NULL"},
        {"limit_minor": "NULL"},
        {"line_id": "'line_other'", "version": "2"},
        {"line_id": "'line_other'", "version": "3", "replays": "2"},
    ],
    ids=["by hand", "by a decision without one", "by no decision", "to no limit", "of another line", "by a replay"],
)
def test_a_decrease_without_its_notice_is_refused(book: Connection, changes: dict[str, str]) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        lower(book, **changes)


def test_the_notice_of_another_line_is_not_enough(book: Connection) -> None:
    book.execute(
        "INSERT INTO notice (id, line_id, kind, subject, rules, language, channel, given_at, content, sha256) "
        "SELECT 'ntc_evt_story_3', 'line_other', kind, subject, rules, language, channel, given_at, content, sha256 "
        "FROM notice"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        lower(book)


def test_which_notice_it_is_cannot_be_said_but_follows(book: Connection) -> None:
    with pytest.raises(psycopg.errors.GeneratedAlways):
        book.execute("INSERT INTO event (line_id, version, notice_id) VALUES ('line_story', 3, NULL)")


def test_a_rise_needs_none(book: Connection) -> None:
    lower(book, limit_minor="2000")
    assert book.execute("SELECT count(*) FROM notice").fetchone() == (1,)


@pytest.mark.parametrize("by", ["'dec_nobody'", "NULL"])
def test_no_fall_is_announced_without_its_notice(book: Connection, by: str) -> None:
    book.execute("INSERT INTO profile (line_id, policy_id, facts) VALUES ('line_story', 'p', '{}')")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        book.execute(f"UPDATE profile SET announced_limit_minor = 1, announced_by = {by}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM notice", "UPDATE notice SET content = ''", "TRUNCATE notice CASCADE"]
)
def test_a_notice_is_never_changed_or_taken_back(book: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        book.execute(statement)  # type: ignore[arg-type]


def test_a_notice_whose_hash_is_not_of_its_content_is_refused(book: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        book.execute(
            "INSERT INTO notice (id, line_id, kind, subject, rules, language, channel, given_at, content, sha256) "
            "SELECT 'ntc_x', line_id, kind, subject, rules, language, channel, given_at, content || ' ', sha256 "
            "FROM notice"
        )
