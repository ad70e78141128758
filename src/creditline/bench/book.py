"""The lines that the benchmarks work on, and the commands they send."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from random import Random

from creditline.dates.clock import SystemClock
from creditline.lines.commands import AmountCommand, Command, Draw, OpenLine, Repay, Stamp
from creditline.lines.line import Terms
from creditline.money.day_count import DayCount

CURRENCY = "CNY"
LIMIT_MINOR = 1_000_000
HOT_LIMIT_MINOR = 10**14
LARGEST_MINOR = 10_000
_CLOCK = SystemClock()


def line_ids(count: int) -> list[str]:
    """Return the ids of `count` lines."""
    return [f"line_bench_{number:06}" for number in range(1, count + 1)]


def openings(ids: Sequence[str], limit_minor: int, rng: Random, *, rate_bps: int = 1800) -> Iterator[Command]:
    """Open each line."""
    terms = Terms(
        name="Bench",
        currency=CURRENCY,
        rate_bps=rate_bps,
        day_count=DayCount.ACT_365,
        zone="Asia/Shanghai",
        opened_on=_CLOCK.now().date(),
    )
    for line_id in ids:
        stamp = _stamp(rng, "open", line_id)
        yield OpenLine(line_id=line_id, stamp=stamp, terms=terms, limit_minor=limit_minor, reason="bench")


def first_draws(ids: Sequence[str], limit_minor: int, rng: Random) -> Iterator[Command]:
    """Draw half of each line's limit, so that no random step after it is refused or overpaid."""
    for line_id in ids:
        yield _amount_command(Draw, line_id, limit_minor // 2, rng)


def steps(ids: Sequence[str], rng: Random) -> Iterator[Command]:
    """Draw from or repay to a random line, a random amount, without end."""
    while True:
        kind = Draw if rng.random() < 0.5 else Repay  # noqa: PLR2004 - a fair coin
        yield _amount_command(kind, rng.choice(ids), rng.randint(1, LARGEST_MINOR), rng)


def new_key(rng: Random) -> str:
    """Return an idempotency key as callers make them: 128 random bits."""
    return f"{rng.getrandbits(128):032x}"


def _amount_command(kind: type[AmountCommand], line_id: str, amount_minor: int, rng: Random) -> AmountCommand:
    stamp = _stamp(rng, kind.__name__, line_id, amount_minor)
    return kind(line_id=line_id, stamp=stamp, amount_minor=amount_minor, currency=CURRENCY)


def _stamp(rng: Random, *request: object) -> Stamp:
    now = _CLOCK.now()
    fingerprint = sha256(repr(request).encode()).digest()
    return Stamp(key=new_key(rng), fingerprint=fingerprint, effective_at=now, booked_at=now, actor="bench")
