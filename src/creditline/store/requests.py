"""Requests that are no commands on a line: each is carried out once, under its idempotency key."""

from creditline.lines.commands import Stamp
from creditline.store.database import Connection, fetch_all
from creditline.store.queries import query


async def note_request(connection: Connection, stamp: Stamp, subject: str) -> bool:
    """Note that the request under this key makes `subject`; False if the key was noted before."""
    noted = {
        "key": stamp.key,
        "fingerprint": stamp.fingerprint,
        "subject": subject,
        "booked_at": stamp.booked_at,
    }
    return bool(await fetch_all(connection, query("note_request"), noted))


async def noted_fingerprint(connection: Connection, key: str | None) -> bytes | None:
    """Return the fingerprint of the request that was noted under `key`, or None."""
    rows = await fetch_all(connection, query("noted_request"), {"key": key})
    return bytes(rows[0]["fingerprint"]) if rows else None
