"""Idempotency: a key stands for one request, which is carried out once and answered the same for ever."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest
from asking import command_of
from bookkeeping import Answer, as_stored, at_once, line_of, one_by_one, with_writer

from building import make_draw, make_opening, make_repayment, make_stamp, new_key
from creditline.lines import commands
from creditline.store.database import Database
from creditline.usecases.sequence import KeyReused, Receipt
from creditline.usecases.writer import KeyInFlight, Writer


def test_the_same_request_again_gets_the_first_answer(database_url: str) -> None:
    async def twice(_: Database, writer: Writer) -> tuple[Receipt, Receipt]:
        await writer.submit(make_opening("line_a"))
        return await writer.submit(make_draw("line_a", 300, key="k")), await writer.submit(
            make_draw("line_a", 300, key="k")
        )

    first, again = with_writer(database_url, twice)
    assert (first.replayed, again.replayed) == (False, True)
    assert as_stored(again.event) == as_stored(first.event)
    assert line_of(database_url, "line_a").balances.principal == 300


def test_a_refusal_is_an_answer_and_stays_the_answer(database_url: str) -> None:
    async def try_again_with_more_limit(_: Database, writer: Writer) -> list[Answer]:
        change = command_of("limit", "line_a", make_stamp(key=new_key()), 9_000, 0)
        draw = make_draw("line_a", 5_000, key="k")
        return await one_by_one(writer, [make_opening("line_a"), draw, change, draw])

    _, first, _, again = with_writer(database_url, try_again_with_more_limit)
    assert isinstance(first, Receipt)
    assert isinstance(again, Receipt)
    assert again.event.outcome == first.event.outcome == "over_available"


def test_answers_outlive_the_writer(database_url: str) -> None:
    asked = [make_opening("line_a", key="o"), make_draw("line_a", 300, key="d"), make_repayment("line_a", 100, key="r")]
    first = with_writer(database_url, lambda _, writer: one_by_one(writer, asked))
    again = with_writer(database_url, lambda _, writer: at_once(writer, asked))
    for one, other in zip(first, again, strict=True):
        assert isinstance(one, Receipt)
        assert isinstance(other, Receipt)
        assert (one.replayed, other.replayed) == (False, True)
        assert as_stored(one.event) == as_stored(other.event)
    assert line_of(database_url, "line_a").version == 3


@pytest.mark.parametrize("together", [True, False])
def test_a_key_stands_for_one_request(database_url: str, together: bool) -> None:  # noqa: FBT001
    async def reuse(_: Database, writer: Writer) -> list[Answer]:
        await writer.submit(make_opening("line_a"))
        one = make_draw("line_a", 1, key="k")
        other = replace(make_draw("line_a", 2, key="k"), stamp=replace(one.stamp, fingerprint=b"another"))
        return await (at_once if together else one_by_one)(writer, [one, other])

    first, second = with_writer(database_url, reuse)
    assert isinstance(first, Receipt)
    assert isinstance(second, KeyReused)
    assert "'k' was already used for another request" in str(second)


def test_the_same_request_twice_at_once_is_carried_out_once(database_url: str) -> None:
    async def twice_at_once(_: Database, writer: Writer) -> list[Answer]:
        await writer.submit(make_opening("line_a"))
        return await at_once(writer, [make_draw("line_a", 300, key="k"), make_draw("line_a", 300, key="k")])

    first, second = with_writer(database_url, twice_at_once)
    assert isinstance(first, Receipt)
    assert isinstance(second, KeyInFlight)
    assert line_of(database_url, "line_a").balances.principal == 300


def test_the_same_request_to_two_processes_at_once_is_carried_out_once(database_url: str) -> None:
    async def race(database: Database, writer: Writer) -> list[list[Answer]]:
        await writer.submit(make_opening("line_a", limit_minor=10**6))
        async with Writer(database) as other:
            return [
                await asyncio.gather(
                    *(each.submit(make_draw("line_a", 300, key=f"k{number}")) for each in (writer, other)),
                    return_exceptions=True,
                )
                for number in range(20)
            ]

    for pair in with_writer(database_url, race):
        assert sorted(answer.replayed if isinstance(answer, Receipt) else answer for answer in pair) == [False, True]
    assert line_of(database_url, "line_a").balances.principal == 20 * 300


def test_a_line_opened_in_two_processes_at_once_is_opened_once(database_url: str) -> None:
    async def race(database: Database, writer: Writer) -> list[list[Answer]]:
        async with Writer(database) as other:
            return [
                await asyncio.gather(
                    *(each.submit(make_opening(f"line_{number}", key=f"k{number}")) for each in (writer, other)),
                    return_exceptions=True,
                )
                for number in range(20)
            ]

    for pair in with_writer(database_url, race):
        assert [repr(answer) for answer in pair if not isinstance(answer, Receipt)] == []
        assert sorted(answer.replayed for answer in pair if isinstance(answer, Receipt)) == [False, True]


def test_a_key_used_for_two_lines_in_two_processes_at_once_stands_for_one(database_url: str) -> None:
    async def race(database: Database, writer: Writer) -> list[list[Answer]]:
        await at_once(writer, [make_opening("line_a", limit_minor=10**6), make_opening("line_b", limit_minor=10**6)])
        async with Writer(database) as other:
            return [
                await asyncio.gather(
                    writer.submit(make_draw("line_a", 1, key=f"k{number}")),
                    other.submit(with_fingerprint(make_draw("line_b", 1, key=f"k{number}"), b"another")),
                    return_exceptions=True,
                )
                for number in range(20)
            ]

    for pair in with_writer(database_url, race):
        assert Counter(type(answer) for answer in pair) == {Receipt: 1, KeyReused: 1}, pair


def with_fingerprint(command: commands.Draw, fingerprint: bytes) -> commands.Draw:
    return replace(command, stamp=replace(command.stamp, fingerprint=fingerprint))
