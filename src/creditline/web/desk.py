"""What every handler works with: the database, the writer, the clock, who watches, who may come in, and the files."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from litestar import Request
from litestar.datastructures import State

from creditline.access.allowance import Allowance
from creditline.appeals.promise import DEFAULT_RULES, Calendar
from creditline.dates.clock import Clock, SystemClock, TestClock
from creditline.store.clock import read_clock
from creditline.store.database import Database, GroupRejected, StoreUnavailable
from creditline.store.files import Files
from creditline.store.people import read_signing_secret
from creditline.usecases.api_keys import KnownKeys
from creditline.usecases.file_appeal import Intake
from creditline.usecases.index_lines import index_lines
from creditline.usecases.journal import Journal
from creditline.usecases.sweep_appeals import sweep_appeals
from creditline.usecases.writer import Writer
from creditline.web.day_worker import close_days_for_ever
from creditline.web.live import Live
from creditline.web.outgoing.secret import webhook_key
from creditline.web.rest_calendar import RestCalendar
from creditline.web.settings import Settings, read_settings
from creditline.web.spelling import spelt

AppRequest = Request[None, None, State]

_SWEEP_EVERY_S = 600.0
_PEOPLE_PER_MINUTE, _PEOPLE_AT_ONCE = 600, 200
_TRIES_PER_MINUTE, _TRIES_AT_ONCE = 5, 10
_ADDRESS_PER_MINUTE, _ADDRESS_AT_ONCE = 60, 60  # behind a proxy, everybody has its address


@dataclass(slots=True)
class Allowances:
    """How often people may ask, and how often somebody may try to sign in; of this process alone."""

    people: Allowance = field(default_factory=lambda: Allowance(_PEOPLE_PER_MINUTE, _PEOPLE_AT_ONCE))
    tries: Allowance = field(default_factory=lambda: Allowance(_TRIES_PER_MINUTE, _TRIES_AT_ONCE))
    addresses: Allowance = field(default_factory=lambda: Allowance(_ADDRESS_PER_MINUTE, _ADDRESS_AT_ONCE))


@dataclass(slots=True, kw_only=True)
class Desk:
    """The parts of a running server. `clock` is a TestClock in a sandbox; `wall` is the real time, for sessions."""

    database: Database
    writer: Writer
    live: Live
    clock: Clock
    settings: Settings
    journal: Journal
    keys: KnownKeys
    intake: Intake
    signing_secret: bytes
    webhook_key: bytes
    wall: Clock = field(default_factory=SystemClock)
    allowances: Allowances = field(default_factory=Allowances)
    time_passed: asyncio.Event = field(default_factory=asyncio.Event)
    running: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def sandbox(self) -> bool:
        """Whether this server keeps a sandbox's time."""
        return isinstance(self.clock, TestClock)

    def now(self) -> datetime:
        """Return the instant that the system keeps."""
        return self.clock.now()

    def hear_clock(self, at: datetime) -> None:
        """Follow the sandbox's clock, wherever it was moved; become a sandbox when the database did."""
        if not isinstance(self.clock, TestClock):
            self.clock = TestClock(at)
        self.clock.move_to(max(at, self.clock.now()))
        self.time_passed.set()


def desk_of(request: AppRequest) -> Desk:
    """Return the desk of the server that handles `request`."""
    desk: Desk = request.app.state.desk
    return desk


@asynccontextmanager
async def open_desk(url: str, settings: Settings | None = None) -> AsyncIterator[Desk]:
    """Open all parts of a server on the database at `url`, and close them in the reverse order."""

    def hear_clock(at: datetime) -> None:
        desk.hear_clock(at)

    asked = settings or read_settings()
    files = Files(asked.files_url)
    async with (
        Database(url) as database,
        Writer(database) as writer,
        Journal(database) as journal,
        Live(database, hear_clock) as live,
    ):
        now, secret = await read_clock(database), await read_signing_secret(database)
        desk = Desk(
            database=database,
            writer=writer,
            live=live,
            clock=TestClock(now) if now else SystemClock(),
            settings=asked,
            journal=journal,
            keys=KnownKeys(database),
            intake=Intake(database, files, DEFAULT_RULES, _calendar()),
            signing_secret=secret,
            webhook_key=webhook_key(secret, asked.webhook_key),
        )
        async with _sweeping(desk):
            yield desk


def _calendar() -> Calendar:
    return RestCalendar("CN")


@asynccontextmanager
async def _sweeping(desk: Desk) -> AsyncIterator[None]:
    """Bring appeals to the present and make new lines findable, now and then, and when the sandbox's clock moved."""
    tasks = [
        asyncio.create_task(_sweep(desk)),
        asyncio.create_task(close_days_for_ever(desk.database, _ClockOf(desk))),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*desk.running, return_exceptions=True)


async def _sweep(desk: Desk) -> None:
    while True:
        with suppress(StoreUnavailable, GroupRejected):
            await sweep_appeals(desk.database, now=desk.clock.now(), rules=desk.intake.rules)
            await index_lines(desk.database, spelt)
        desk.time_passed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(desk.time_passed.wait(), _SWEEP_EVERY_S)


@dataclass(frozen=True, slots=True)
class _ClockOf:
    """The clock a desk has at the time it is asked: a desk may become a sandbox's."""

    desk: Desk

    def now(self) -> datetime:
        return self.desk.clock.now()
