"""The end of day: each day of a line is closed once, whatever stops it, and how late it runs changes nothing."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bookkeeping import accepted, at_once, check, close_book, line_of, with_writer, write_book
from healthy_book import offered

from building import FIRST_DAY, FIVE_BPS_A_DAY, Story, make_opening, make_stamp, on_day
from creditline.lines import commands
from creditline.store.database import Database
from creditline.usecases.end_of_day import close_days
from creditline.usecases.writer import Writer

TAPE = """
SELECT DISTINCT ON (line_id, day) line_id, day, status, limit_minor, principal_minor, interest_minor, fees_minor,
    held_minor, unreleased_minor, available_minor, days_past_due, bucket, full_in_row, minimum_in_row, utilisation_bps
FROM day_tape ORDER BY line_id, day, version DESC
"""
TELLING = (
    "SELECT line_id, kind, effective_at, amount_minor FROM event WHERE kind <> 'interest_accrued' ORDER BY 1, version"
)


def stories() -> list[Story]:
    """Lines on which days bring something: bare interest, statements, instalments; and one that sleeps."""
    plain = Story(10_000, line_id="line_plain", rate_bps=FIVE_BPS_A_DAY)
    plain.draw(8_000)
    stated = Story(10_000, line_id="line_stated", **offered("consumer-revolving"))
    stated.draw(9_000)
    planned = Story(10_000, line_id="line_planned", **offered("consumer-instalments"))
    planned.draw(6_000, periods=3)
    asleep = Story(10_000, line_id="line_asleep")
    return [plain, stated, planned, asleep]


def told(url: str) -> tuple[Any, ...]:
    """What a book says in the end: lines as they stand, their events but accruals, and the tape as it is now."""
    with psycopg.connect(url) as connection:
        lines = connection.execute(
            "SELECT id, status, principal_minor, interest_minor, fees_minor, accrual_residue, accrued_on, servicing "
            "FROM line ORDER BY id"
        ).fetchall()
        return lines, connection.execute(TELLING).fetchall(), connection.execute(TAPE).fetchall()


def test_a_day_is_closed_once_and_closing_again_changes_nothing(database_url: str) -> None:
    write_book(database_url, stories())
    closed = close_book(database_url, now=on_day(40))
    assert (closed.lines, closed.days) == (4, 4 * 40)
    before = told(database_url)
    again = close_book(database_url, now=on_day(40))
    assert (again.lines, again.days, again.events) == (0, 0, 0)
    assert told(database_url) == before
    assert check(database_url).broken == ()


def test_closing_every_day_or_all_days_late_says_the_same(database_url: str, copies: Any) -> None:
    write_book(database_url, stories())
    late = copies(database_url)
    for day in range(1, 61):
        close_book(database_url, now=on_day(day))
    close_book(late, now=on_day(60))
    assert told(database_url) == told(late)


def test_only_days_that_have_ended_where_the_books_are_kept_are_closed(database_url: str) -> None:
    shanghai = Story(10, line_id="line_shanghai", zone="Asia/Shanghai")
    write_book(database_url, [shanghai, Story(10, line_id="line_utc")])
    close_book(database_url, now=datetime.fromisoformat("2026-01-01T17:00:00Z"))
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT line_id, day FROM day_tape").fetchall() == [("line_shanghai", FIRST_DAY)]


def test_until_stops_at_a_day(database_url: str) -> None:
    write_book(database_url, stories())
    closed = close_book(database_url, now=on_day(40), until=FIRST_DAY + timedelta(days=4))
    assert closed.days == 4 * 5


def test_a_command_that_comes_before_the_end_of_day_brings_the_day_itself(database_url: str) -> None:
    """Nobody closes days for a month; a repayment then finds the bill that was due, and the tape tells it later."""
    write_book(database_url, stories())
    repay = commands.Repay(
        line_id="line_planned", stamp=make_stamp(on_day(30), key="late"), amount_minor=100, currency="CNY"
    )

    async def work(_: Database, writer: Writer) -> None:
        assert accepted(await at_once(writer, [repay])) == 1

    with_writer(database_url, work)
    assert [kind for _, kind, *_ in told(database_url)[1] if kind == "payment_due"] == ["payment_due"]
    close_book(database_url, now=on_day(31))
    past = {day: due for line_id, day, *_, due, _b, _f, _m, _u in told(database_url)[2] if line_id == "line_planned"}
    assert past[date(2026, 1, 23)] == 0
    assert past[date(2026, 1, 24)] == 4
    assert check(database_url).broken == ()


def test_money_that_counts_from_a_closed_day_lets_the_day_be_told_anew_and_keeps_what_was_told(
    database_url: str,
) -> None:
    write_book(database_url, stories())
    close_book(database_url, now=on_day(20))
    late = commands.Repay(
        line_id="line_plain",
        stamp=make_stamp(on_day(10), key="from day 10", booked_at=on_day(20)),
        amount_minor=5_000,
        currency="CNY",
    )

    async def work(_: Database, writer: Writer) -> None:
        assert accepted(await at_once(writer, [late])) == 1

    with_writer(database_url, work)
    closed = close_book(database_url, now=on_day(20))
    assert (closed.lines, closed.days) == (1, 10)
    with psycopg.connect(database_url) as connection:
        versions = connection.execute(
            "SELECT principal_minor FROM day_tape WHERE line_id = 'line_plain' AND day = '2026-01-15' ORDER BY version"
        ).fetchall()
    assert versions == [(8_000,), (3_040,)]
    assert check(database_url).broken == ()


@pytest.mark.timeout(300)
def test_killed_at_any_point_and_run_again_the_book_is_as_if_nothing_had_happened(
    database_url: str, copies: Any
) -> None:
    lines = [Story(10_000, line_id=f"line_{number}", **offered("consumer-revolving")) for number in range(60)]
    for number, story in enumerate(lines):
        story.draw(1_000 + number)
    write_book(database_url, lines)
    undisturbed = copies(database_url)
    close_book(undisturbed, now=on_day(50), page=7)
    for patience_s in (0.05, 0.1, 0.2, 0.4):
        _close_and_kill(database_url, patience_s)
    close_book(database_url, now=on_day(50), page=7)
    assert told(database_url) == told(undisturbed)
    assert check(database_url).broken == ()


def _close_and_kill(url: str, patience_s: float) -> None:
    """Close days in a process of its own, and kill -9 it a moment after it said that it begins."""
    with subprocess.Popen([sys.executable, "-c", CLOSING, url], stdout=subprocess.PIPE, cwd=HERE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(patience_s)
        os.kill(process.pid, signal.SIGKILL)


HERE = Path(__file__).parent
CLOSING = """
import asyncio, sys
sys.path[:0] = ["..", "."]
from building import on_day
from creditline.store.database import Database
from creditline.usecases.end_of_day import close_days
async def work():
    async with Database(sys.argv[1]) as database:
        print("begins", flush=True)
        await close_days(database, now=on_day(50), page=7)
asyncio.run(work())
"""


def test_repayments_and_the_end_of_day_do_not_wait_for_each_other(database_url: str) -> None:
    lines = [Story(10_000, line_id=f"line_{number}", rate_bps=FIVE_BPS_A_DAY) for number in range(40)]
    for story in lines:
        story.draw(5_000)
    write_book(database_url, lines)
    asked = [
        commands.Repay(
            line_id=f"line_{number % 40}",
            stamp=make_stamp(on_day(9), key=f"during-{number}"),
            amount_minor=10,
            currency="CNY",
        )
        for number in range(400)
    ]

    async def work(database: Database, writer: Writer) -> int:
        closing = asyncio.gather(*(close_days(database, now=on_day(9), page=5) for _ in range(2)))
        answers = await at_once(writer, asked)
        await closing
        return accepted(answers)

    assert with_writer(database_url, work) == 400
    close_book(database_url, now=on_day(9))
    assert check(database_url).broken == ()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT (line_id, day)) FROM day_tape").fetchone()[1] == 360


def test_25_corrections_of_the_past_at_once_meet_no_deadlock_and_end_as_one_by_one(
    database_url: str, copies: Any
) -> None:
    """Each of 25 lines gets three late repayments; all arrive at once, in two groups' lanes, and again one by one."""
    lines = [Story(100_000, line_id=f"line_{number}", **offered("consumer-revolving")) for number in range(25)]
    for story in lines:
        story.draw(50_000)
        story.wait(45).repay(1_000)
    write_book(database_url, lines)
    other = copies(database_url)
    asked = [
        commands.Repay(
            line_id=f"line_{number}",
            stamp=make_stamp(on_day(day), key=f"late-{number}-{day}", booked_at=on_day(46)),
            amount_minor=100 * day,
            currency="CNY",
        )
        for day in (30, 12, 21)
        for number in range(25)
    ]

    async def together(_: Database, writer: Writer) -> int:
        return accepted(await at_once(writer, asked))

    async def alone(_: Database, writer: Writer) -> int:
        return sum([accepted(await at_once(writer, [each])) for each in asked])

    assert with_writer(database_url, together) == with_writer(other, alone) == 75
    assert told(database_url) == told(other)
    assert check(database_url).broken == ()
    assert line_of(database_url, "line_7").balances.principal == line_of(database_url, "line_8").balances.principal


def test_a_correction_of_the_past_and_what_comes_before_it_may_share_a_group(database_url: str) -> None:
    opening = make_opening("line_one", limit_minor=10_000)
    asked: list[commands.Command] = [opening]
    for day, amount, kind in ((0, 5_000, commands.Draw), (20, 700, commands.Repay), (10, 300, commands.Repay)):
        stamp = make_stamp(on_day(day), key=f"k{day}", booked_at=on_day(20))
        asked.append(kind(line_id="line_one", stamp=stamp, amount_minor=amount, currency="CNY"))

    async def work(_: Database, writer: Writer) -> int:
        return accepted(await at_once(writer, asked))

    assert with_writer(database_url, work) == 4
    assert line_of(database_url, "line_one").balances.principal == 4_000
    assert check(database_url).broken == ()
