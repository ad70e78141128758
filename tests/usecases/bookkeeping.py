"""Books for the use cases: stories carried out by a writer on a real database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from building import Story
from creditline.lines import commands
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.lines import read_line
from creditline.usecases.check_book import BookReport, check_book
from creditline.usecases.end_of_day import Closed, close_days
from creditline.usecases.sequence import Receipt
from creditline.usecases.writer import Writer

T = TypeVar("T")


def with_writer(url: str, work: Callable[[Database, Writer], Awaitable[T]], **options: Any) -> T:
    """Run `work` with a writer of its own on the database at `url`."""

    async def opened() -> T:
        async with Database(url) as database, Writer(database, **options) as writer:
            return await work(database, writer)

    return asyncio.run(opened())


def check(url: str) -> BookReport:
    """Check the book at `url`."""

    async def opened() -> BookReport:
        async with Database(url) as database:
            return await check_book(database)

    return asyncio.run(opened())


async def carry_out(writer: Writer, story: Story) -> list[Receipt]:
    """Submit all that a story tells, one command after the other."""
    return [await writer.submit(command) for command in story.told]


def as_stored(event: Event) -> Event:
    """An event as it is read back: without what has rows of its own: entries, who paid, facts, names of the holds."""
    return replace(event, entries=(), paid_from=None, attested=(), after=replace(event.after, holds=()))


def close_book(url: str, *, now: datetime, until: date | None = None, **options: Any) -> Closed:
    """Run the end of day on the database at `url`."""

    async def opened() -> Closed:
        async with Database(url) as database:
            return await close_days(database, now=now, until=until, **options)

    return asyncio.run(opened())


def write_book(url: str, stories: Iterable[Story]) -> None:
    """Carry stories out on the database at `url`, beside each other."""

    async def work(_: Database, writer: Writer) -> None:
        await asyncio.gather(*(carry_out(writer, story) for story in stories))

    with_writer(url, work)


Answer = Receipt | BaseException


async def at_once(writer: Writer, asked: Iterable[commands.Command]) -> list[Answer]:
    """Submit commands without waiting in between; errors are answers."""
    return await asyncio.gather(*(writer.submit(command) for command in asked), return_exceptions=True)


async def one_by_one(writer: Writer, asked: Iterable[commands.Command]) -> list[Answer]:
    """Submit each command after the one before was answered."""
    return [(await at_once(writer, [command]))[0] for command in asked]


def accepted(answers: Iterable[Answer]) -> int:
    return sum(isinstance(answer, Receipt) and answer.event.accepted for answer in answers)


def in_threads(work: Callable[[int], Any], number: int) -> list[Any]:
    """Run `work(0)` to `work(number - 1)` each in an operating system thread of its own."""
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(work, range(number)))


def line_of(url: str, line_id: str) -> Line:
    async def read() -> Line:
        async with Database(url) as database:
            return await read_line(database, line_id)

    return asyncio.run(read())
