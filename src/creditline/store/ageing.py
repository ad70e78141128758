"""Which lines time has brought something to."""

from datetime import datetime

from creditline.store.database import Database, fetch_all
from creditline.store.queries import query


async def count_lines_to_age(database: Database, now: datetime) -> int:
    """How many lines have interest to accrue or holds that may expire by `now`."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("count_lines_to_age"), {"now_at": now})
        return int(rows[0]["lines"])


async def lines_to_age(database: Database, now: datetime, *, after: str, limit: int) -> list[str]:
    """Return the ids of up to `limit` such lines, from just after `after`, in order."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("lines_to_age"), {"now_at": now, "after": after, "limit": limit})
        return [row["id"] for row in rows]
