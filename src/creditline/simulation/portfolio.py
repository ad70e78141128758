"""A made-up portfolio: who the borrowers are, and a year of each one's line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from creditline.lines.commands import Command
from creditline.simulation.borrowers import live_from_farm, live_from_shop, live_on_salary
from creditline.simulation.diary import Diary, days_before, instant
from creditline.simulation.stories import N_

_HISTORY_DAYS = 365
_RATES_BPS = (1_095, 1_277, 1_460, 1_642, 1_825)
_ONE_IN_USD = 25
_CNY_OF_USD = 8  # limits only; nothing is converted


@dataclass(frozen=True, slots=True)
class _Livelihood:
    """One kind of borrower: what its lines are called, how high they are, and how it lives with them."""

    id_part: str
    name: str
    limits_minor: tuple[int, ...]
    live: Callable[[Diary, Random, Sequence[date]], None]


_SALARIED = _Livelihood(
    "salaried", N_("Salaried borrower"), (1_000_000, 2_000_000, 3_500_000, 5_000_000), live_on_salary
)
_SHOP = _Livelihood("shop", N_("Shop"), (5_000_000, 8_000_000, 15_000_000, 30_000_000), live_from_shop)
_FARM = _Livelihood("farm", N_("Family farm"), (3_000_000, 5_000_000, 10_000_000), live_from_farm)
_MIX = (_SALARIED, _SHOP, _SALARIED, _FARM, _SALARIED, _SHOP)


def portfolio(seed: int, borrowers: int, now: datetime) -> Iterator[list[Command]]:
    """Yield the commands of each of `borrowers` lines in time order: a year up to `now`.

    The same arguments give the same commands; a borrower does not depend on how many there are.
    """
    for number in range(1, borrowers + 1):
        yield _year_of(number, Random(f"{seed}:{number}"), now)  # noqa: S311 - a story, not a secret


def _year_of(number: int, chance: Random, now: datetime) -> list[Command]:
    livelihood = _MIX[number % len(_MIX)]
    first, *days = days_before(now, _HISTORY_DAYS)
    diary = _opened(number, livelihood, chance, instant(first, 9))
    livelihood.live(diary, chance, days)
    return diary.until(now)


def _opened(number: int, livelihood: _Livelihood, chance: Random, at: datetime) -> Diary:
    limit = chance.choice(livelihood.limits_minor)
    in_usd = number % _ONE_IN_USD == 0
    return Diary(
        line_id=f"line_{livelihood.id_part}_{number:04d}",
        name=f"{livelihood.name} {number}",
        currency="USD" if in_usd else "CNY",
        rate_bps=chance.choice(_RATES_BPS),
        limit_minor=limit // _CNY_OF_USD if in_usd else limit,
        opened_at=at,
    )
