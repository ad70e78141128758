"""Carrying a request out once: its key, and all it writes, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

from creditline.lines.commands import Stamp
from creditline.store.database import Connection, Database
from creditline.store.requests import note_request, noted_fingerprint
from creditline.usecases.sequence import KeyReused


def id_from_key(prefix: str, stamp: Stamp) -> str:
    """Make an id from the request's key, so that a request that is repeated finds what it made."""
    return f"{prefix}_{sha256((stamp.key or '').encode()).hexdigest()[:20]}"


@asynccontextmanager
async def once(database: Database, stamp: Stamp, subject: str) -> AsyncIterator[Connection | None]:
    """Lend a connection in a transaction; None where the same request was carried out before. Raises KeyReused."""
    async with database.reader() as connection, connection.transaction():
        if await note_request(connection, stamp, subject):
            yield connection
        elif await noted_fingerprint(connection, stamp.key) == stamp.fingerprint:
            yield None
        else:
            raise KeyReused(stamp.key or "")
