"""The two halves of a group's transaction: lock what it is about, then write all of it."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from collections.abc import Sequence as Series
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.store import notices
from creditline.store.bulk_text import COPIED_COLUMNS, entry_lines, event_line, hold_line, line_line
from creditline.store.database import Database, translated
from creditline.store.line_text import line_from_text
from creditline.store.queries import query
from creditline.store.rows import Row, entry_from_row, event_from_row, hold_from_row
from creditline.store.wire import Wire, copy, execute, integers, texts

EventName = tuple[str, int]

_RESOLVED = {
    EventKind.HOLD_CAPTURED: "captured",
    EventKind.HOLD_VOIDED: "voided",
    EventKind.HOLD_EXPIRED: "expired",
}
_OF_HOLDS = {EventKind.HOLD_PLACED, *_RESOLVED}


@dataclass(frozen=True, slots=True)
class Locked:
    """What a group may rely on: the locked lines, and what earlier commands left under the same keys.

    targets: the events that reversals name, with their entries. reversed_already: those a reversal stands for.
    """

    lines: dict[str, Line]
    seen: dict[str, Event]
    targets: dict[EventName, Event] = field(default_factory=dict)
    reversed_already: set[EventName] = field(default_factory=set)


async def connect(database: Database) -> Wire:
    """Open a connection on which groups can be carried out; raise StoreUnavailable."""
    return await database.connect_writer(_statements())


@asynccontextmanager
async def transaction(wire: Wire) -> AsyncIterator[None]:
    """One transaction, which `lock` begins and `write` commits; what goes wrong in between leaves nothing behind.

    Raises StoreUnavailable when the connection is lost, GroupRejected when a write is refused.
    """
    with translated():
        try:
            yield
        except BaseException:
            await wire.roll_back()
            raise


async def lock(wire: Wire, *, line_ids: Iterable[str], keys: Series[str], targets: Iterable[EventName]) -> Locked:
    """Begin, lock the lines in the order of their ids, and read what their commands need to know."""
    wanted = execute("lock_lines", texts(list(set(line_ids)))), execute("keys_seen", texts(keys))
    _, rows, seen = await wire.converse(execute("begin"), *wanted)
    lines = {line.id: line for line in map(line_from_text, rows)}
    locked = Locked(lines, await _seen(wire, seen))
    lines.update(await _with_holds(wire, [line for line in lines.values() if line.held_minor]))
    named = list(targets)
    if named:
        locked.targets.update(await _targets(wire, named))
        locked.reversed_already.update(await _reversed_already(wire, named))
    return locked


async def write(wire: Wire, events: Series[Event]) -> None:
    """Write the events of a group in their order, with all that follows from them, commit, and tell who listens.

    The word is sent with the rest, but as a transaction of its own: PostgreSQL lets those that NOTIFY commit one after
    the other only, each waiting for the log of the one before.
    """
    after = {event.line_id: event.after for event in events}
    told = [execute("notify_all", texts(notices.payloads(after.values())))] if after else []
    await wire.converse(*_writes(events, after), execute("commit"), *told)


def _writes(events: Series[Event], after: Mapping[str, Line]) -> Iterator[bytes]:
    """Yield messages that write events and all that follows from them: lines, entries, holds."""
    opened = {event.line_id for event in events if event.kind is EventKind.LINE_OPENED}
    yield copy("copy_line", [line_line(after[line_id]) for line_id in sorted(opened)])
    yield copy("copy_event", [event_line(event) for event in events])
    yield copy("copy_entry", [entry_lines(event) for event in events if event.entries])
    moved = [line for line_id, line in after.items() if line_id not in opened]
    if moved:
        last = texts([line.id for line in moved]), integers([line.version for line in moved])
        yield execute("move_lines", *last)
    yield from _hold_writes([event for event in events if event.accepted and event.kind in _OF_HOLDS])


def _hold_writes(events: Series[Event]) -> Iterator[bytes]:
    yield copy("copy_hold", [hold_line(event) for event in events if event.kind is EventKind.HOLD_PLACED])
    resolved = [event for event in events if event.kind in _RESOLVED]
    if resolved:
        names = texts([event.line_id for event in resolved]), integers([event.refers_to or 0 for event in resolved])
        yield execute("resolve_holds", *names, texts([_RESOLVED[event.kind] for event in resolved]))


@cache
def _statements() -> dict[str, str]:
    """Return the statements that are prepared on a lane's connection, by name."""
    named = {name: query(name) for name in ("lock_lines", "keys_seen", "move_lines", "resolve_holds", "notify_all")}
    copied = {
        f"copy_{table}": f"COPY {table} ({', '.join(columns)}) FROM STDIN" for table, columns in COPIED_COLUMNS.items()
    }
    return {"begin": "BEGIN", "commit": "COMMIT", **named, **copied}


async def _seen(wire: Wire, keys: list[str]) -> dict[str, Event]:
    rows = await wire.fetch(query("events_by_key"), keys) if keys else ()
    return {row["key"]: event_from_row(row) for row in rows}


async def _with_holds(wire: Wire, lines: list[Line]) -> dict[str, Line]:
    holds = await _open_holds(wire, [line.id for line in lines])
    return {line.id: replace(line, holds=holds.get(line.id, ())) for line in lines}


async def _open_holds(wire: Wire, line_ids: list[str]) -> dict[str, tuple[Hold, ...]]:
    holds: dict[str, tuple[Hold, ...]] = {}
    if line_ids:
        for row in await wire.fetch(query("open_holds"), line_ids):
            hold = hold_from_row(row)
            holds[row["line_id"]] = (*holds.get(row["line_id"], ()), hold)
    return holds


async def _targets(wire: Wire, wanted: list[EventName]) -> dict[EventName, Event]:
    legs: dict[EventName, list[Row]] = {}
    for row in await wire.fetch(query("entries_by_version"), *_names(wanted)):
        legs.setdefault((row["line_id"], row["version"]), []).append(row)
    found = await wire.fetch(query("events_by_version"), *_names(wanted))
    targets = {}
    for row in found:
        name = (row["line_id"], row["version"])
        targets[name] = event_from_row(row, tuple(entry_from_row(leg) for leg in legs.get(name, [])))
    return targets


async def _reversed_already(wire: Wire, wanted: list[EventName]) -> set[EventName]:
    rows = await wire.fetch(query("reversed_versions"), *_names(wanted))
    return {(row["line_id"], row["refers_to"]) for row in rows}


def _names(wanted: list[EventName]) -> tuple[list[str], list[int]]:
    return [line_id for line_id, _ in wanted], [version for _, version in wanted]
