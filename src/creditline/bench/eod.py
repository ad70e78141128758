"""How fast a day is closed, how much memory that takes, and whether both grow with the book as a straight line does."""

import os
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import linear_regression
from time import perf_counter, process_time
from typing import Any

import uvloop

from creditline.bench.book import CURRENCY, LIMIT_MINOR, line_ids
from creditline.lines.apply import apply
from creditline.lines.commands import Draw, OpenLine, Stamp
from creditline.lines.event import Event
from creditline.lines.line import Terms
from creditline.lines.open_line import open_line, terms_of
from creditline.money.day_count import DayCount
from creditline.store.bench import bench_database, read_server_version, settle
from creditline.store.database import Database
from creditline.store.groups import connect, transaction, write
from creditline.store.products import product_in_force
from creditline.usecases.check_book import check_book
from creditline.usecases.end_of_day import Closed, close_days

_OPENED = datetime(2026, 3, 16, 2, tzinfo=UTC)
_KINDS = (None, None, "consumer-revolving", "consumer-instalments")  # half of the lines only revolve, without a product
_PAGE = 1_000
_A_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """One closed day: over how many lines, how long it took, and how much memory this process had needed by then.

    cpu_seconds: of this process alone, without PostgreSQL; on a busy machine it says more than the clock.
    """

    lines: int
    day: str
    seconds: float
    cpu_seconds: float
    lines_a_second: int
    peak_mb: int
    events: int


@dataclass(frozen=True, slots=True)
class EodReport:
    """What was measured.

    steps: an ordinary day over a quarter, a half and all of the lines. bills: the day on which the statements are
    issued, over all lines. seconds_of_a_million: what the straight line through the steps says of a million lines.
    r_squared: how much of the steps it explains.
    """

    steps: tuple[Step, ...]
    bills: Step
    seconds_of_a_million: float
    microseconds_a_line: float
    r_squared: float
    memory_grows_mb: int
    check_ok: bool
    postgres: str
    cores: int

    def as_dict(self) -> dict[str, Any]:
        """Return the report as values that JSON has."""
        return asdict(self)


def run(server_url: str, *, lines: int = 100_000, say: Callable[[str], None] = lambda _: None) -> EodReport:
    """Close days over a quarter, a half and all of `lines`, in a database of our own on the server."""
    with bench_database(server_url) as url:
        steps = tuple(_steps(url, lines, say))
        say("the day of the statements")
        bills = _measured(url, lines, date(2026, 4, 5), from_=date(2026, 4, 4))
        say("check")
        return _report(url, steps, bills, check_ok=uvloop.run(_check(url)))


def _steps(url: str, lines: int, say: Callable[[str], None]) -> Iterator[Step]:
    ids = line_ids(lines)
    opened, day = 0, date(2026, 3, 17)
    for size in (lines // 4, lines // 2, lines):
        say(f"open {size - opened:,} lines")
        uvloop.run(_open(url, ids[opened:size]))
        opened = size
        say(f"close a day of {size:,} lines")
        yield _measured(url, size, day + timedelta(days=1), from_=day)
        day += timedelta(days=2)


def _measured(url: str, lines: int, day: date, *, from_: date) -> Step:
    """Close all days up to `from_`, then measure closing `day`."""
    uvloop.run(_close(url, from_))
    settle(url, "bench/vacuum_days")
    start, cpu = perf_counter(), process_time()
    closed = uvloop.run(_close(url, day))
    seconds, cpu_seconds = perf_counter() - start, process_time() - cpu
    return Step(
        lines=lines,
        day=day.isoformat(),
        seconds=round(seconds, 2),
        cpu_seconds=round(cpu_seconds, 2),
        lines_a_second=round(closed.lines / seconds),
        peak_mb=_peak_mb(),
        events=closed.events,
    )


async def _close(url: str, day: date) -> Closed:
    now = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)  # four in the morning of the next day, in Shanghai
    async with Database(url) as database:
        return await close_days(database, now=now, until=day)


async def _check(url: str) -> bool:
    async with Database(url) as database:
        return (await check_book(database)).ok


async def _open(url: str, ids: Sequence[str]) -> None:
    """Open lines and draw on each, written as the writer writes them."""
    async with Database(url) as database:
        connection = await connect(database)
        rest = iter(enumerate(ids))
        while page := list(islice(rest, _PAGE)):
            async with transaction(connection):
                await write(
                    connection, [event for number, line_id in page for event in _story(number, line_id)], commits=False
                )
        await connection.close()


def _story(number: int, line_id: str) -> list[Event]:
    stamp = Stamp(key=None, fingerprint=None, effective_at=_OPENED, booked_at=_OPENED, actor="bench")
    terms = _terms(_KINDS[number % len(_KINDS)])
    opened = open_line(OpenLine(line_id=line_id, stamp=stamp, terms=terms, limit_minor=LIMIT_MINOR, reason="bench"))
    amount = 100_000 + number % 1_000
    drawn = apply(opened.after, Draw(line_id=line_id, stamp=stamp, amount_minor=amount, currency=CURRENCY))
    return [opened, *drawn]


def _terms(product: str | None) -> Terms:
    asked = Terms(
        name="Bench",
        currency=CURRENCY,
        rate_bps=1_800,
        day_count=DayCount.ACT_365,
        zone="Asia/Shanghai",
        opened_on=_OPENED.date(),
    )
    return terms_of(product_in_force(product, asked.opened_on), asked) if product else asked


def _report(url: str, steps: tuple[Step, ...], bills: Step, *, check_ok: bool) -> EodReport:
    sizes, seconds = [step.lines for step in steps], [step.seconds for step in steps]
    slope, intercept = linear_regression(sizes, seconds)
    return EodReport(
        steps=steps,
        bills=bills,
        seconds_of_a_million=round(slope * _A_MILLION + intercept, 1),
        microseconds_a_line=round(slope * 1_000_000, 1),
        r_squared=round(_explained(sizes, seconds, slope, intercept), 4),
        memory_grows_mb=steps[-1].peak_mb - steps[0].peak_mb,
        check_ok=check_ok,
        postgres=read_server_version(url),
        cores=os.cpu_count() or 1,
    )


def _explained(sizes: Sequence[float], seconds: Sequence[float], slope: float, intercept: float) -> float:
    mean = sum(seconds) / len(seconds)
    left = sum((y - slope * x - intercept) ** 2 for x, y in zip(sizes, seconds, strict=True))
    total = sum((y - mean) ** 2 for y in seconds)
    return 1 - left / total if total else 1.0


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
