"""The days on which banks rest, read from `holidays` a year at a time: it is loaded when the first day is asked for."""

from datetime import date
from functools import lru_cache


class RestCalendar:
    """The rest days of a country: weekends and public holidays, without the weekends that are worked instead."""

    def __init__(self, country: str) -> None:
        self._country = country

    def is_rest_day(self, day: date, /) -> bool:
        """Tell whether banks rest on `day`."""
        return day in _rest_days(self._country, day.year)


@lru_cache(maxsize=64)
def _rest_days(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - loading it takes longer than the server's start may

    known = country_holidays(country, years=year)
    days = (
        date.fromordinal(number) for number in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    )
    return frozenset(day for day in days if not known.is_working_day(day))
