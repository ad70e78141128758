"""How fast the book is, beside the least that PostgreSQL can be asked to do, on the same server in the same run.

Five sides, on lines drawn to half their limit, a random draw or repayment each time, every one durable at its answer:

a) pgbench calling one plpgsql function (store/queries/bench/opponent_schema.sql): the best of 8, 32 and 64 clients;
b) the writer in this process, 256 callers;
c) the HTTP API in `processes` processes of its own on one port, 256 keep-alive connections;
d), e) the same two on other lines, each of which has a profile: every event moves 24 features and more, is scored, and
   makes a decision or confirms the last one, in the same commit.

The sides take turns in rounds, so that whatever else the machine does falls on all of them; before each turn the
database is vacuumed and checkpointed, and each turn begins with a warm-up that is not counted. A side's rate is that of
its median turn. For pgbench that is taken for each number of clients, and the best of the three counts.
"""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import uvloop

from creditline.bench.book import HOT_LIMIT_MINOR, LIMIT_MINOR, first_draws, line_ids, openings, steps
from creditline.bench.caller_key import caller_key
from creditline.bench.decided import let_decide
from creditline.bench.http_load import load_http, step_requests
from creditline.bench.pgbench import find_pgbench, run_pgbench
from creditline.bench.samples import Side, Slice, side
from creditline.bench.serving import ServerProcess
from creditline.bench.writer_load import carry_out_all, load_writer
from creditline.store.bench import bench_database, make_opponent, read_decided, read_server_version, settle
from creditline.store.database import Database
from creditline.usecases.check_book import check_book

T = TypeVar("T")

_PGBENCH_CLIENTS = (8, 32, 64)
_ROUNDS = 3
_CORES = os.cpu_count() or 1
_HOT_LINE = "line_bench_hot"
_MOST_OPS = 40_000  # a second: how many commands or requests are made ready


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineReport:
    """What a run found. ops: operations a second. ratio: to pgbench_ops. p50, p99: what a caller waited, in ms."""

    pgbench_ops: float
    pgbench_p50_ms: float
    pgbench_p99_ms: float
    pgbench_clients: int
    writer_ops: float
    writer_p50_ms: float
    writer_p99_ms: float
    writer_ratio: float
    http_ops: float
    http_p50_ms: float
    http_p99_ms: float
    http_ratio: float
    http_processes: int
    decided_writer_ops: float
    decided_writer_p99_ms: float
    decided_writer_ratio: float
    decided_http_ops: float
    decided_http_p99_ms: float
    decided_http_ratio: float
    decisions_made: int
    decisions_confirmed: int
    decisions_waiting: int
    hot_line_ops: float
    callers: int
    lines: int
    seconds: float
    check_ok: bool
    postgres: str
    cores: int

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return asdict(self)


def run(
    server_url: str,
    *,
    seconds: float = 10,
    callers: int = 256,
    lines: int = 10_000,
    rounds: int = _ROUNDS,
    seed: int = 1,
    processes: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> OnlineReport:
    """Measure for `seconds` a side on the PostgreSQL server at `server_url`, in a database of our own.

    processes: how many serve HTTP; None for two, or one on a single core. `say` is told each step.
    Raises PgbenchMissing before anything else happens.
    """
    pgbench = find_pgbench()
    with bench_database(server_url) as url:
        rng = Random(seed)  # noqa: S311 - a load that can be repeated, no secret
        course = _Course(url, line_ids(lines), callers, seconds / rounds, rng, processes or min(2, _CORES), say)
        course.prepare()
        for number in range(1, rounds + 1):
            for clients in _PGBENCH_CLIENTS:
                course.turn(f"round {number} of {rounds}: pgbench, {clients} clients")
                course.pgbench.setdefault(clients, []).append(_pgbench_turn(course, pgbench, clients))
            course.turn(f"round {number} of {rounds}: writer")
            course.writer.append(_writer_turn(course, course.ids))
            course.turn(f"round {number} of {rounds}: HTTP")
            course.http.append(_http_turn(course, course.ids))
            course.turn(f"round {number} of {rounds}: writer, deciding")
            course.decided_writer.append(_writer_turn(course, course.decided_ids))
            course.turn(f"round {number} of {rounds}: HTTP, deciding")
            course.decided_http.append(_http_turn(course, course.decided_ids))
        course.turn("writer, all on one line")
        hot = side([_writer_turn(course, [_HOT_LINE])])
        say("check")
        return _report(course, hot, check_ok=_check(url))


@dataclass(slots=True)
class _Course:
    """What the turns of a run share, and what they found."""

    url: str
    ids: list[str]
    callers: int
    seconds: float
    rng: Random
    processes: int
    say: Callable[[str], None]
    pgbench: dict[int, list[Slice]] = field(default_factory=dict)
    writer: list[Slice] = field(default_factory=list)
    http: list[Slice] = field(default_factory=list)
    decided_writer: list[Slice] = field(default_factory=list)
    decided_http: list[Slice] = field(default_factory=list)

    @property
    def decided_ids(self) -> list[str]:
        return [f"{line_id}_decided" for line_id in self.ids]

    @property
    def warm_up_s(self) -> float:
        return min(0.5, self.seconds / 2)

    def prepare(self) -> None:
        self.say(f"open {len(self.ids):,} lines")
        make_opponent(self.url, lines=len(self.ids), limit_minor=LIMIT_MINOR, drawn_minor=LIMIT_MINOR // 2)
        for ids, limit_minor in ((self.ids, LIMIT_MINOR), ([_HOT_LINE], HOT_LIMIT_MINOR)):
            carry_out_all(self.url, openings(ids, limit_minor, self.rng))
            carry_out_all(self.url, first_draws(ids, limit_minor, self.rng))
        self.say(f"open {len(self.ids):,} more and let a policy decide them")
        carry_out_all(self.url, openings(self.decided_ids, LIMIT_MINOR, self.rng))
        let_decide(self.url, self.decided_ids, limit_minor=LIMIT_MINOR)
        carry_out_all(self.url, first_draws(self.decided_ids, LIMIT_MINOR, self.rng))

    def turn(self, what: str) -> None:
        self.say(what)
        settle(self.url)


def _pgbench_turn(course: _Course, binary: Path, clients: int) -> Slice:
    seconds = course.seconds / len(_PGBENCH_CLIENTS)
    return run_pgbench(
        binary, course.url, clients=clients, lines=len(course.ids), warm_up_s=course.warm_up_s, seconds=seconds
    )


def _writer_turn(course: _Course, ids: list[str]) -> Slice:
    commands = _ready_made(course, steps(ids, course.rng))
    return load_writer(course.url, commands, callers=course.callers, warm_up_s=course.warm_up_s, seconds=course.seconds)


def _http_turn(course: _Course, ids: list[str]) -> Slice:
    with ServerProcess(course.url, processes=course.processes) as server:
        return load_http(
            server.address,
            _ready_made(course, _requests(course, ids, server.address[0])),
            connections=course.callers,
            warm_up_s=course.warm_up_s,
            seconds=course.seconds,
        )


def _requests(course: _Course, ids: list[str], host: str) -> Iterator[bytes]:
    return step_requests(ids, course.rng, host=host, api_key=caller_key(course.url))


def _ready_made(course: _Course, asked: Iterator[T]) -> Iterator[T]:
    """Make what will be asked before the turn begins, so that its making is not measured, nor its being looked through.

    A collector that goes through a hundred thousand waiting commands works for the load, not for what is measured.
    """
    gc.unfreeze()  # those of the turn before
    most = int((course.warm_up_s + course.seconds) * _MOST_OPS)
    ready = list(islice(asked, most))
    gc.collect()
    gc.freeze()
    return chain(ready, asked)


def _check(url: str) -> bool:
    async def work() -> bool:
        async with Database(url) as database:
            return (await check_book(database)).ok

    return uvloop.run(work())


def _report(course: _Course, hot: Side, *, check_ok: bool) -> OnlineReport:
    sides = {clients: side(slices) for clients, slices in course.pgbench.items()}
    clients, pgbench = max(sides.items(), key=lambda item: item[1].ops)
    writer, http = side(course.writer), side(course.http)
    deciding, http_deciding = side(course.decided_writer), side(course.decided_http)
    decided = read_decided(course.url)
    return OnlineReport(
        pgbench_ops=pgbench.ops,
        pgbench_p50_ms=pgbench.p50_ms,
        pgbench_p99_ms=pgbench.p99_ms,
        pgbench_clients=clients,
        writer_ops=writer.ops,
        writer_p50_ms=writer.p50_ms,
        writer_p99_ms=writer.p99_ms,
        writer_ratio=round(writer.ops / pgbench.ops, 2),
        http_ops=http.ops,
        http_p50_ms=http.p50_ms,
        http_p99_ms=http.p99_ms,
        http_ratio=round(http.ops / pgbench.ops, 2),
        http_processes=course.processes,
        decided_writer_ops=deciding.ops,
        decided_writer_p99_ms=deciding.p99_ms,
        decided_writer_ratio=round(deciding.ops / pgbench.ops, 2),
        decided_http_ops=http_deciding.ops,
        decided_http_p99_ms=http_deciding.p99_ms,
        decided_http_ratio=round(http_deciding.ops / pgbench.ops, 2),
        decisions_made=decided["made"],
        decisions_confirmed=decided["confirmed"],
        decisions_waiting=decided["waiting"],
        hot_line_ops=hot.ops,
        callers=course.callers,
        lines=len(course.ids),
        seconds=round(course.seconds * len(course.writer), 3),
        check_ok=check_ok,
        postgres=read_server_version(course.url),
        cores=_CORES,
    )
