"""Load that is not to be shaken off: callers that send a request again, with its key, until it is answered."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self

from creditline.bench.book import CURRENCY, LARGEST_MINOR, new_key
from creditline.bench.http_load import post_request
from creditline.money.amount import format_minor

_PATH_OF_KIND = {"draw": "draws", "repayment": "repayments"}
_DONE = 201
_LATER = frozenset({409, 503})
_PAUSE_S = 0.05
_PATIENCE_S = 60.0


class UnexpectedAnswer(RuntimeError):
    """The server gave an answer that a request of the benchmark can never deserve."""

    code = "bench-unexpected-answer"

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"The server answered {status}: {body[:500].decode(errors='replace')}")


class NoAnswer(RuntimeError):
    """Requests stayed without an answer although the server was up again."""

    code = "bench-no-answer"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} requests were not answered within {_PATIENCE_S:.0f} s after a restart.")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server said it had done under a key."""

    line_id: str
    version: int
    kind: str
    approved: bool
    amount_minor: int


@dataclass(slots=True)
class CrashLoad:
    """Callers on connections of their own, each with one request under way; a context manager that ends them.

    acknowledged: every answer, by key. resent: how many requests were sent more than once, and found: how many of
    those the server had carried out before, without its answer reaching us.
    """

    address: tuple[str, int]
    line_ids: Sequence[str]
    rng: Random
    callers: int
    api_key: str
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    resent: int = 0
    found: int = 0
    _go: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    _under_way: int = 0

    async def __aenter__(self) -> Self:
        """Make the callers; they wait for `resume`."""
        self._tasks = [asyncio.create_task(self._call()) for _ in range(self.callers)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the callers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def resume(self) -> None:
        """Let the callers send new requests."""
        self._go.set()

    async def drain(self) -> None:
        """Hold new requests back and wait until each one under way is answered; raise NoAnswer if one never is."""
        self._go.clear()
        deadline = asyncio.get_running_loop().time() + _PATIENCE_S
        while self._under_way:
            self._raise_failure()
            if asyncio.get_running_loop().time() > deadline:
                raise NoAnswer(self._under_way)
            await asyncio.sleep(_PAUSE_S)
        self._raise_failure()

    def _raise_failure(self) -> None:
        for task in self._tasks:
            if task.done():
                task.result()

    async def _call(self) -> None:
        connection = _Connection(self.address)
        try:
            while await self._go.wait():
                self._under_way += 1
                await self._ask(connection)
                self._under_way -= 1
        finally:
            connection.close()

    async def _ask(self, connection: "_Connection") -> None:
        key, line_id = new_key(self.rng), self.rng.choice(self.line_ids)
        kind, amount_minor = self.rng.choice(("draw", "repayment")), self.rng.randint(1, LARGEST_MINOR)
        body = json.dumps({"amount": format_minor(amount_minor, CURRENCY), "currency": CURRENCY}).encode()
        path = f"/v1/lines/{line_id}/{_PATH_OF_KIND[kind]}"
        answer, replayed, times = await _insist(
            connection, post_request(self.address[0], path, key, body, self.api_key)
        )
        self.resent += times > 1
        self.found += replayed
        approved = answer["status"] == "approved"
        self.acknowledged[key] = Acknowledged(line_id, answer["version"], kind, approved, amount_minor)


async def _insist(connection: "_Connection", request: bytes) -> tuple[dict[str, Any], bool, int]:
    """Send a request until it is done; return the answer, whether it was a replay, and how often it was sent."""
    times = 0
    while True:
        times += 1
        try:
            status, head, body = await connection.exchange(request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            connection.close()
        else:
            if status == _DONE:
                return json.loads(body), b"idempotency-replayed: true" in head.lower(), times
            if status not in _LATER:
                raise UnexpectedAnswer(status, body)
        await asyncio.sleep(_PAUSE_S)


class _Connection:
    """A keep-alive connection that is made anew when it is lost."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return status, head and body. Raises OSError, IncompleteReadError, TimeoutError."""
        async with asyncio.timeout(_PATIENCE_S / 2):
            self._streams = self._streams or await asyncio.open_connection(*self._address)
            reader, writer = self._streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            return int(head.split(b" ", 2)[1]), head, await reader.readexactly(length)

    def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
