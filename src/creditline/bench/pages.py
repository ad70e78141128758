"""What the pages cost: how many a second, how many borrowers can watch theirs, and how soon they see a commit.

On a sandbox filled as the demo fills it, in a database of its own, served by `creditline serve` in a process of its own
on one event loop:

a) each kind of page, asked for over keep-alive connections by people who have signed in;
b) streams held open, a few on every line: the API's events, and the parts of the borrower's page;
c) the borrower's page with the longest history in a real Chromium: from the answer to a commit until another number
   has been painted, the first chart, and the bytes of a first visit.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from random import Random
from statistics import median
from typing import Any

import uvloop

from creditline.bench.browser import Looked, look, what_is_missing
from creditline.bench.caller import Caller
from creditline.bench.http_load import OK, get_request, load_http
from creditline.bench.samples import Slice, quantile, side
from creditline.bench.sandbox import Sandbox, file_appeals, fill_sandbox
from creditline.bench.serving import ServerProcess
from creditline.bench.subscribers import EVENTS, PAGE, Held, Stream, allow_files, hold
from creditline.store.bench import bench_database, read_server_version, settle
from creditline.store.database import Database
from creditline.usecases.check_book import check_book
from creditline.usecases.seed_demo import STRAINED

_APPEALS = 60
_WARM_UP_S = 0.5
_LOADS = 9
_STREAMS = {"events": EVENTS, "page": PAGE}
_HEAVIEST_PAGE_KB, _SLOWEST_CHART_MS = 350, 1_500
_PATHS = {
    "home": "/",
    "line": "/lines/{line_id}",
    "what_if": "/lines/{line_id}/what_if?kind=draw&value=100",
    "queue": "/console/appeals",
    "console_line": "/console/lines/{line_id}",
    "portfolio": "/console/portfolio",
}
_PARTS = {"what_if"}  # what htmx asks for: a part of a page


@dataclass(frozen=True, slots=True)
class PageSpeed:
    """How many of a kind of page are answered in a second, and what a reader waits for one, in ms."""

    per_s: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesReport:
    """What a run found. Figures of a browser are None where there is none, and `note` says why.

    pages: by kind. streams: `events` of the API, and the parts of the borrower's `page`. pixel_p50_ms, pixel_p99_ms:
    from the answer to a commit until the page's number has changed and that frame has passed. first_chart_ms: the
    median over loads with nothing cached, from the beginning of the navigation; first_chart_most_ms: the slowest of
    them. page_kb: the page and all it loads as they are sent, in thousands of bytes; stream_kb: the first message of
    its stream.
    """

    pages: dict[str, PageSpeed]
    streams: dict[str, Held]
    pixel_p50_ms: float | None
    pixel_p99_ms: float | None
    pixel_commits: int
    first_chart_ms: float | None
    first_chart_most_ms: float | None
    page_kb: float | None
    stream_kb: float | None
    readers: int
    lines: int
    seconds: float
    check_ok: bool
    note: str | None
    postgres: str
    cores: int

    @property
    def light(self) -> bool | None:
        """Whether a first visit loads as little as we promise; None if it was not measured."""
        return None if self.page_kb is None else self.page_kb <= _HEAVIEST_PAGE_KB

    @property
    def quick(self) -> bool | None:
        """Whether the first chart is there as soon as we promise; None if it was not measured."""
        return None if self.first_chart_ms is None else self.first_chart_ms <= _SLOWEST_CHART_MS

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {**asdict(self), "light": self.light, "quick": self.quick}


def run(
    server_url: str,
    *,
    seconds: float = 5,
    readers: int = 8,
    subscribers: int = 1_000,
    commits: int = 200,
    loads: int = _LOADS,
    borrowers: int = 350,
    strained: int = STRAINED,
    seed: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> PagesReport:
    """Measure for `seconds` a kind of page, in a database of our own on the server; `say` is told each step.

    Raises TooFewFiles before anything else happens.
    """
    allow_files(subscribers)
    with bench_database(server_url) as url:
        say(f"fill a sandbox of {borrowers} borrowers")
        sandbox = fill_sandbox(url, borrowers=borrowers, strained=strained)
        course = _Course(url, sandbox, seconds, readers, Random(seed), say)  # noqa: S311 - a load that can be repeated
        with ServerProcess(url) as server:
            file_appeals(server.address, sandbox.moving[:_APPEALS])
            pages = {kind: course.speed(server, kind) for kind in _PATHS}
            missing = what_is_missing()
            looked = None if missing else course.look(server, commits, loads)
        streams = {name: course.hold(name, stream, subscribers) for name, stream in _STREAMS.items()}
        say("check")
        return _report(course, pages, streams, looked, note=missing)


@dataclass(frozen=True, slots=True)
class _Course:
    """What the steps of a run share."""

    url: str
    sandbox: Sandbox
    seconds: float
    readers: int
    rng: Random
    say: Callable[[str], None]

    def speed(self, server: ServerProcess, kind: str) -> PageSpeed:
        self.say(f"page: {kind}")
        taken = side([self._load(server, kind)])
        return PageSpeed(taken.ops, taken.p50_ms, taken.p99_ms)

    def look(self, server: ServerProcess, commits: int, loads: int) -> Looked:
        self.say("in a browser")
        line_id = _longest(server.address, self.sandbox.moving)
        return look(server.address, line_id, commits=commits, loads=loads, rng=self.rng)

    def hold(self, name: str, stream: Stream, subscribers: int) -> Held:
        """Hold the streams in a server of their own, whose memory nothing else has grown."""
        self.say(f"{subscribers:,} subscribers: {name}")
        settle(self.url, "bench/vacuum_all")
        with ServerProcess(self.url) as server:
            return hold(server, stream, self.sandbox.moving, subscribers)

    def _load(self, server: ServerProcess, kind: str) -> Slice:
        settle(self.url, "bench/vacuum_all")
        return load_http(
            server.address,
            self._requests(server.address[0], kind),
            connections=self.readers,
            warm_up_s=min(_WARM_UP_S, self.seconds / 2),
            seconds=self.seconds,
            status=OK,
        )

    def _requests(self, host: str, kind: str) -> Iterator[bytes]:
        part = ("HX-Request: true",) if kind in _PARTS else ()
        for secret in cycle(self.sandbox.readers):
            path = _PATHS[kind].format(line_id=self.rng.choice(self.sandbox.line_ids))
            yield get_request(host, path, f"Cookie: creditline_staff={secret}", *part)


def _longest(address: tuple[str, int], line_ids: list[str]) -> str:
    """Return the line whose page is the longest."""
    caller = Caller(address)
    found = max(line_ids, key=lambda line_id: caller.size(f"/lines/{line_id}"))
    caller.close()
    return found


def _check(url: str) -> bool:
    async def work() -> bool:
        async with Database(url) as database:
            return (await check_book(database)).ok

    return uvloop.run(work())


def _report(
    course: _Course, pages: dict[str, PageSpeed], streams: dict[str, Held], looked: Looked | None, *, note: str | None
) -> PagesReport:
    pixels_ms = sorted(looked.pixels_ms) if looked else []
    return PagesReport(
        pages=pages,
        streams=streams,
        pixel_p50_ms=round(quantile(pixels_ms, 50), 1) if looked else None,
        pixel_p99_ms=round(quantile(pixels_ms, 99), 1) if looked else None,
        pixel_commits=len(pixels_ms),
        first_chart_ms=round(median(looked.charts_ms)) if looked else None,
        first_chart_most_ms=round(max(looked.charts_ms)) if looked else None,
        page_kb=round(looked.page_bytes / 1000, 1) if looked else None,
        stream_kb=round(looked.stream_bytes / 1000, 1) if looked else None,
        readers=course.readers,
        lines=len(course.sandbox.line_ids),
        seconds=course.seconds,
        check_ok=_check(course.url),
        note=note,
        postgres=read_server_version(course.url),
        cores=os.cpu_count() or 1,
    )
