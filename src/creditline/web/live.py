"""Who watches which line: wakes them when the database says that the line moved."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

from creditline.store.database import Database, StoreUnavailable
from creditline.store.notices import listen

_LOG = logging.getLogger(__name__)
_PAUSE_S = 0.5
KEEP_ALIVE_S = 15.0


class Live:
    """One listener a process, any number of watchers. An async context manager: listens while it is open.

    on_clock: called with the instant when the sandbox's clock moved in some process.
    """

    def __init__(self, database: Database, on_clock: Callable[[datetime], None]) -> None:
        self._database = database
        self._on_clock = on_clock
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._ended = False

    async def __aenter__(self) -> Self:
        """Start to listen."""
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    def end_streams(self) -> None:
        """Let every watcher go, so that a server that is stopping need not wait for them."""
        self._ended = True
        self._wake(self._watchers)

    @property
    def watchers(self) -> int:
        """How many watch some line."""
        return sum(map(len, self._watchers.values()))

    async def moves(self, line_id: str) -> AsyncGenerator[bool]:
        """Yield True at once and whenever the line may have moved, False when nothing happened for a while."""
        moved = asyncio.Event()
        moved.set()
        self._watchers.setdefault(line_id, set()).add(moved)
        try:
            while not self._ended:
                yield await _moved_in_time(moved)
        finally:
            self._forget(line_id, moved)

    async def _listen(self) -> None:
        """Hear of moves; where the database is away, try again, and say so once and not at every try."""
        hears = True
        while True:
            try:
                async for said in listen(self._database):
                    hears = True
                    self._hear(said)
            except StoreUnavailable as lost:
                if hears:
                    _LOG.warning("No longer hear of moves, trying again: %s", lost)
                hears = False
            await asyncio.sleep(_PAUSE_S)

    def _hear(self, said: dict[str, str]) -> None:
        if "clock" in said:
            self._on_clock(datetime.fromisoformat(said["clock"]))
        if not said or "clock" in said:  # just connected, or time passed: whatever moved meanwhile was not said
            said = dict.fromkeys(self._watchers, "")
        self._wake(said)

    def _wake(self, line_ids: Iterable[str]) -> None:
        for line_id in line_ids:
            for moved in self._watchers.get(line_id, ()):
                moved.set()

    def _forget(self, line_id: str, moved: asyncio.Event) -> None:
        watchers = self._watchers.get(line_id, set())
        watchers.discard(moved)
        if not watchers:
            self._watchers.pop(line_id, None)


async def _moved_in_time(moved: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(moved.wait(), KEEP_ALIVE_S)
    except TimeoutError:
        return False
    moved.clear()
    return True
