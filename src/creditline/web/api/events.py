"""What happened on a line: its events, its entries, and a stream of what happens now."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, HeaderParameter
from litestar.response import Stream

from creditline.lines.event import Event
from creditline.store.lines import read_entries, read_events_after, read_events_before
from creditline.store.lines import read_line as read_stored_line
from creditline.store.rows import entry_from_row
from creditline.web.api.carry_out import READ_PROBLEMS, PathLineId
from creditline.web.api.lines import PageLimit
from creditline.web.api.shapes import EntryPage, EventAnswer, EventPage, entry_answer, event_answer
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.problems import InvalidField

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_CATCH_UP = 500
_LARGEST = 2**31 - 1
_NOT_OURS = {
    "cursor": "This is no cursor of ours. Use the next_cursor of the page before, unchanged.",
    "Last-Event-ID": "This is no id of an event of the stream. Send the last one received, unchanged: a number.",
}


@get("/lines/{line_id:str}/events", summary="List events", tags=["Events"], responses=READ_PROBLEMS)
async def list_events(
    request: AppRequest, line_id: PathLineId, limit: PageLimit = 50, cursor: FromQuery[str | None] = None
) -> EventPage:
    """List a line's events, newest first."""
    database = desk_of(request).database
    await read_stored_line(database, line_id)
    before = None if cursor is None else _numbers(cursor, 1)[0]
    events = await read_events_before(database, line_id, before=before, limit=limit)
    following = str(events[-1].version) if len(events) == limit and events[-1].version > 1 else None
    return EventPage([event_answer(event) for event in events], following)


@get("/lines/{line_id:str}/entries", summary="List entries", tags=["Events"], responses=READ_PROBLEMS)
async def list_entries(
    request: AppRequest, line_id: PathLineId, limit: PageLimit = 50, cursor: FromQuery[str] = "0.0"
) -> EntryPage:
    """List a line's entries in the book, oldest first."""
    database = desk_of(request).database
    line = await read_stored_line(database, line_id)
    version, leg = _numbers(cursor, 2)
    rows = await read_entries(database, line_id, after=(version, min(leg, 2**15 - 1)), limit=limit)
    entries = [
        entry_answer(
            entry_from_row(row),
            (line_id, row["version"], row["leg"]),
            line.terms.currency,
            (row["effective_at"], row["booked_at"]),
        )
        for row in rows
    ]
    return EntryPage(entries, f"{rows[-1]['version']}.{rows[-1]['leg']}" if len(rows) == limit else None)


@get(
    "/lines/{line_id:str}/stream",
    summary="Follow a line",
    tags=["Events"],
    responses={
        **READ_PROBLEMS,
        200: ResponseSpec(EventAnswer, description="Server-sent events, one an event.", media_type=EVENT_STREAM),
    },
)
async def stream_events(
    request: AppRequest,
    line_id: PathLineId,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Follow a line: each event as server-sent event, its version as the id.

    With `Last-Event-ID` everything after that version is sent first; without, only what happens from now on.
    """
    desk = desk_of(request)
    line = await read_stored_line(desk.database, line_id)
    seen = line.version if last_event_id is None else _numbers(last_event_id, 1, of="Last-Event-ID")[0]
    return Stream(_messages(desk, line_id, seen), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _messages(desk: Desk, line_id: FromPath[str], seen: int) -> AsyncGenerator[bytes]:
    async with aclosing(desk.live.moves(line_id)) as moves:
        async for moved in moves:
            before = seen
            if moved:
                async for event in _events_after(desk, line_id, seen):
                    seen = event.version
                    yield _message(event)
            if seen == before:
                yield b": still here\n\n"


async def _events_after(desk: Desk, line_id: FromPath[str], seen: int) -> AsyncIterator[Event]:
    """Yield every event above version `seen`, a page at a time."""
    more = True
    while more:
        events = await read_events_after(desk.database, line_id, after=seen, limit=_CATCH_UP)
        for event in events:
            seen = event.version
            yield event
        more = len(events) == _CATCH_UP


def _message(event: Event) -> bytes:
    data = msgspec.json.encode(event_answer(event))
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.version, event.kind.encode(), data)


def _numbers(cursor: str, count: int, *, of: str = "cursor") -> tuple[int, ...]:
    """Read the `count` numbers of a cursor of ours; raise InvalidField for any other text."""
    parts = cursor.split(".")
    if len(parts) != count or not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):  # noqa: PLR2004 - int4
        raise InvalidField(of, _NOT_OURS[of])
    return tuple(min(int(part), _LARGEST) for part in parts)


HANDLERS = [list_events, list_entries, stream_events]
