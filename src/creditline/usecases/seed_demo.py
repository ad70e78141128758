"""Filling a sandbox: lines that tell a story, and a made-up portfolio with a year of history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from creditline.lines.commands import Command
from creditline.simulation.portfolio import portfolio
from creditline.simulation.stories import STORIES
from creditline.simulation.strain import strained
from creditline.store.clock import start_clock
from creditline.store.database import Database
from creditline.store.imports import read_booked
from creditline.store.products import product_in_force
from creditline.usecases.submit_lines import for_each, submit_in_order
from creditline.usecases.writer import Writer

BORROWERS = 200
STRAINED = 150
SEED = 1
STATEMENT_PRODUCT = "consumer-revolving"

_LINES_AT_ONCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What a sandbox was given: its time, and how many lines and events this call added (none if it had them)."""

    now: datetime
    lines: int
    events: int


async def seed_demo(
    database: Database,
    writer: Writer,
    *,
    now: datetime,
    borrowers: int = BORROWERS,
    strained_borrowers: int = 0,
    seed: int = SEED,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Seeded:
    """Make `database` a sandbox whose clock stands at `now`, with stories and a portfolio; safe to repeat.

    strained_borrowers: how many lines with statements there are besides, some of them late or lost.

    A sandbox keeps the clock it has. One that was seeded is left as it is; one whose seeding was cut off is
    completed as it was begun. `progress` is called with (lines done, lines in all). Raises StoreUnavailable.
    """
    clock = await start_clock(database, now)
    begun_at, ended = await _seeding(database, clock)
    if ended:
        return Seeded(now=clock, lines=0, events=0)
    run = _Run(writer, lines=len(STORIES) + borrowers + strained_borrowers, progress=progress)
    product = product_in_force(STATEMENT_PRODUCT, clock.date())
    begin, *middle, end = (story.commands(begun_at, product) for story in STORIES)
    await run.bring_in(begin)
    made_up = chain(portfolio(seed, borrowers, begun_at), strained(seed, strained_borrowers, begun_at, product))
    await for_each(chain(middle, made_up), run.bring_in, at_once=_LINES_AT_ONCE)
    await run.bring_in(end)
    return Seeded(now=clock, lines=run.lines, events=run.events)


async def _seeding(database: Database, clock: datetime) -> tuple[datetime, bool]:
    """Return the time a seeding began at, or else the clock's, and whether it ended.

    The first story opens at that very time, and the last one is written when all other lines are whole.
    """
    begin, end = _last_key(STORIES[0].commands(clock)), _last_key(STORIES[-1].commands(clock))
    booked = await read_booked(database, [begin, end])
    return booked.get(begin, clock).astimezone(UTC), end in booked


def _last_key(commands: Sequence[Command]) -> str:
    return [command.stamp.key for command in commands if command.stamp.key][-1]


@dataclass(slots=True)
class _Run:
    """One run of the seeding: what it has done so far."""

    writer: Writer
    lines: int
    progress: Callable[[int, int], None]
    done: int = 0
    events: int = 0

    async def bring_in(self, commands: Sequence[Command]) -> None:
        """Submit one line's commands, and tell how far the seeding is."""
        receipts = await submit_in_order(self.writer, commands)
        self.events += sum(len(receipt.events) for receipt in receipts if not receipt.replayed)
        self.done += 1
        self.progress(self.done, self.lines)
