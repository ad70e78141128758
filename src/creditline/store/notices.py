"""Telling who listens that lines have moved: NOTIFY right behind the commit that moved them, LISTEN outside."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import psycopg

from creditline.lines.line import Line
from creditline.store.database import Connection, Database, StoreUnavailable, translated
from creditline.store.queries import query

_CHANNEL = "creditline"
_CLOCK = "clock"
_LARGEST_PAYLOAD = 7_900  # PostgreSQL allows fewer than 8,000 bytes


def payloads(lines: Iterable[Line]) -> list[str]:
    """Write what is to be said of lines that moved: which, and to which version. notify_all.sql says it."""
    return list(_payloads(f"{line.id}:{line.version}" for line in lines))


async def send_clock(connection: Connection, now: datetime) -> None:
    """Say that the sandbox's clock moved."""
    await connection.execute(query("notify"), {"channel": _CHANNEL, "payload": f"{_CLOCK}:{now.isoformat()}"})


async def send_moved(connection: Connection, line: Line) -> None:
    """Say that something about a line changed that is no event of it."""
    await connection.execute(query("notify"), {"channel": _CHANNEL, "payload": f"{line.id}:{line.version}"})


async def listen(database: Database) -> AsyncIterator[dict[str, str]]:
    """Yield what is said, for ever: {line id: version} and {"clock": instant}. Raises StoreUnavailable when cut off."""
    connection = await database.connect()
    async with connection:
        with translated():
            await connection.execute(f"LISTEN {_CHANNEL}")
        yield {}
        try:
            async for notice in connection.notifies():
                yield dict(item.split(":", 1) for item in notice.payload.split(" "))
        except psycopg.OperationalError as lost:
            raise StoreUnavailable(lost) from lost


def _payloads(items: Iterable[str]) -> Iterable[str]:
    payload = ""
    for item in items:
        if payload and len(payload) + len(item) >= _LARGEST_PAYLOAD:
            yield payload
            payload = ""
        payload = f"{payload} {item}" if payload else item
    if payload:
        yield payload
