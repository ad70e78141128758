"""Connections: where the database is, as which role, and what its failures mean to those above."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeAlias
from urllib.parse import urlencode

import asyncpg
import psycopg
from psycopg.abc import Params
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from creditline.store.wire import Wire

Connection: TypeAlias = psycopg.AsyncConnection[DictRow]
Fetch: TypeAlias = Callable[..., Awaitable[Sequence[Mapping[str, Any]]]]

# Instants are written as UTC whatever the server is set to, so that a replayed answer equals the first one.
_KNOWN = {"host", "port", "user", "password", "dbname", "passfile", "sslmode", "sslcert", "sslkey", "sslrootcert"}
_SETTINGS = {"role": "creditline_app", "timezone": "UTC", "application_name": "creditline"}
# A lane finds rows by their keys. One plan serves for as long as it is connected, so it must not be one that
# was good while the tables were small.
_PLANS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
_OPTIONS = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())


class StoreUnavailable(RuntimeError):
    """The database cannot be reached."""

    code = "store-unavailable"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"The database cannot be reached: {str(cause).strip() or type(cause).__name__}. Try again.")


class GroupRejected(RuntimeError):
    """The database refused to take what was written; nothing of it was kept.

    collided: another process wrote the same line or key just before; carried out anew, the commands find it.
    """

    code = "group-rejected"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"The database refused the write: {str(cause).strip()}")
        self.collided = isinstance(cause, asyncpg.UniqueViolationError)


class Database:
    """One PostgreSQL database: connections for writers, a pool of them for readers, all with the application's role.

    Used as an async context manager: the pool opens and closes with it.
    """

    def __init__(self, url: str, *, readers: int = 4) -> None:
        self.url = url
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            kwargs={"row_factory": dict_row, "autocommit": True, "options": _OPTIONS},
            min_size=1,
            max_size=readers,
            open=False,
            timeout=5,
            check=AsyncConnectionPool.check_connection,
        )

    async def __aenter__(self) -> Self:
        """Open the readers' pool."""
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the readers' pool."""
        await self._pool.close()

    async def connect(self) -> Connection:
        """Open a connection of one's own, in autocommit mode; raise StoreUnavailable."""
        with translated():
            return await psycopg.AsyncConnection.connect(
                self.url, row_factory=dict_row, autocommit=True, options=_OPTIONS
            )

    async def connect_writer(self, statements: Mapping[str, str]) -> Wire:
        """Open a connection for the writer's groups, with its statements prepared; raise StoreUnavailable."""
        with translated():
            settings = {**_SETTINGS, **_PLANS}
            wire = Wire(await asyncpg.connect(_as_uri(self.url), server_settings=settings, timeout=10))
            await wire.prepare(statements)
            return wire

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Connection]:
        """Lend a connection of the readers' pool; raise StoreUnavailable."""
        with translated():
            async with self._pool.connection() as connection:
                yield connection


def _as_uri(url: str) -> str:
    """Write any libpq connection string as the URI that asyncpg reads, with what both understand."""
    known = {name: value for name, value in conninfo_to_dict(url).items() if name in _KNOWN and value is not None}
    return f"postgresql://?{urlencode(known)}"


# Deadlocks, a full disk and a server that stops are not the command's fault: they are tried again.
_LOST = (
    OSError,
    PoolTimeout,
    psycopg.Error,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
)
_REFUSED = (
    ValueError,  # what a driver will not even send: a text that has no UTF-8, a number that does not fit
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.ProgramLimitExceededError,
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours: lost connections into StoreUnavailable, refused writes into GroupRejected.

    A text that has no UTF-8 (a lone surrogate) is refused before it is sent. Errors of ours pass unchanged.
    """
    try:
        yield
    except _REFUSED as refused:
        if hasattr(refused, "code"):
            raise
        raise GroupRejected(refused) from refused
    except _LOST as lost:
        raise StoreUnavailable(lost) from lost


async def fetch_all(connection: Connection, statement: str, parameters: Params | None = None) -> list[DictRow]:
    """Run one query and return its rows."""
    cursor = await connection.execute(statement, parameters)
    return await cursor.fetchall()


def fetching(connection: Connection) -> Fetch:
    """Return what runs queries with numbered parameters ($1) on `connection`, as the writer's connection does."""

    async def fetch(statement: str, *arguments: object) -> list[DictRow]:
        cursor = psycopg.AsyncRawCursor(connection, row_factory=dict_row)
        await cursor.execute(statement, arguments)
        return await cursor.fetchall()

    return fetch
