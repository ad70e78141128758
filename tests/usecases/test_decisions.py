"""Decisions inside groups, in a real database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import psycopg

from building import make_stamp, make_terms, new_key
from creditline.lines.commands import Command, Draw, OpenLine, Repay
from creditline.lines.payer import PaidFrom, Payer
from creditline.store.database import Database
from creditline.store.decision_files import read_confirmations, read_profile
from creditline.usecases.replay_decisions import replay_all
from creditline.usecases.review_lines import review_lines
from creditline.usecases.seed_decisions import seed_decisions
from creditline.usecases.writer import Writer

T = TypeVar("T")
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINES = [f"line_{kind}_{number:04}" for kind in ("salaried", "shop", "farm") for number in range(4)]
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


def run(url: str, work: Callable[[Database, Writer], Awaitable[T]], **options: Any) -> T:
    async def opened() -> T:
        async with Database(url) as database, Writer(database, **options) as writer:
            return await work(database, writer)

    return asyncio.run(opened())


def openings() -> list[Command]:
    limits = (1_000_000, 3_500_000, 5_000_000, 8_000_000)
    return [
        OpenLine(
            line_id=line_id,
            stamp=make_stamp(BEGIN - timedelta(days=400), key=f"open-{line_id}", booked_at=BEGIN),
            terms=make_terms(opened_on=(BEGIN - timedelta(days=400)).date()),
            limit_minor=limits[int(line_id[-1]) % 4],
            reason="the story begins",
        )
        for line_id in LINES
    ]


def a_year(seed: int) -> list[Command]:
    """Draws and repayments of a few lines over a year, some of them paid by strangers."""
    chance = Random(seed)  # noqa: S311 - a story, not a secret
    commands: list[Command] = []
    at = BEGIN
    for number in range(160):
        at += timedelta(hours=chance.randrange(1, 90))
        asked: dict[str, Any] = {
            "line_id": chance.choice(LINES),
            "stamp": make_stamp(at, key=f"year-{seed}-{number}"),
            "amount_minor": chance.randrange(1, 900_000),
            "currency": "CNY",
        }
        payer = chance.choice([None, PaidFrom(Payer.OWN, "a"), PaidFrom(Payer.THIRD_PARTY, "x")])
        commands.append(Draw(**asked) if chance.random() < 0.5 else Repay(**asked, paid_from=payer))
    return commands


async def begun(database: Database, writer: Writer) -> None:
    for opening in openings():
        await writer.submit(opening)
    await seed_decisions(database, writer, now=BEGIN)


def test_a_group_is_decided_as_the_same_commands_one_by_one(database_url: str, other_database_url: str) -> None:
    async def together(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        await asyncio.gather(*map(writer.submit, a_year(3)))

    async def one_by_one(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        for command in a_year(3):
            await writer.submit(command)

    run(database_url, together, lanes=1)
    run(other_database_url, one_by_one, lanes=1)
    for table in ("event", "decision", "confirmation", "offer", "flag", "profile"):
        assert rows(database_url, table) == rows(other_database_url, table), table
    assert rows(database_url, "confirmation")


def rows(url: str, table: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall()))


def test_every_decision_and_confirmation_of_a_year_is_made_again_equal(database_url: str) -> None:
    async def work(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        await asyncio.gather(*map(writer.submit, a_year(5)))
        for days in (100, 200, 300, 400, 430):
            await review_lines(database, writer, BEGIN + timedelta(days=365 + days))
        found = await replay_all(database, LONG_AGO)
        assert found.differing == ()
        assert found.decisions >= len(LINES)
        assert found.confirmations > 50

    run(database_url, work)


def test_no_repayment_of_a_year_lowers_a_limit_and_every_fall_has_a_decision(database_url: str) -> None:
    async def work(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        await asyncio.gather(*map(writer.submit, a_year(8)))
        await review_lines(database, writer, BEGIN + timedelta(days=800))

    run(database_url, work)
    with psycopg.connect(database_url) as connection:
        falls = connection.execute(
            "SELECT e.line_id, d.trigger, d.record::json -> 'reasons'"
            " FROM event AS e LEFT JOIN decision AS d ON d.id = e.reason"
            " WHERE e.kind = 'limit_changed' AND e.limit_minor < e.limit_before_minor"
        ).fetchall()
    assert falls
    assert all(trigger not in {None, "repayment"} and reasons for _, trigger, reasons in falls)


def test_a_line_that_waits_is_decided_when_it_can_be(database_url: str) -> None:
    line_id = LINES[0]

    async def work(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        break_facts(database_url, "salaried", "nobody")
        draw = Draw(line_id=line_id, stamp=make_stamp(BEGIN, key=new_key()), amount_minor=500, currency="CNY")
        assert (await writer.submit(draw)).event.accepted
        assert (await read_profile(database, line_id)).pending_since == BEGIN
        waiting = await review_lines(database, writer, BEGIN, pending=True)
        assert waiting.waiting == (line_id,)
        break_facts(database_url, "nobody", "salaried")
        done = await review_lines(database, writer, BEGIN + timedelta(hours=1), pending=True)
        assert (done.lines, done.waiting) == (1, ())
        assert (await read_profile(database, line_id)).pending_since is None
        newest = (await read_confirmations(database, line_id, limit=1))[0]
        assert newest.trigger == "time"

    run(database_url, work)


def break_facts(url: str, old: str, new: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE profile SET facts = replace(facts, %s, %s)", [f'"segment":"{old}"', f'"segment":"{new}"']
        )


def test_seeding_decisions_again_takes_no_line_twice(database_url: str) -> None:
    async def work(database: Database, writer: Writer) -> tuple[int, int]:
        for opening in openings():
            await writer.submit(opening)
        return await seed_decisions(database, writer, now=BEGIN), await seed_decisions(database, writer, now=BEGIN)

    assert run(database_url, work) == (len(LINES), 0)


def test_a_decision_that_the_database_refuses_stands_in_no_commands_way(database_url: str) -> None:
    line_id = LINES[0]

    async def work(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        execute(database_url, "ALTER TABLE confirmation ADD CHECK (line_id <> 'line_salaried_0000') NOT VALID")
        execute(database_url, "ALTER TABLE decision ADD CHECK (line_id <> 'line_salaried_0000') NOT VALID")
        draws = [
            Draw(line_id=each, stamp=make_stamp(BEGIN, key=new_key()), amount_minor=500, currency="CNY")
            for each in LINES[:3]
        ]
        receipts = await asyncio.gather(*map(writer.submit, draws))
        assert all(receipt.event.accepted for receipt in receipts)
        waiting = await read_profile(database, line_id)
        assert waiting.pending_since == BEGIN
        assert "confirmation" in (waiting.pending_why or "") or "decision" in (waiting.pending_why or "")
        assert (await read_profile(database, LINES[1])).pending_since is None

    run(database_url, work)


def test_a_policy_that_is_gone_stands_in_no_commands_way(database_url: str) -> None:
    async def work(database: Database, writer: Writer) -> None:
        await begun(database, writer)
        execute(database_url, "ALTER TABLE policy_activation DROP CONSTRAINT policy_activation_pack_digest_fkey")
        execute(database_url, f"UPDATE policy_activation SET pack_digest = '{'0' * 64}'")
        draw = Draw(line_id=LINES[0], stamp=make_stamp(BEGIN, key=new_key()), amount_minor=500, currency="CNY")
        assert (await writer.submit(draw)).event.accepted
        assert "not at hand" in ((await read_profile(database, LINES[0])).pending_why or "")

    run(database_url, work)


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)
