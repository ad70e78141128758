"""What goes wrong around a writer: bad commands, defects, full queues, callers and connections that go away."""

import asyncio

import psycopg
import pytest
from bookkeeping import Answer, accepted, at_once, check, line_of, one_by_one, with_writer

from building import make_draw, make_opening, make_repayment, make_stamp, new_key
from creditline.ledger.entry import Unbalanced
from creditline.lines import carry_out as way
from creditline.lines import commands
from creditline.lines.apply import CurrencyMismatch
from creditline.store.database import Database, GroupRejected
from creditline.store.lines import LineUnknown
from creditline.usecases.queue import QueueFull, WriterStopped
from creditline.usecases.sequence import Defect, LineExists, Receipt
from creditline.usecases.writer import Writer


def freeze(line_id: str, reason: str) -> commands.Freeze:
    return commands.Freeze(line_id=line_id, stamp=make_stamp(key=new_key()), reason=reason)


POISON = {
    "a text with a NUL": freeze("line_b", "a\0b"),
    "a text that UTF-8 cannot write": freeze("line_b", "a\ud800b"),
    "a key that UTF-8 cannot write": make_draw("line_b", 1, key="k\ud800"),
    "a key with a NUL": make_draw("line_b", 1, key="k\0"),
    "an amount beyond the book": make_repayment("line_b", 10**19),
    "a line's id that is none": make_opening("Line B"),
    "a rate beyond the book": make_opening("line_c", rate_bps=100_001),
}


@pytest.mark.parametrize("name", POISON)
@pytest.mark.parametrize("lanes", [1, 2])
def test_only_the_command_that_the_database_refuses_fails(database_url: str, name: str, lanes: int) -> None:
    async def poisoned(_: Database, writer: Writer) -> tuple[list[Answer], bool]:
        await at_once(writer, [make_opening("line_a"), make_opening("line_b")])
        group = [
            make_draw("line_a", 1),
            make_draw("line_b", 1),
            POISON[name],
            make_draw("line_a", 2),
            make_draw("line_b", 2),
        ]
        return await at_once(writer, group), writer.alive

    answers, alive = with_writer(database_url, poisoned, lanes=lanes)
    assert [type(answer) for answer in answers] == [Receipt, Receipt, GroupRejected, Receipt, Receipt]
    assert alive
    assert [line_of(database_url, line).balances.principal for line in ("line_a", "line_b")] == [3, 3]
    assert check(database_url).broken == ()


@pytest.mark.parametrize("defect", [Unbalanced([]), KeyError("oops"), ZeroDivisionError("oops")], ids=repr)
def test_a_defect_in_one_command_does_not_disturb_its_neighbours(
    database_url: str, defect: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise defect

    async def group(_: Database, writer: Writer) -> list[Answer]:
        await writer.submit(make_opening("line_a"))
        return await at_once(writer, [make_draw("line_a", 1), freeze("line_a", "a doubt"), make_draw("line_a", 2)])

    monkeypatch.setitem(way._VERBS, commands.Freeze, fail)
    answers = with_writer(database_url, group)
    assert [type(answer) for answer in answers] == [Receipt, Defect, Receipt]
    assert line_of(database_url, "line_a").version == 3


def test_what_cannot_be_understood_is_an_error_and_writes_nothing(database_url: str) -> None:
    async def ask(_: Database, writer: Writer) -> list[Answer]:
        await writer.submit(make_opening("line_a"))
        return await at_once(
            writer,
            [
                make_draw("line_a", 1),
                make_draw("line_a", 2, currency="USD"),
                make_draw("line_nobody", 3),
                make_opening("line_a"),
                make_draw("line_a", 4),
            ],
        )

    answers = with_writer(database_url, ask)
    assert [type(answer) for answer in answers] == [Receipt, CurrencyMismatch, LineUnknown, LineExists, Receipt]
    assert (line_of(database_url, "line_a").version, check(database_url).events) == (3, 3)


def test_an_error_uses_no_key_up(database_url: str) -> None:
    async def ask(_: Database, writer: Writer) -> list[Answer]:
        draw = make_draw("line_a", 1, key="k")
        return await one_by_one(writer, [draw, make_opening("line_a"), draw])

    early, _, late = with_writer(database_url, ask)
    assert isinstance(early, LineUnknown)
    assert isinstance(late, Receipt)
    assert late.event.accepted


def test_a_full_queue_says_so_and_who_asks_again_with_the_same_key_loses_nothing(database_url: str) -> None:
    full: list[QueueFull] = []

    async def insist(writer: Writer, command: commands.Command) -> Receipt:
        while True:
            try:
                return await writer.submit(command)
            except QueueFull as busy:
                full.append(busy)
                await asyncio.sleep(0.01)

    async def press(_: Database, writer: Writer) -> list[Receipt]:
        await writer.submit(make_opening("line_a"))
        return await asyncio.gather(*(insist(writer, make_draw("line_a", 1)) for _ in range(200)))

    receipts = with_writer(database_url, press, queue_limit=10, group_limit=5)
    assert full, "the queue was never full"
    assert {busy.retry_after_s for busy in full} == {1}
    assert all(receipt.event.accepted and not receipt.replayed for receipt in receipts)
    assert line_of(database_url, "line_a").balances.principal == 200


@pytest.mark.parametrize("busy", [False, True])
def test_who_goes_away_finds_the_answer_under_the_same_key(database_url: str, *, busy: bool) -> None:
    """Whether the first request is being carried out by then, or still waits and the second comes into its group."""

    async def leave(_: Database, writer: Writer) -> Receipt:
        await writer.submit(make_opening("line_a"))
        before = [asyncio.create_task(writer.submit(make_draw("line_a", 1))) for _ in range(busy)]
        await asyncio.sleep(0)  # now it waits
        await asyncio.sleep(0)  # and now its lane has taken it
        caller = asyncio.create_task(writer.submit(make_draw("line_a", 300, key="k")))
        await asyncio.sleep(0)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        again = await writer.submit(make_draw("line_a", 300, key="k"))
        await asyncio.gather(*before)
        assert writer.counted.rejected == 0, "the sequence must know, not only the database"
        return again

    assert with_writer(database_url, leave, lanes=1).replayed
    assert line_of(database_url, "line_a").balances.principal == 300 + busy


def test_what_waits_when_the_writer_stops_is_carried_out_and_what_comes_later_is_told(database_url: str) -> None:
    async def stop(database: Database, writer: Writer) -> tuple[list[Answer], bool]:
        await writer.submit(make_opening("line_a"))
        async with Writer(database) as stopping:
            waiting = [asyncio.create_task(stopping.submit(make_draw("line_a", 1))) for _ in range(50)]
            await asyncio.sleep(0)
        with pytest.raises(WriterStopped, match="same key"):
            await stopping.submit(make_draw("line_a", 1))
        return await asyncio.gather(*waiting), stopping.alive

    answers, alive = with_writer(database_url, stop)
    assert (accepted(answers), alive) == (50, False)


def test_connections_killed_under_load_lose_and_double_nothing(database_url: str) -> None:
    lines = [f"line_{number}" for number in range(5)]

    async def load(_: Database, writer: Writer) -> list[Answer]:
        await at_once(writer, [make_opening(line, limit_minor=10**7) for line in lines])
        asked = [
            (make_draw if number % 2 else make_repayment)(lines[number % 5], 10, key=f"k{number}")
            for number in range(4_000)
        ]
        killing = asyncio.create_task(kill_again_and_again())
        answers: list[Answer] = []
        for start in range(0, len(asked), 25):
            answers += await at_once(writer, asked[start : start + 25])
        killing.cancel()
        return answers

    async def kill_again_and_again() -> None:
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
            while True:
                killed = await connection.execute(KILL)
                kills.append(killed.rowcount)
                await asyncio.sleep(0.05)

    kills: list[int] = []
    answers = with_writer(database_url, load)
    assert sum(kills) > 3, "nothing was killed"
    assert accepted(answers) == 4_000
    report = check(database_url)
    assert report.broken == ()
    with psycopg.connect(database_url) as connection:
        kept = connection.execute("SELECT count(*), count(DISTINCT key) FROM event WHERE key LIKE 'k%'").fetchone()
    assert kept == (4_000, 4_000)


KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
