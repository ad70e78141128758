"""The two halves of a group's transaction: lock what it is about, then write all of it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from collections.abc import Sequence as Series
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from creditline.dates.business_date import business_date
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Hold, Line
from creditline.store import notices
from creditline.store.bulk_text import (
    ENTRY_COLUMNS,
    EVENT_COLUMNS,
    HOLD_COLUMNS,
    LINE_COLUMNS,
    PAYER_COLUMNS,
    entry_lines,
    event_line,
    hold_line,
    line_line,
    payer_line,
    state_row,
)
from creditline.store.database import GroupConnection, translated
from creditline.store.queries import query
from creditline.store.rows import Row, entry_from_row, event_from_row, hold_from_row, line_from_row

EventName = tuple[str, int]

_RESOLVED = {
    EventKind.HOLD_CAPTURED: "captured",
    EventKind.HOLD_VOIDED: "voided",
    EventKind.HOLD_EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """What a group may rely on: the locked lines, and what earlier commands left under the same keys.

    targets: the events that reversals name, with their entries. reversed_already: those a reversal stands for, by the
    version under which they were booked first. pasts: the events of lines whose history will be replayed.
    """

    lines: dict[str, Line]
    seen: dict[str, Event]
    targets: dict[EventName, Event] = field(default_factory=dict)
    reversed_already: set[EventName] = field(default_factory=set)
    pasts: dict[str, list[Event]] = field(default_factory=dict)


@asynccontextmanager
async def transaction(connection: GroupConnection) -> AsyncIterator[None]:
    """One transaction; raises StoreUnavailable when the connection is lost, GroupRejected when a write is refused."""
    with translated():
        async with connection.transaction():
            yield


async def lock(
    connection: GroupConnection, *, line_ids: Iterable[str], keys: Iterable[str], targets: Iterable[EventName]
) -> Locked:
    """Lock the lines in the order of their ids, then read what their commands need to know."""
    rows = await connection.fetch(query("lock_lines"), sorted(set(line_ids)))
    holds = await open_holds(connection, [row["id"] for row in rows if row["held_minor"]])
    lines = {row["id"]: line_from_row(row, holds=holds.get(row["id"], ())) for row in rows}
    found = await connection.fetch(query("events_by_key"), list(keys))
    locked = Locked(lines, {row["key"]: event_from_row(row) for row in found})
    wanted = list(targets)
    if wanted:
        locked.targets.update(await _targets(connection, wanted))
        origins = [(line_id, target.origin) for (line_id, _), target in locked.targets.items()]
        locked.reversed_already.update(await _reversed_already(connection, origins))
    return locked


async def read_pasts(
    connection: GroupConnection, reach: Mapping[str, datetime], *, with_entries: bool = True
) -> dict[str, list[Event]]:
    """Return the events of each line from the last that took effect before an instant, with their entries if asked for.

    Such an event stands: it is the one after which the line was as it was then.
    """
    rows = await connection.fetch(query("past_events"), list(reach), list(reach.values()))
    legs = await _past_entries(connection, rows) if with_entries else {}
    pasts: dict[str, list[Event]] = {}
    for row in rows:
        pasts.setdefault(row["line_id"], []).append(_with_entries(row, legs))
    return pasts


async def _past_entries(connection: GroupConnection, events: Iterable[Row]) -> dict[EventName, list[Row]]:
    first: dict[str, int] = {}
    for row in events:
        first.setdefault(row["line_id"], row["version"])
    return _by_event(await connection.fetch(query("past_entries"), list(first), list(first.values())))


async def write(connection: GroupConnection, events: Series[Event]) -> None:
    """Write the events of a group in their order: lines, holds, events, entries, and the notice to who listens."""
    if not events:
        return
    after = {event.line_id: event.after for event in events}
    opened = {event.line_id for event in events if event.kind is EventKind.LINE_OPENED}
    await copy_lines(connection, "line", LINE_COLUMNS, [line_line(after[line_id]) for line_id in sorted(opened)])
    await _move_lines(connection, [line for line_id, line in after.items() if line_id not in opened])
    await copy_lines(connection, "event", EVENT_COLUMNS, [event_line(event) for event in events])
    await copy_lines(connection, "entry", ENTRY_COLUMNS, [entry_lines(event) for event in events if event.entries])
    await copy_lines(connection, "payer", PAYER_COLUMNS, [payer_line(event) for event in events if event.paid_from])
    await _write_holds(connection, [event for event in events if event.accepted and event.replays is None])
    await _reopen_days(connection, events)


async def _move_lines(connection: GroupConnection, lines: list[Line]) -> None:
    if lines:
        columns = zip(*(state_row(line) for line in lines), strict=True)
        await connection.fetch(query("move_lines"), *columns, notices.payloads(lines))


async def _write_holds(connection: GroupConnection, events: list[Event]) -> None:
    placed = [hold_line(event) for event in events if event.kind is EventKind.HOLD_PLACED]
    await copy_lines(connection, "hold", HOLD_COLUMNS, placed)
    resolved = [(event.line_id, event.refers_to, _RESOLVED[event.kind]) for event in events if event.kind in _RESOLVED]
    if resolved:
        await connection.execute(query("resolve_holds"), *zip(*resolved, strict=True))


async def _reopen_days(connection: GroupConnection, events: Series[Event]) -> None:
    """Let the end of day look again at days on which something counts that is only booked now."""
    touched: dict[str, date] = {}
    for event in events:
        zone = event.after.terms.zone
        day = business_date(event.effective_at, zone)
        if day < business_date(event.booked_at, zone):
            touched[event.line_id] = min(day, touched.get(event.line_id, day))
    if touched:
        days_before = [day - timedelta(days=1) for day in touched.values()]
        await connection.execute(query("reopen_days"), list(touched), days_before)


async def copy_lines(connection: GroupConnection, table: str, columns: tuple[str, ...], lines: list[str]) -> None:
    """Copy lines of text into a table in one piece."""
    if lines:
        await connection.copy_to_table(table, columns=columns, source=_in_one_piece("".join(lines).encode()))


async def _in_one_piece(text: bytes) -> AsyncIterator[bytes]:
    yield text


async def open_holds(connection: GroupConnection, line_ids: list[str]) -> dict[str, tuple[Hold, ...]]:
    """Return the open holds of lines, by line."""
    holds: dict[str, tuple[Hold, ...]] = {}
    if line_ids:
        for row in await connection.fetch(query("open_holds"), line_ids):
            hold = hold_from_row(row)
            holds[row["line_id"]] = (*holds.get(row["line_id"], ()), hold)
    return holds


async def _targets(connection: GroupConnection, wanted: list[EventName]) -> dict[EventName, Event]:
    legs = _by_event(await connection.fetch(query("entries_by_version"), *_names(wanted)))
    found = await connection.fetch(query("events_by_version"), *_names(wanted))
    return {(row["line_id"], row["version"]): _with_entries(row, legs) for row in found}


def _by_event(rows: Iterable[Row]) -> dict[EventName, list[Row]]:
    legs: dict[EventName, list[Row]] = {}
    for row in rows:
        legs.setdefault((row["line_id"], row["version"]), []).append(row)
    return legs


def _with_entries(row: Row, legs: dict[EventName, list[Row]]) -> Event:
    name = (row["line_id"], row["version"])
    return event_from_row(row, tuple(entry_from_row(leg) for leg in legs.get(name, [])))


async def _reversed_already(connection: GroupConnection, wanted: list[EventName]) -> set[EventName]:
    rows = await connection.fetch(query("reversed_versions"), *_names(wanted))
    return {(row["line_id"], row["refers_to"]) for row in rows}


def _names(wanted: list[EventName]) -> tuple[list[str], list[int]]:
    return [line_id for line_id, _ in wanted], [version for _, version in wanted]
