"""What every handler works with: the database, the writer, the clock, who watches, who may come in, and the files."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from litestar import Request
from litestar.datastructures import State

from creditline.access.allowance import Allowance, Buckets, OwnBuckets
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
from creditline.usecases.remind_of_proofs import remind_of_proofs
from creditline.usecases.sweep_appeals import sweep_appeals
from creditline.usecases.writer import Writer
from creditline.web.board import Figures
from creditline.web.day_worker import close_days_for_ever
from creditline.web.live import Live
from creditline.web.outgoing.secret import webhook_key
from creditline.web.place import Place, cpu_seconds, resident_bytes
from creditline.web.rest_calendar import RestCalendar
from creditline.web.settings import Settings, read_settings
from creditline.web.spelling import spelt

AppRequest = Request[None, None, State]

_SWEEP_EVERY_S = 600.0
_REMIND_EVERY = timedelta(hours=1)
_PEOPLE_PER_MINUTE, _PEOPLE_AT_ONCE = 600, 200
_TRIES_PER_MINUTE, _TRIES_AT_ONCE = 5, 10
_ADDRESS_PER_MINUTE, _ADDRESS_AT_ONCE = 60, 60  # behind a proxy, everybody has its address


class Allowances:
    """How often people may ask, and how often somebody may try to sign in; of all processes of a machine together."""

    def __init__(self, place: Place | None) -> None:
        self.people = Allowance(_PEOPLE_PER_MINUTE, _PEOPLE_AT_ONCE, _buckets(place, "people"))
        self.tries = Allowance(_TRIES_PER_MINUTE, _TRIES_AT_ONCE, _buckets(place, "tries"))
        self.addresses = Allowance(_ADDRESS_PER_MINUTE, _ADDRESS_AT_ONCE, _buckets(place, "addresses"))


def _buckets(place: Place | None, kind: str) -> Buckets:
    return OwnBuckets() if place is None else place.buckets(kind)


@dataclass(slots=True, kw_only=True)
class Desk:
    """The parts of a running server. `clock` is a TestClock in a sandbox; `wall` is the real time, for sessions.

    place: which of a machine's server processes this is; None for the only one.
    """

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
    allowances: Allowances
    place: Place | None = None
    wall: Clock = field(default_factory=SystemClock)
    time_passed: asyncio.Event = field(default_factory=asyncio.Event)
    running: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def sandbox(self) -> bool:
        """Whether this server keeps a sandbox's time."""
        return isinstance(self.clock, TestClock)

    @property
    def works_for_all(self) -> bool:
        """Whether what is done once a machine is done by this process: sweeps, the end of day, deliveries."""
        return self.place is None or self.place.first

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
async def open_desk(url: str, settings: Settings | None = None, place: Place | None = None) -> AsyncIterator[Desk]:
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
            keys=KnownKeys(database, _buckets(place, "keys")),
            intake=Intake(database, files, DEFAULT_RULES, _calendar()),
            signing_secret=secret,
            webhook_key=webhook_key(secret, asked.webhook_key),
            allowances=Allowances(place),
            place=place,
        )
        async with _working(desk):
            yield desk


def _calendar() -> Calendar:
    return RestCalendar("CN")


@asynccontextmanager
async def _working(desk: Desk) -> AsyncIterator[None]:
    """Do what no request asks for, while the server runs; on leaving, wait for the jobs that were asked for."""
    tasks = [asyncio.create_task(work) for work in _works(desk)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*desk.running, return_exceptions=True)


def _works(desk: Desk) -> Iterator[Coroutine[None, None, None]]:
    if desk.works_for_all:
        yield _sweep(desk)
        yield close_days_for_ever(desk.database, _ClockOf(desk))
    if desk.place is not None:
        yield desk.place.post_for_ever(lambda: figures_of(desk))


def figures_of(desk: Desk) -> Figures:
    """Return what this process has to tell of itself."""
    counted = desk.writer.counted
    return Figures(
        waiting=desk.writer.waiting,
        watchers=desk.live.watchers,
        resident_bytes=resident_bytes(),
        commands=counted.commands,
        groups=counted.groups,
        rejected=counted.rejected,
        seconds=counted.seconds,
        cpu_seconds=cpu_seconds(),
    )


async def _sweep(desk: Desk) -> None:
    """Bring appeals to the present and make new lines findable, now and then, and when the sandbox's clock moved.

    Who is to be reminded of a proof of income is looked for once an hour: all profiles are read for it.
    """
    reminded = datetime.min.replace(tzinfo=UTC)
    while True:
        now = desk.clock.now()
        with suppress(StoreUnavailable, GroupRejected):
            await sweep_appeals(desk.database, now=now, rules=desk.intake.rules)
            await index_lines(desk.database, spelt)
            if now - reminded >= _REMIND_EVERY:
                await remind_of_proofs(desk.database, now=now)
                reminded = now
        desk.time_passed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(desk.time_passed.wait(), _SWEEP_EVERY_S)


@dataclass(frozen=True, slots=True)
class _ClockOf:
    """The clock a desk has at the time it is asked: a desk may become a sandbox's."""

    desk: Desk

    def now(self) -> datetime:
        return self.desk.clock.now()
