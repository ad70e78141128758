"""Rebuilding lines' feature states from their events, and proving that the states kept are what a rebuild gives."""

from collections.abc import Callable
from dataclasses import dataclass

from creditline.features.observe import replayed
from creditline.store.database import Database
from creditline.store.features import (
    history_of,
    lines_with_states,
    sampled_states,
    save_states,
)
from creditline.store.groups import connect, lock, transaction
from creditline.store.lines import read_line

_PAGE = 200
EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many states were made anew, how many bytes they take together, and the most that one takes."""

    lines: int
    bytes: int
    largest: int


@dataclass(frozen=True, slots=True)
class StatesChecked:
    """How many states were held against a rebuild, and the lines whose state differs from it.

    stale: how many states belong to an older version of their line, or were made with other measures. Whoever loads
    one rebuilds it, so it is not wrong; there is nothing to compare it with.
    """

    lines: int
    stale: int
    differing: tuple[str, ...]


async def rebuild_features(
    database: Database, *, line_id: str | None = None, progress: Callable[[int], None] = lambda _done: None
) -> Rebuilt:
    """Rebuild the states of all lines, or of one; each page under its lines' locks, so that the book may be in use.

    Raises LineUnknown, StoreUnavailable.
    """
    if line_id is not None:
        await read_line(database, line_id)
        return await _rebuild(database, [line_id])
    total, after = Rebuilt(0, 0, 0), ""
    while page := await lines_with_states(database, after=after, limit=_PAGE):
        after = page[-1].line_id
        made = await _rebuild(database, [line.line_id for line in page])
        total = Rebuilt(total.lines + made.lines, total.bytes + made.bytes, max(total.largest, made.largest))
        progress(total.lines)
    return total


async def check_features(database: Database, *, sample: int | None = None, seed: str = "") -> StatesChecked:
    """Hold the states of all lines that have one, or of a sample, against a rebuild from their events."""
    checked, stale, differing = 0, 0, []
    async for page in sampled_states(database, limit=sample, seed=seed):
        for line, observations in page:
            if line.state is None or line.state_version != line.version:
                stale += 1
                continue
            checked += 1
            if line.state.pack() != replayed(observations).pack():
                differing.append(line.line_id)
    return StatesChecked(checked, stale, tuple(differing))


async def _rebuild(database: Database, line_ids: list[str]) -> Rebuilt:
    connection = await connect(database)
    try:
        async with transaction(connection):
            locked = await lock(connection, line_ids=line_ids, begins=False)
            history = await history_of(connection, line_ids)
            states = {name: (line.version, replayed(history.get(name, ()))) for name, line in locked.lines.items()}
            await save_states(connection, states)
    finally:
        await connection.close()
    sizes = [len(state.pack()) for _, state in states.values()]
    return Rebuilt(len(sizes), sum(sizes), max(sizes, default=0))
