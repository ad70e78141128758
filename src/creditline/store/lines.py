"""Reading lines, their events and their entries."""

from dataclasses import replace
from datetime import datetime

from psycopg.rows import DictRow

from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.store.database import Database, fetch_all
from creditline.store.queries import query
from creditline.store.rows import event_from_row, hold_from_row, line_from_row


class LineUnknown(LookupError):
    """There is no line with this id."""

    code = "line-unknown"

    def __init__(self, line_id: str) -> None:
        super().__init__(f"There is no line '{line_id}'. Check the id; lines are listed at /v1/lines.")


class NothingKnown(LookupError):
    """The line has no event at or before the time asked for."""

    code = "nothing-known"

    def __init__(self, line_id: str) -> None:
        super().__init__(f"Nothing had happened on line '{line_id}' by then. Ask for a later instant.")


async def read_line(database: Database, line_id: str) -> Line:
    """Return the line as it stands; raise LineUnknown."""
    rows = await _fetch(database, "line", line_id=line_id)
    if not rows:
        raise LineUnknown(line_id)
    return await _with_holds(database, line_from_row(rows[0]))


async def read_lines(database: Database, *, after: str, limit: int) -> list[Line]:
    """Return up to `limit` lines in the order of their ids, from just after `after`."""
    rows = await _fetch(database, "lines_page", after=after, limit=limit)
    return [await _with_holds(database, line_from_row(row)) for row in rows]


async def read_line_as_of(
    database: Database, line_id: str, *, as_of: datetime, known_at: datetime | None = None
) -> Line:
    """Return the line after the last event in effect at `as_of`, of those booked by `known_at`.

    Raises LineUnknown, or NothingKnown when the line has no event that early.
    """
    rows = await _fetch(database, "last_event", line_id=line_id, as_of=as_of, known_at=known_at)
    if not rows:
        await read_line(database, line_id)
        raise NothingKnown(line_id)
    return await _with_holds(database, event_from_row(rows[0]).after)


async def read_events_before(database: Database, line_id: str, *, before: int | None, limit: int) -> list[Event]:
    """Return up to `limit` events, newest first, from just below version `before`."""
    rows = await _fetch(database, "events_before", line_id=line_id, before=before, limit=limit)
    return [event_from_row(row) for row in rows]


async def read_events_after(database: Database, line_id: str, *, after: int, limit: int) -> list[Event]:
    """Return up to `limit` events, oldest first, from just above version `after`."""
    rows = await _fetch(database, "events_after", line_id=line_id, after=after, limit=limit)
    return [event_from_row(row) for row in rows]


async def read_entries(database: Database, line_id: str, *, after: tuple[int, int], limit: int) -> list[DictRow]:
    """Return up to `limit` entries of the line with their two times, from just after (version, leg)."""
    version, leg = after
    return await _fetch(database, "entries_page", line_id=line_id, version=version, leg=leg, limit=limit)


async def read_statements(database: Database, line_id: str, *, before: str | None, limit: int) -> list[Event]:
    """Return up to `limit` events that issued a statement, newest first, of days before `before`, an ISO date."""
    rows = await _fetch(database, "statements", line_id=line_id, before=before, limit=limit)
    return [event_from_row(row) for row in rows]


async def _with_holds(database: Database, line: Line) -> Line:
    """Name the open holds of a line that has any."""
    if not line.held_minor:
        return line
    rows = await _fetch(database, "open_holds_at", line_id=line.id, version=line.version)
    return replace(line, holds=tuple(hold_from_row(row) for row in rows))


async def _fetch(database: Database, name: str, **parameters: object) -> list[DictRow]:
    async with database.reader() as connection:
        return await fetch_all(connection, query(name), parameters)
