"""What every handler works with: the database, the writer, the clock, and who watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from litestar import Request
from litestar.datastructures import State

from creditline.dates.clock import Clock, SystemClock, TestClock
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.usecases.writer import Writer
from creditline.web.day_worker import close_days_for_ever
from creditline.web.live import Live

AppRequest = Request[None, None, State]


@dataclass(slots=True)
class Desk:
    """The parts of a running server. `clock` is a TestClock in a sandbox."""

    database: Database
    writer: Writer
    live: Live
    clock: Clock

    @property
    def sandbox(self) -> bool:
        """Whether this server keeps a sandbox's time."""
        return isinstance(self.clock, TestClock)

    def hear_clock(self, at: datetime) -> None:
        """Follow the sandbox's clock, wherever it was moved; become a sandbox when the database did."""
        if not isinstance(self.clock, TestClock):
            self.clock = TestClock(at)
        self.clock.move_to(max(at, self.clock.now()))


def desk_of(request: AppRequest) -> Desk:
    """Return the desk of the server that handles `request`."""
    desk: Desk = request.app.state.desk
    return desk


@asynccontextmanager
async def open_desk(url: str) -> AsyncIterator[Desk]:
    """Open all parts of a server on the database at `url`, and close them in the reverse order."""

    def hear_clock(at: datetime) -> None:
        desk.hear_clock(at)

    async with Database(url) as database, Writer(database) as writer, Live(database, hear_clock) as live:
        now = await read_clock(database)
        desk = Desk(database, writer, live, TestClock(now) if now else SystemClock())
        closing = asyncio.create_task(close_days_for_ever(database, _ClockOf(desk)))
        try:
            yield desk
        finally:
            closing.cancel()


@dataclass(frozen=True, slots=True)
class _ClockOf:
    """The clock a desk has at the time it is asked: a desk may become a sandbox's."""

    desk: Desk

    def now(self) -> datetime:
        return self.desk.clock.now()
