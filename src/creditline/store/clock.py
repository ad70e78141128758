"""The sandbox's clock, kept in the database so that every process tells the same time."""

from datetime import datetime

from creditline.store import notices
from creditline.store.database import Connection, Database, fetch_all
from creditline.store.queries import query


async def read_clock(database: Database) -> datetime | None:
    """Return the sandbox's time, or None when this database is no sandbox."""
    async with database.reader() as connection:
        return await _now(connection)


async def start_clock(database: Database, at: datetime) -> datetime:
    """Make this database a sandbox whose clock stands at `at`, unless it is one already; return its time."""
    async with database.reader() as connection:
        await connection.execute(query("start_clock"), {"now_at": at})
        return await _now(connection) or at


async def move_clock(database: Database, to: datetime) -> bool:
    """Move the clock forward to `to` and tell every process; False if it already stands later."""
    async with database.reader() as connection, connection.transaction():
        moved = await fetch_all(connection, query("move_clock"), {"now_at": to})
        await notices.send_clock(connection, to)
    return bool(moved)


async def _now(connection: Connection) -> datetime | None:
    rows = await fetch_all(connection, query("read_clock"))
    return rows[0]["now_at"] if rows else None
