"""Load on the writer in this process: callers that submit, wait for the receipt, and submit again."""

import asyncio
from collections.abc import Iterable, Iterator
from itertools import islice
from time import perf_counter

import uvloop

from creditline.bench.samples import Samples, Slice
from creditline.lines.commands import Command
from creditline.store.database import Database
from creditline.usecases.sequence import Receipt
from creditline.usecases.writer import Writer

_AT_ONCE = 1_000


class CommandRefused(RuntimeError):
    """A command of the benchmark was not carried out, so what was measured is not what was meant."""

    code = "bench-command-refused"

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(f"The book refused a command of the benchmark: {receipt.events}.")


def carry_out_all(url: str, commands: Iterable[Command]) -> None:
    """Carry out each command, many at once, those on one line in their order."""

    async def work() -> None:
        rest = iter(commands)
        async with Database(url) as database, Writer(database) as writer:
            while part := list(islice(rest, _AT_ONCE)):
                await asyncio.gather(*(writer.submit(command) for command in part))

    uvloop.run(work())


def load_writer(url: str, commands: Iterator[Command], *, callers: int, warm_up_s: float, seconds: float) -> Slice:
    """Let `callers` submit for warm_up_s + seconds; return what came after the warm-up. Raises CommandRefused."""

    async def work() -> Slice:
        samples = Samples()
        async with Database(url) as database, Writer(database) as writer:
            start = perf_counter() + warm_up_s
            tasks = [_call(writer, commands, samples, start + seconds) for _ in range(callers)]
            await asyncio.gather(*tasks)
        return samples.between(start, start + seconds)

    return uvloop.run(work())


async def _call(writer: Writer, commands: Iterator[Command], samples: Samples, until: float) -> None:
    asked_at = perf_counter()
    while asked_at < until:
        receipt = await writer.submit(next(commands))
        now = perf_counter()
        if not receipt.event.accepted:
            raise CommandRefused(receipt)
        samples.add(now, now - asked_at)
        asked_at = now
