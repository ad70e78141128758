"""A group's own way to PostgreSQL: several statements, with all their data, in one round trip.

asyncpg opens the connection (TLS, passwords, where to connect) and answers whatever is asked rarely. It sends one
statement and waits for its answer, though, and a group would wait nine times. So for the group's two round trips its
messages are made here and the answer is read here, on asyncpg's own transport, which is its again afterwards. The
messages are those of the PostgreSQL documentation, "Frontend/Backend Protocol": Parse, Bind, Execute, CopyData, Sync.
When one statement fails, the server skips all that follow up to Sync, so a COMMIT behind it is never carried out.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from struct import pack
from typing import Any

import asyncpg

_DATA_ROW, _COMPLETE, _ERROR, _READY = b"DCEZ"
_ROW_HEAD = 11  # kind, length, number of columns, length of the only one
_TEXT, _INTEGER, _BYTES = 25, 23, 17  # PostgreSQL's numbers of these types
_NULL = b"\xff\xff\xff\xff"


class Wire(asyncio.Protocol):
    """A connection that asyncpg opened, and the statements that were prepared on it by name."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - asyncpg has no types
        self._connection = connection
        self._transport = connection._transport  # noqa: SLF001 - asyncpg shows it to nobody, and cannot pipeline
        self._driver = self._transport.get_protocol()
        self._rest = b""
        self._rows: list[str] = []
        self._results: list[list[str]] = []
        self._failure: Exception | None = None
        self._answered: asyncio.Future[list[list[str]]] | None = None

    async def prepare(self, statements: Mapping[str, str]) -> None:
        """Prepare statements under their names."""
        await self.converse(*(_message(b"P", _named(name, sql) + b"\0\0") for name, sql in statements.items()))

    async def converse(self, *messages: bytes) -> list[list[str]]:
        """Send `messages` at once and return the rows of each statement, each row being the text of its one column.

        Raises asyncpg.PostgresError, with what the server says of the statement that failed; OSError when it is lost.
        """
        if self._transport.is_closing():
            raise ConnectionResetError
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.set_protocol(self)
        self._transport.write(b"".join((*messages, _SYNC)))
        try:
            return await self._answered
        except asyncio.CancelledError:
            self._transport.abort()  # an answer is still to come, and nobody will read it
            raise
        finally:
            self._answered = None
            self._transport.set_protocol(self._driver)

    async def fetch(self, statement: str, *parameters: object) -> Sequence[Mapping[str, Any]]:
        """Run one statement through asyncpg and return its rows."""
        rows: Sequence[Mapping[str, Any]] = await self._connection.fetch(statement, *parameters)
        return rows

    async def fetchrow(self, statement: str, *parameters: object) -> Mapping[str, Any] | None:
        """Run one statement through asyncpg and return its first row; None if there is none."""
        rows = await self.fetch(statement, *parameters)
        return rows[0] if rows else None

    async def execute(self, statement: str, *parameters: object) -> None:
        """Run one statement through asyncpg."""
        await self._connection.execute(statement, *parameters)

    async def roll_back(self) -> None:
        """End the transaction without what it wrote; nothing to do on a connection that is lost."""
        if not self._transport.is_closing():
            await self._connection.execute("ROLLBACK")

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()

    def data_received(self, data: bytes) -> None:
        """Read what has come, message by message; what is not yet whole waits for the rest."""
        data, at = self._rest + data, 0
        while len(data) - at > 4:  # noqa: PLR2004 - kind and length
            end = at + 1 + int.from_bytes(data[at + 1 : at + 5], "big")
            if end > len(data):
                break
            if data[at] == _DATA_ROW:
                self._rows.append(data[at + _ROW_HEAD : end].decode())
            else:
                self._hear(data[at], data[at + 5 : end])
            at = end
        self._rest = data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits, and asyncpg."""
        self._settle(exc or ConnectionResetError())
        self._driver.connection_lost(exc)

    def _hear(self, kind: int, body: bytes) -> None:
        if kind == _COMPLETE:
            self._results.append(self._rows)
            self._rows = []
        elif kind == _ERROR:
            self._failure = asyncpg.PostgresError.new(_fields(body))
        elif kind == _READY:
            self._settle(self._failure)

    def _settle(self, failure: Exception | None) -> None:
        results, self._results, self._rows, self._failure = self._results, [], [], None
        if self._answered is None or self._answered.done():
            return
        if failure is None:
            self._answered.set_result(results)
        else:
            self._answered.set_exception(failure)


def execute(name: str, *parameters: bytes) -> bytes:
    """Bind binary `parameters` to a prepared statement and execute it, all its rows as text."""
    bound = b"".join(len(parameter).to_bytes(4, "big") + parameter for parameter in parameters)
    count = len(parameters).to_bytes(2, "big")
    return _message(b"B", b"\0" + _named(name) + b"\0\1\0\1" + count + bound + b"\0\0") + _EXECUTE


def copy(name: str, lines: Sequence[str]) -> bytes:
    """Execute a prepared COPY FROM STDIN with lines of COPY text; nothing for no lines."""
    return execute(name) + _message(b"d", "".join(lines).encode()) + _message(b"c", b"") if lines else b""


def execute_rows(name: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Execute a prepared statement that takes each column of `rows` as a text[]; nothing for no rows."""
    return execute(name, *(texts(list(map(_as_text, column))) for column in zip(*rows, strict=True))) if rows else b""


def texts(values: Sequence[str | None]) -> bytes:
    """Write a text[] in PostgreSQL's binary form; None is NULL."""
    parts = [_array(_TEXT, len(values))]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            encoded = value.encode()
            parts += (len(encoded).to_bytes(4, "big"), encoded)
    return b"".join(parts)


def blobs(values: Sequence[bytes]) -> bytes:
    """Write a bytea[] in PostgreSQL's binary form."""
    return _array(_BYTES, len(values)) + b"".join(len(value).to_bytes(4, "big") + value for value in values)


def integers(values: Sequence[int]) -> bytes:
    """Write an integer[] in PostgreSQL's binary form."""
    return _array(_INTEGER, len(values)) + pack(f">{2 * len(values)}i", *chain.from_iterable((4, v) for v in values))


def _as_text(value: object) -> str | None:
    if value is None or type(value) is str:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _array(element: int, length: int) -> bytes:
    return pack(">5i", 1, 0, element, length, 1) if length else pack(">3i", 0, 0, element)


def _named(*parts: str) -> bytes:
    return b"".join(part.encode() + b"\0" for part in parts)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def _fields(body: bytes) -> dict[str, str]:
    """Read what an ErrorResponse says: {"C": the SQLSTATE, "M": the message, ...}."""
    said = body.rstrip(b"\0").decode(errors="replace").split("\0")
    return {part[0]: part[1:] for part in said if part}


_EXECUTE = _message(b"E", b"\0\0\0\0\0")
_SYNC = _message(b"S", b"")
