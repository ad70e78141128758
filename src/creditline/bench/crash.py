"""Killing the server and PostgreSQL under load, and looking whether every acknowledged event stands exactly once.

Each round lets callers draw and repay over HTTP, kills the server process, PostgreSQL or both with SIGKILL at a random
moment, brings them back, waits until every request that was cut off has been sent again and answered, and judges:
each acknowledged event is in the book once, as it was acknowledged; the book has no other; it adds up; `check` holds.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from random import Random
from time import monotonic
from typing import Any

from creditline.bench.book import line_ids, openings
from creditline.bench.caller_key import caller_key
from creditline.bench.crash_load import CrashLoad
from creditline.bench.serving import ServerProcess
from creditline.bench.verdict import judge
from creditline.bench.victims import Kill, Postgres, bring_back, kill, victim_postgres
from creditline.bench.writer_load import carry_out_all
from creditline.store.database import Database
from creditline.usecases.check_book import check_book

_LIMIT_MINOR = 30_000  # a few draws: some are declined, and that too must stand as it was told
_SOONEST_S = 0.3
_NOTE = "PostgreSQL was given (DATABASE_URL), so only the server process was killed."


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashReport:
    """What a run found.

    acknowledged: events that callers were told of. resent: requests sent more than once; found: those of them that
    had been carried out although no answer came. lost, doubled: must be 0. lines_off: lines that do not add up.
    """

    rounds: int
    acknowledged: int
    resent: int
    found: int
    lost: int
    doubled: int
    lines_off: int
    check_ok: bool
    kills: dict[str, int]
    callers: int
    lines: int
    seconds: float
    seed: int
    note: str | None

    @property
    def ok(self) -> bool:
        """Whether the book survived."""
        return self.check_ok and not (self.lost or self.doubled or self.lines_off)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {**asdict(self), "ok": self.ok}


def run(
    server_url: str | None = None,
    *,
    rounds: int = 10,
    seconds_per_round: float = 3,
    callers: int = 64,
    lines: int = 200,
    seed: int = 1,
    kinds: tuple[Kill, ...] = (),
    say: Callable[[str], None] = lambda _: None,
) -> CrashReport:
    """Kill and judge `rounds` times; what is killed, and after how long, follows from `seed`.

    With a `server_url` that PostgreSQL is used and never killed; without, one of our own. `kinds` narrows what is
    killed. `say` is told each step.
    Raises UnexpectedAnswer, NoAnswer.
    """
    rng, moments = Random(seed), Random(seed)  # noqa: S311 - a course that can be repeated, no secret
    began = monotonic()
    with victim_postgres(server_url) as postgres:
        ids = line_ids(lines)
        carry_out_all(postgres.url, openings(ids, _LIMIT_MINOR, rng, rate_bps=0))
        kills = choose_kills(kinds or postgres.kinds, rounds, moments)
        with ServerProcess(postgres.url) as server:
            trial = _Trial(server, postgres, seconds_per_round, moments, say)
            load = CrashLoad(server.address, ids, rng, callers, caller_key(postgres.url))
            asyncio.run(trial.go(load, kills))
    return CrashReport(
        rounds=rounds,
        acknowledged=len(load.acknowledged),
        resent=load.resent,
        found=load.found,
        lost=len(trial.lost),
        doubled=len(trial.doubled),
        lines_off=len(trial.lines_off),
        check_ok=trial.check_ok,
        kills={kind.value: kills.count(kind) for kind in Kill},
        callers=callers,
        lines=lines,
        seconds=round(monotonic() - began, 1),
        seed=seed,
        note=None if Kill.POSTGRES in postgres.kinds else _NOTE,
    )


@dataclass(slots=True)
class _Trial:
    """The rounds of a run and what they found."""

    server: ServerProcess
    postgres: Postgres
    seconds_per_round: float
    moments: Random
    say: Callable[[str], None]
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    lines_off: set[str] = field(default_factory=set)
    check_ok: bool = True

    async def go(self, load: CrashLoad, kills: list[Kill]) -> None:
        async with load:
            for number, kind in enumerate(kills, start=1):
                await self._round(load, kind)
                self.say(f"round {number} of {len(kills)}: killed {kind}; {len(load.acknowledged):,} acknowledged")

    async def _round(self, load: CrashLoad, kind: Kill) -> None:
        load.resume()
        await asyncio.sleep(self.moments.uniform(_SOONEST_S, self.seconds_per_round))
        await asyncio.to_thread(kill, kind, self.server, self.postgres)
        await asyncio.to_thread(bring_back, kind, self.server, self.postgres)
        await load.drain()
        verdict = await asyncio.to_thread(judge, self.postgres.url, load.acknowledged)
        self.lost |= verdict.lost
        self.doubled |= verdict.doubled
        self.lines_off |= verdict.lines_off
        async with Database(self.postgres.url) as database:
            self.check_ok &= (await check_book(database)).ok


def choose_kills(possible: tuple[Kill, ...], rounds: int, rng: Random) -> list[Kill]:
    """Choose what each round kills: every kind as often as the others, in an order that follows from the seed."""
    kinds = list(islice(cycle(possible), rounds))
    rng.shuffle(kinds)
    return kinds
