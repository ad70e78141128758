"""The two halves of a group's transaction: lock what it is about, then write all of it."""

from collections.abc import AsyncIterator, Iterable
from collections.abc import Sequence as Series
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.store import notices
from creditline.store.bulk_text import (
    array_text,
    array_texts,
    entry_lines,
    event_line,
    hold_line,
    line_line,
    quoted,
    state_row,
)
from creditline.store.database import Connection, fetch_all, translated
from creditline.store.queries import query
from creditline.store.rows import entry_from_row, event_from_row, hold_from_row, line_from_row

EventName = tuple[str, int]

_RESOLVED = {
    EventKind.HOLD_CAPTURED: "captured",
    EventKind.HOLD_VOIDED: "voided",
    EventKind.HOLD_EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """What a group may rely on: the locked lines, and what earlier commands left under the same keys.

    targets: the events that reversals name, with their entries. reversed_already: those a reversal stands for.
    """

    lines: dict[str, Line]
    seen: dict[str, Event]
    targets: dict[EventName, Event] = field(default_factory=dict)
    reversed_already: set[EventName] = field(default_factory=set)


@asynccontextmanager
async def transaction(connection: Connection) -> AsyncIterator[None]:
    """One transaction; raises StoreUnavailable when the connection is lost, GroupRejected when a write is refused."""
    with translated():
        async with connection.transaction():
            yield


async def lock(
    connection: Connection, *, line_ids: Iterable[str], keys: Iterable[str], targets: Iterable[EventName]
) -> Locked:
    """Lock the lines in the order of their ids, then read what their commands need to know."""
    rows = await fetch_all(connection, query("lock_lines"), {"ids": array_text(sorted(set(line_ids)))})
    holds = await _open_holds(connection, [row["id"] for row in rows if row["held_minor"]])
    lines = {row["id"]: line_from_row(row, holds=holds.get(row["id"], ())) for row in rows}
    found = await fetch_all(connection, query("events_by_key"), {"keys": array_text(map(quoted, keys))})
    locked = Locked(lines, {row["key"]: event_from_row(row) for row in found})
    wanted = list(targets)
    if wanted:
        locked.targets.update(await _targets(connection, wanted))
        locked.reversed_already.update(await _reversed_already(connection, wanted))
    return locked


async def write(connection: Connection, events: Series[Event]) -> None:
    """Write the events of a group in their order: lines, holds, events, entries, and the notice to who listens."""
    if not events:
        return
    after = {event.line_id: event.after for event in events}
    opened = {event.line_id for event in events if event.kind is EventKind.LINE_OPENED}
    await _copy(connection, "copy_lines", [line_line(after[line_id]) for line_id in sorted(opened)])
    await _move_lines(connection, [line for line_id, line in after.items() if line_id not in opened])
    await _copy(connection, "copy_events", [event_line(event) for event in events])
    await _copy(connection, "copy_entries", [entry_lines(event) for event in events if event.entries])
    await _write_holds(connection, [event for event in events if event.accepted])


async def _move_lines(connection: Connection, lines: list[Line]) -> None:
    if lines:
        payloads = [(payload,) for payload in notices.payloads(lines)]
        parameters = [*array_texts([state_row(line) for line in lines]), *array_texts(payloads)]
        await connection.execute(query("move_lines"), parameters)


async def _write_holds(connection: Connection, events: list[Event]) -> None:
    await _copy(connection, "copy_holds", [hold_line(event) for event in events if event.kind is EventKind.HOLD_PLACED])
    resolved = [(event.line_id, event.refers_to, _RESOLVED[event.kind]) for event in events if event.kind in _RESOLVED]
    if resolved:
        await connection.execute(query("resolve_holds"), array_texts(resolved))


async def _copy(connection: Connection, name: str, lines: list[str]) -> None:
    if not lines:
        return
    async with connection.cursor() as cursor, cursor.copy(query(name)) as copy:
        await copy.write("".join(lines).encode())


async def _open_holds(connection: Connection, line_ids: list[str]) -> dict[str, tuple[Hold, ...]]:
    holds: dict[str, tuple[Hold, ...]] = {}
    if line_ids:
        for row in await fetch_all(connection, query("open_holds"), {"ids": line_ids}):
            hold = hold_from_row(row)
            holds[row["line_id"]] = (*holds.get(row["line_id"], ()), hold)
    return holds


async def _targets(connection: Connection, wanted: list[EventName]) -> dict[EventName, Event]:
    names = _names(wanted)
    legs: dict[EventName, list[dict[str, object]]] = {}
    for row in await fetch_all(connection, query("entries_by_version"), names):
        legs.setdefault((row["line_id"], row["version"]), []).append(row)
    found = await fetch_all(connection, query("events_by_version"), names)
    targets = {}
    for row in found:
        name = (row["line_id"], row["version"])
        targets[name] = event_from_row(row, tuple(entry_from_row(leg) for leg in legs.get(name, [])))
    return targets


async def _reversed_already(connection: Connection, wanted: list[EventName]) -> set[EventName]:
    rows = await fetch_all(connection, query("reversed_versions"), _names(wanted))
    return {(row["line_id"], row["refers_to"]) for row in rows}


def _names(wanted: list[EventName]) -> dict[str, list[object]]:
    return {"line_ids": [line_id for line_id, _ in wanted], "versions": [version for _, version in wanted]}
