"""Handing the writer the commands of many lines: each line's in order, many lines at once, no more than agreed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from creditline.lines.commands import Command
from creditline.usecases.sequence import Receipt
from creditline.usecases.writer import Writer

Item = TypeVar("Item")


async def submit_in_order(writer: Writer, commands: Sequence[Command]) -> list[Receipt]:
    """Submit the commands of one line in their order and return their receipts; raises the first that fails.

    They are not waited for one by one: a line's lane keeps their order.
    """
    return await asyncio.gather(*map(writer.submit, commands))


async def for_each(items: Iterable[Item], act: Callable[[Item], Awaitable[None]], *, at_once: int) -> None:
    """Await `act(item)` for every item, up to `at_once` of them at a time; the first failure stops the rest."""
    rest = iter(items)

    async def work_off() -> None:
        for item in rest:
            await act(item)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(at_once):
                workers.create_task(work_off())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
