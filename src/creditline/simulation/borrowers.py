"""How made-up borrowers live with a line: on a salary, from a shop, from a farm."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from creditline.simulation.diary import Diary, instant

_ALL = 100
_WHOLE_TENS_MINOR = 1_000
_TOO_MUCH_MINOR = 50_000
_RESTOCK_DAYS = frozenset({(1, 8), (6, 6), (9, 12), (10, 28)})
"""Month and day: before Spring Festival, the June sales, Mid-Autumn with National Day, and the November sales."""
_TAKINGS_AFTER_DAYS = 21
_MONDAY = 0
_SPRING, _SUMMER, _HARVEST = frozenset({3, 4, 5}), frozenset({6, 7, 8}), frozenset({10, 11})


def live_on_salary(diary: Diary, chance: Random, days: Sequence[date]) -> None:
    """Draw a few times a month, repay on payday: most people in full, some in part."""
    payday = chance.randint(5, 25)
    pays_in_full = _happens(chance, per_mille=750)
    for day in days:
        if day.day == payday:
            _repay_share(diary, day, chance, _ALL if pays_in_full else chance.randint(40, 80))
        elif _happens(chance, per_mille=80):
            _draw_share(diary, day, chance, chance.randint(5, 25))
        if day == days[200] and pays_in_full and _happens(chance, per_mille=300):
            _raise_limit(diary, day)


def live_from_shop(diary: Diary, chance: Random, days: Sequence[date]) -> None:
    """Repay from the week's takings on Mondays, stock up before festivals, repay in a burst when the stock is sold."""
    bursts: set[date] = set()
    for day in days:
        if day in bursts:
            _repay_in_burst(diary, day, chance)
        elif (day.month, day.day) in _RESTOCK_DAYS:
            _draw_share(diary, day, chance, chance.randint(50, 90))
            bursts.add(day + timedelta(days=_TAKINGS_AFTER_DAYS))
        elif day.weekday() == _MONDAY:
            _repay_share(diary, day, chance, chance.randint(10, 35))
        elif _happens(chance, per_mille=60):
            _draw_share(diary, day, chance, chance.randint(4, 15))


def live_from_farm(diary: Diary, chance: Random, days: Sequence[date]) -> None:
    """Draw for seed and fertiliser in spring, a little in summer, and repay after the harvest."""
    for day in days:
        if day.month in _SPRING and _happens(chance, per_mille=50):
            _draw_share(diary, day, chance, chance.randint(15, 40))
        elif day.month in _SUMMER and _happens(chance, per_mille=20):
            _draw_share(diary, day, chance, chance.randint(5, 15))
        elif day.month in _HARVEST and _happens(chance, per_mille=70):
            _repay_share(diary, day, chance, chance.randint(50, _ALL))


def _happens(chance: Random, *, per_mille: int) -> bool:
    return chance.randrange(1_000) < per_mille


def _draw_share(diary: Diary, day: date, chance: Random, percent: int) -> None:
    """Draw a share of what is available; now and then ask for more than that, and be declined."""
    at = instant(day, chance.randint(11, 21), chance.randrange(60))
    available = diary.available_minor(at)
    wanted = available * percent // 100
    if _happens(chance, per_mille=15):
        wanted = available + _TOO_MUCH_MINOR
    if _tidy(wanted):
        diary.draw(at, _tidy(wanted))


def _repay_share(diary: Diary, day: date, chance: Random, percent: int) -> None:
    at = instant(day, chance.randint(7, 10), chance.randrange(60))
    owed = diary.owed_minor(at)
    share = owed if percent == _ALL else _tidy(owed * percent // 100)
    if share:
        diary.repay(at, share)


def _repay_in_burst(diary: Diary, day: date, chance: Random) -> None:
    """Repay most of what is owed in a few payments within the hour, as customers' transfers come in."""
    payments = chance.randint(3, 8)
    start = instant(day, chance.randint(18, 20))
    part = _tidy(diary.owed_minor(start) // (payments + 1))
    for payment in range(payments if part else 0):
        diary.repay(start + timedelta(minutes=payment * 6), part)


def _raise_limit(diary: Diary, day: date) -> None:
    limit = diary.line.limit_minor or 0
    diary.change_limit(instant(day, 22), _tidy(limit * 120 // 100), "Raised after half a year of repayments on time.")


def _tidy(amount_minor: int) -> int:
    """Round down to whole tens of the currency: nobody draws 1,234.56."""
    return amount_minor - amount_minor % _WHOLE_TENS_MINOR
