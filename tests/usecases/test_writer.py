"""The group-commit writer on a real PostgreSQL: whatever is asked at once comes out as if asked one by one."""

import asyncio
import random
from dataclasses import replace

import pytest
from asking import command_of
from bookkeeping import Answer, accepted, at_once, check, in_threads, line_of, one_by_one, with_writer
from hypothesis import given
from hypothesis import strategies as st

from building import MORNING, Story, make_draw, make_opening, make_stamp, new_key, on_day
from creditline.lines import commands
from creditline.lines.event import Event
from creditline.store.database import Database
from creditline.store.lines import read_events_after, read_line
from creditline.usecases.sequence import Receipt
from creditline.usecases.writer import Writer

# a group and the same commands one by one

STEPS = st.tuples(
    st.sampled_from(["draw", "force", "repay", "refund", "pay_out", "fee", "hold", "capture", "void", "reverse"])
    | st.sampled_from(["limit", "freeze", "unfreeze", "close", "time", "currency", "stranger", "open"]),
    st.integers(0, 2),  # which line
    st.integers(1, 1_500),  # how much
    st.integers(0, 9),  # which earlier event
    st.integers(-2, 3),  # how many days later
)


def commands_of(run: str, steps: list[tuple[str, int, int, int, int]]) -> list[commands.Command]:
    """The commands that `steps` stand for, on three lines of their own."""
    asked: list[commands.Command] = [
        make_opening(f"line_{run}_{number}", key=f"{run}-open-{number}", rate_bps=36_500) for number in range(3)
    ]
    day = 0
    for number, (verb, line, amount, version, days) in enumerate(steps):
        day += max(0, days)
        stamp = make_stamp(on_day(day + min(0, days)), key=f"{run}-{number}", booked_at=on_day(day))
        asked.append(command_of(verb, f"line_{run}_{line}", stamp, amount, version))
    return asked


def without_ids(value: object, run: str) -> str:
    """What an answer or a line says, without the names that only this run has."""
    return repr(value).replace(run, "RUN")


def nameless(answers: list[Answer], run: str) -> list[str]:
    return [without_ids(answer if isinstance(answer, Exception) else named_alike(answer), run) for answer in answers]


def named_alike(answer: Answer) -> object:
    """The events of a receipt without the hash of their key, which has the run's name in it."""
    assert isinstance(answer, Receipt)
    return [replace(event, fingerprint=None) for event in answer.events]


def test_a_group_is_the_same_as_its_commands_one_by_one(database_url: str) -> None:
    runs = iter(range(10**9))

    async def compare(database: Database, writer: Writer, steps: list[tuple[str, int, int, int, int]]) -> None:
        number = next(runs)
        group, single = f"group{number}", f"single{number}"
        groups_before = writer.counted.groups
        together = await at_once(writer, commands_of(group, steps))
        assert writer.counted.groups == groups_before + 1, "the commands did not make one group"
        apart = await one_by_one(writer, commands_of(single, steps))
        assert nameless(together, group) == nameless(apart, single)
        assert await stored(database, group) == await stored(database, single)

    async def stored(database: Database, run: str) -> list[str]:
        names = [f"line_{run}_{number}" for number in range(3)]
        events = [await read_events_after(database, name, after=0, limit=10_000) for name in names]
        shown = [[replace(event, fingerprint=None) for event in of_line] for of_line in events]
        return [without_ids((await read_line(database, name), shown), run) for name in names]

    with asyncio.Runner() as runner:
        database = Database(database_url)
        writer = Writer(database, lanes=1)
        runner.run(database.__aenter__())
        runner.run(writer.__aenter__())

        @given(st.lists(STEPS, min_size=1, max_size=25))
        def same(steps: list[tuple[str, int, int, int, int]]) -> None:
            runner.run(compare(database, writer, steps))

        same()
        runner.run(writer.__aexit__(None, None, None))
        runner.run(database.__aexit__())
    assert check(database_url).broken == ()


def test_what_a_group_has_just_written_can_be_undone_in_it_and_only_once(database_url: str) -> None:
    async def undo_twice(_: Database, writer: Writer) -> list[Answer]:
        undo = [command_of("reverse", "line_a", make_stamp(key=new_key()), 1, 2) for _ in range(2)]
        answers = await at_once(writer, [make_opening("line_a"), make_draw("line_a", 300), *undo])
        assert writer.counted.rejected == 0, "the sequence must know, not only the database"
        return answers

    answers = with_writer(database_url, undo_twice, lanes=1)
    outcomes = [answer.event.outcome for answer in answers if isinstance(answer, Receipt)]
    assert outcomes == ["accepted", "accepted", "accepted", "already_reversed"]
    assert line_of(database_url, "line_a").balances.principal == 0


# many at once


def test_sixteen_threads_drawing_on_one_line_get_exactly_what_it_can_give(database_url: str) -> None:
    limit, amount, tries = 10_000, 300, 4

    async def open_it(_: Database, writer: Writer) -> None:
        await writer.submit(make_opening("line_hot", limit_minor=limit))

    async def draw(_: Database, writer: Writer) -> int:
        return accepted(await at_once(writer, [make_draw("line_hot", amount) for _ in range(tries)]))

    with_writer(database_url, open_it)
    given_out = in_threads(lambda _: with_writer(database_url, draw), 16)
    assert sum(given_out) == limit // amount
    assert line_of(database_url, "line_hot").balances.principal == limit // amount * amount
    assert check(database_url).broken == ()


def test_of_two_draws_of_800_on_1000_one_is_given_fifty_times(database_url: str) -> None:
    async def race(database: Database, writer: Writer) -> list[int]:
        async with Writer(database) as other:
            lines = [f"line_race_{number}" for number in range(50)]
            await at_once(writer, [make_opening(line) for line in lines])
            answers = await asyncio.gather(
                *(
                    asyncio.gather(writer.submit(make_draw(line, 800)), other.submit(make_draw(line, 800)))
                    for line in lines
                )
            )
        return [accepted(pair) for pair in answers]

    assert with_writer(database_url, race) == [1] * 50


def test_repayments_between_everything_else_are_never_refused(database_url: str) -> None:
    lines = [f"line_busy_{number}" for number in range(4)]

    async def open_them(_: Database, writer: Writer) -> None:
        await at_once(writer, [make_opening(line) for line in lines])

    async def bustle(seed: int, writer: Writer) -> list[Answer]:
        chance = random.Random(seed)  # noqa: S311 - a test wants the same every time
        verbs = ["draw", "force", "hold", "limit", "freeze", "unfreeze", "close", "reverse", "capture", "time"]
        asked = []
        for number in range(60):
            verb = "repay" if number % 3 == 0 else chance.choice(verbs)
            stamp = make_stamp(on_day(chance.randrange(5)), key=new_key())
            asked.append(command_of(verb, chance.choice(lines), stamp, chance.randrange(1, 900), number % 9))
        answers = await at_once(writer, asked)
        return [answer for answer, command in zip(answers, asked, strict=True) if isinstance(command, commands.Repay)]

    with_writer(database_url, open_them)
    answers = in_threads(lambda seed: with_writer(database_url, lambda _, writer: bustle(seed, writer)), 4)
    repaid = [answer for of_thread in answers for answer in of_thread]
    assert (len(repaid), accepted(repaid)) == (80, 80)
    assert check(database_url).broken == ()


def test_the_book_a_writer_leaves_is_the_one_the_story_tells(database_url: str) -> None:
    story = Story(1_000)
    story.draw(600)
    story.wait(3).repay(200)

    async def tell(_: Database, writer: Writer) -> list[Answer]:
        return await at_once(writer, story.told)

    answers = with_writer(database_url, tell)
    assert [answer.event for answer in answers if isinstance(answer, Receipt)] == story.events
    assert line_of(database_url, story.id) == replace(story.line, holds=())
    assert story.events[0].effective_at == MORNING


TEXTS = ["", "\\N", "\\.", "a\tb\nc\rd\\e\\x41", "\x01\x7f\x85\u2028", "'\"%s{}", "没有疑问 😀", "x" * 100_000]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_texts_are_kept_to_the_letter(database_url: str, text: str) -> None:
    opening = make_opening("line_a", name=text)
    freeze = commands.Freeze(line_id="line_a", stamp=make_stamp(key=new_key(), actor=text), reason=text)

    async def keep(database: Database, writer: Writer) -> list[Event]:
        await at_once(writer, [opening, freeze])
        return await read_events_after(database, "line_a", after=1, limit=1)

    (kept,) = with_writer(database_url, keep)
    assert (kept.after.terms.name, kept.reason, kept.actor) == (text, text, text)
