"""Two writers on one book, as two server processes have them: what one keeps in memory never outlives the truth."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from bookkeeping import check

from building import make_draw, make_opening
from creditline.bench.book import LIMIT_MINOR, first_draws, line_ids, openings, steps
from creditline.bench.decided import let_decide
from creditline.bench.writer_load import carry_out_all
from creditline.lines.commands import Command, Draw, Repay
from creditline.store.database import Database
from creditline.store.lines import read_line
from creditline.usecases.rebuild_features import StatesChecked, check_features
from creditline.usecases.sequence import KeyReused, Receipt
from creditline.usecases.writer import Writer

RNG = Random(5)  # noqa: S311 - a load, no secret


def with_two(url: str, work: Any) -> Any:
    """Run `work` with two writers, each with connections and memory of its own."""

    async def opened() -> Any:
        async with Database(url) as database, Writer(database) as one, Writer(database) as other:
            return await work(database, one, other)

    return asyncio.run(opened())


def decided(url: str, count: int) -> list[str]:
    """Open lines that a policy decides with a card of features."""
    ids = line_ids(count)
    carry_out_all(url, openings(ids, LIMIT_MINOR, RNG))
    let_decide(url, ids, limit_minor=LIMIT_MINOR)
    carry_out_all(url, first_draws(ids, LIMIT_MINOR, RNG))
    return ids


def of_kind(kind: type[Command], line_id: str) -> Iterator[Command]:
    return (command for command in steps([line_id], RNG) if isinstance(command, kind))


def test_a_decided_line_that_two_writers_move_in_turn_has_the_features_of_a_rebuild(database_url: str) -> None:
    (line_id,) = decided(database_url, 1)

    async def take_turns(database: Database, one: Writer, other: Writer) -> StatesChecked:
        draws, repayments = (of_kind(kind, line_id) for kind in (Draw, Repay))
        for number in range(30):
            await one.submit(next(draws))
            await other.submit(next(repayments))
            if number % 3 == 0:  # and twice in a row, so that what was kept is used
                await other.submit(next(repayments))
        return await check_features(database)

    assert with_two(database_url, take_turns) == StatesChecked(1, 0, ())
    assert check(database_url).ok


def test_decided_lines_that_two_writers_move_at_once_have_the_features_of_a_rebuild(database_url: str) -> None:
    ids = decided(database_url, 8)

    async def at_once(database: Database, one: Writer, other: Writer) -> StatesChecked:
        commands = [command for command, _ in zip(steps(ids, RNG), range(1_500), strict=False)]
        halves = [(one, commands[::2]), (other, commands[1::2])]
        asked = [writer.submit(command) for writer, half in halves for command in half]
        assert all(isinstance(answer, Receipt) for answer in await asyncio.gather(*asked))
        return await check_features(database)

    assert with_two(database_url, at_once) == StatesChecked(8, 0, ())
    assert check(database_url).ok


def test_a_key_given_to_both_writers_at_once_is_carried_out_by_one(database_url: str) -> None:
    async def ask(database: Database, one: Writer, other: Writer) -> tuple[list[list[Receipt]], int]:
        await one.submit(make_opening("line_a", limit_minor=10**6))
        pairs = []
        for number in range(40):
            draw = make_draw("line_a", 100, key=f"k{number}")
            pairs.append(await asyncio.gather(one.submit(draw), other.submit(draw)))
        return pairs, (await read_line(database, "line_a")).version

    pairs, version = with_two(database_url, ask)
    assert version == 1 + 40
    for pair in pairs:
        assert sorted(receipt.replayed for receipt in pair) == [False, True]
        assert len({receipt.event.version for receipt in pair}) == 1


def request_of(line_id: str, key: str) -> Draw:
    """A draw whose fingerprint follows from its line too, as that of a request does."""
    draw = make_draw(line_id, 100, key=key)
    return replace(draw, stamp=replace(draw.stamp, fingerprint=line_id.encode()))


def test_a_key_given_to_both_writers_for_two_lines_is_refused_to_one(database_url: str) -> None:
    async def ask(_: Database, one: Writer, other: Writer) -> list[list[Any]]:
        for name in ("line_a", "line_b"):
            await one.submit(make_opening(name, limit_minor=10**6))
        found = []
        for number in range(40):
            draws = [request_of(name, f"k{number}") for name in ("line_a", "line_b")]
            asked = one.submit(draws[0]), other.submit(draws[1])
            found.append(await asyncio.gather(*asked, return_exceptions=True))
        return found

    for pair in with_two(database_url, ask):
        assert {type(answer) for answer in pair} == {KeyReused, Receipt}
    assert check(database_url).ok
