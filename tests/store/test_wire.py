"""Several statements in one round trip: their rows apart, and nothing after the one that fails."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from creditline.store.database import Database, StoreUnavailable, translated
from creditline.store.wire import Wire, copy, execute, integers, texts

STATEMENTS = {
    "begin": "BEGIN",
    "commit": "COMMIT",
    "words": "SELECT word FROM unnest($1::text[]) AS word",
    "sums": "SELECT (number + 1)::text FROM unnest($1::integer[]) AS number",
    "clear": "DELETE FROM sandbox_clock",
    "copy_clock": "COPY sandbox_clock (now_at) FROM STDIN",
    "clocks": "SELECT count(*)::text FROM sandbox_clock",
    "be_owner": "SET ROLE NONE",
    "end_me": "SELECT pg_terminate_backend(pg_backend_pid())::text",
}
INSTANT = "2026-01-01T00:00:00+00:00\n"


def on_a_wire(url: str, work: Callable[[Wire], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        wire = await Database(url).connect_writer(STATEMENTS)
        try:
            return await work(wire)
        finally:
            await wire.close()

    return asyncio.run(opened())


@pytest.mark.parametrize("words", [[], ["a"], ["", "'\"\\\t\n", "没有疑问 😀", "x" * 100_000], ["w"] * 2_000], ids=len)
def test_each_statement_has_rows_of_its_own(database_url: str, words: list[str]) -> None:
    numbers = list(range(-1, len(words)))

    async def ask(wire: Wire) -> list[list[str]]:
        return await wire.converse(execute("words", texts(words)), execute("sums", integers(numbers)))

    assert on_a_wire(database_url, ask) == [words, [str(number + 1) for number in numbers]]


def test_what_stands_behind_a_statement_that_fails_is_not_carried_out(database_url: str) -> None:
    async def write_twice(wire: Wire) -> tuple[list[list[str]], asyncpg.PostgresError]:
        clock = copy("copy_clock", [INSTANT])
        with pytest.raises(asyncpg.UniqueViolationError) as failed:
            await wire.converse(execute("begin"), clock, clock, execute("commit"))
        await wire.roll_back()
        return await wire.converse(execute("clocks")), failed.value

    counted, failure = on_a_wire(database_url, write_twice)
    assert counted == [["0"]]
    assert (failure.sqlstate, failure.constraint_name) == ("23505", "sandbox_clock_pkey")


def test_the_driver_can_be_asked_between_two_conversations(database_url: str) -> None:
    async def ask(wire: Wire) -> list[Any]:
        await wire.converse(execute("begin"), copy("copy_clock", [INSTANT]))
        between = await wire.fetch("SELECT count(*) AS clocks FROM sandbox_clock")
        await wire.roll_back()
        return [between[0]["clocks"], await wire.converse(execute("clocks"))]

    assert on_a_wire(database_url, ask) == [1, [["0"]]]


def test_a_connection_that_ends_in_between_is_lost_and_stays_lost(database_url: str) -> None:
    async def end(wire: Wire) -> None:
        for _ in range(2):
            with pytest.raises(StoreUnavailable), translated():
                await wire.converse(execute("be_owner"), execute("end_me"), execute("commit"))
        await wire.roll_back()

    on_a_wire(database_url, end)


def test_an_answer_may_come_in_pieces_of_any_size() -> None:
    answer = b"".join(
        kind + (len(body) + 4).to_bytes(4, "big") + body
        for kind, body in [
            (b"2", b""),
            (b"D", b"\0\1\0\0\0\3one"),
            (b"N", b"SNOTICE\0\0"),
            (b"D", b"\0\1\0\0\0\0"),
            (b"C", b"SELECT 2\0"),
            (b"C", b"COMMIT\0"),
            (b"Z", b"I"),
        ]
    )

    async def hear(size: int) -> list[list[str]]:
        transport = SimpleNamespace(
            get_protocol=object, is_closing=lambda: False, set_protocol=lambda _: None, write=lambda _: None
        )
        wire = Wire(SimpleNamespace(_transport=transport))
        heard = asyncio.create_task(wire.converse())
        await asyncio.sleep(0)
        for start in range(0, len(answer), size):
            wire.data_received(answer[start : start + size])
        return await heard

    for size in (1, 2, 3, 7, 1_000):
        assert asyncio.run(hear(size)) == [["one", ""], []]
