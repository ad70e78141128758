"""Made-up borrowers of a statement line under more or less strain: most pay in full, some just enough, some no more.

Strain is what nobody sees: it drifts from month to month, a blow raises it at once, and beyond a point a borrower
stops paying for good. What is seen follows from it: more drawn, less paid, paid later. So histories hold outcomes that
can be learned, and signs that come before them. Now and then somebody without any strain forgets to pay for a month or
two, and then pays: to have been late once says little, to be late now says more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from creditline.lines.commands import Command
from creditline.lines.product import Product
from creditline.simulation.diary import Diary, days_before, instant
from creditline.simulation.stories import N_

HISTORY_DAYS = 570
_LIMITS_MINOR = (800_000, 1_500_000, 2_500_000, 4_000_000)
_LOOKS_AT_ACCOUNT_ON = 6
_TIDY_MINOR = 1_000
_ALL = 100
_EASY, _TIGHT, _LOST = 45, 70, 88


def strained(seed: int, borrowers: int, now: datetime, product: Product) -> Iterator[list[Command]]:
    """Yield the commands of each of `borrowers` lines with `product`, which issues statements, in time order.

    The same arguments give the same commands; a borrower does not depend on how many there are. A history begins no
    earlier than the product.
    """
    for number in range(1, borrowers + 1):
        chance = Random(f"{seed}:strain:{number}")  # noqa: S311 - a story, not a secret
        first, *days = [day for day in days_before(now, HISTORY_DAYS) if day >= product.valid_from]
        diary = Diary(
            line_id=f"line_strain_{number:04d}",
            name=f"{N_('Statement borrower')} {number}",
            currency=product.currency,
            rate_bps=product.rate_bps,
            limit_minor=chance.choice(_LIMITS_MINOR),
            opened_at=instant(first, 9),
            product=product,
        )
        live_under_strain(diary, chance, days)
        yield diary.until(now)


@dataclass(slots=True)
class _Mood:
    """How a borrower is doing: `strain` from 0 to 100; `lost` when nothing is paid any more; months `away` to come."""

    strain: int
    lost: bool = False
    away: int = 0

    def pass_month(self, chance: Random) -> None:
        blow = chance.randint(25, 55) if chance.randrange(1_000) < 30 else 0  # noqa: PLR2004 - three months in a hundred
        self.strain = max(0, min(100, self.strain + chance.randint(-8, 8) + blow))
        forgets = self.away == 0 and chance.randrange(_ALL) < 3  # noqa: PLR2004 - three months in a hundred
        self.away = chance.randint(1, 2) if forgets else max(0, self.away - 1)
        self.lost = self.lost or (self.strain > _LOST and chance.randrange(_ALL) < 40)  # noqa: PLR2004 - two in five


def live_under_strain(diary: Diary, chance: Random, days: Sequence[date]) -> None:
    """Draw the more the greater the strain, and pay after each statement as the strain allows."""
    mood = _Mood(chance.randint(5, 65))
    to_pay: dict[date, int] = {}
    for day in days:
        if day.day == _LOOKS_AT_ACCOUNT_ON:
            mood.pass_month(chance)
            to_pay = {day + timedelta(days=wait): percent for wait, percent in _intended(mood, chance)}
        if day in to_pay:
            _pay(diary, day, chance, to_pay[day])
        elif chance.randrange(1_000) < (20 if mood.lost else 45 + mood.strain):
            _draw(diary, day, chance, 5 + chance.randrange(10 + mood.strain // 2))


def _intended(mood: _Mood, chance: Random) -> list[tuple[int, int]]:
    """Return in how many days, and how much: 0 for the least that is asked, else percent of all that is owed."""
    if mood.lost or mood.away:
        return []
    if mood.strain < _EASY:
        return [(chance.randint(1, 16), _ALL)]
    late = chance.randrange(_ALL) < (12 if mood.strain < _TIGHT else 35)
    wait = chance.randint(24, 29) if late else chance.randint(8, 17)
    if mood.strain < _TIGHT:
        return [(wait, chance.choice((0, 0, 30, 60)))]
    return [(wait, 0)] if chance.randrange(_ALL) < 80 else []  # noqa: PLR2004 - one in five lets a month pass


def _pay(diary: Diary, day: date, chance: Random, percent: int) -> None:
    at = instant(day, chance.randint(7, 20), chance.randrange(60))
    asked, owed = diary.asked_minor(at), diary.owed_minor(at)
    amount = max(asked, owed * percent // _ALL)
    if amount:
        diary.repay(at, amount)


def _draw(diary: Diary, day: date, chance: Random, percent: int) -> None:
    at = instant(day, chance.randint(9, 21), chance.randrange(60))
    amount = diary.available_minor(at) * percent // _ALL
    if amount >= _TIDY_MINOR:
        diary.draw(at, amount - amount % _TIDY_MINOR)
