"""Writing the audit trail: deeds that wait together are written together, and nobody is answered before theirs is."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from creditline.store.audit import Deed, write_deeds
from creditline.store.database import Database, GroupRejected, StoreUnavailable

_MOST_AT_ONCE = 500

_Waiting = tuple[Deed, "asyncio.Future[None]"]


class Journal:
    """Writes deeds in groups. An async context manager: what waits on leaving is still written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start to write."""
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what still waits, then stop."""
        self._queue.put_nowait(None)
        if self._running is not None:
            with suppress(asyncio.CancelledError):
                await self._running

    async def write(self, deed: Deed) -> None:
        """Write a deed; returns once it is committed. Raises StoreUnavailable, and then nothing should be shown."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((deed, written))
        await written

    async def _run(self) -> None:
        while group := await self._take():
            await self._write(group)

    async def _take(self) -> list[_Waiting]:
        first = await self._queue.get()
        group = [] if first is None else [first]
        while group and len(group) < _MOST_AT_ONCE and not self._queue.empty():
            following = self._queue.get_nowait()
            if following is None:
                self._queue.put_nowait(None)
                break
            group.append(following)
        return group

    async def _write(self, group: list[_Waiting]) -> None:
        try:
            await write_deeds(self._database, [deed for deed, _ in group])
        except (StoreUnavailable, GroupRejected) as failed:
            _settle(group, failed)
        else:
            _settle(group, None)


def _settle(group: list[_Waiting], failed: Exception | None) -> None:
    for _, written in group:
        if written.done():
            continue
        if failed is None:
            written.set_result(None)
        else:
            written.set_exception(failed)
