"""National calendars of rest days, from the published tables of the `holidays` library."""

from datetime import date

import holidays

from creditline.dates.rest_days import RestDays


class CalendarUnknown(LookupError):
    """There is no table of rest days for this country."""

    code = "calendar-unknown"

    def __init__(self, country: str) -> None:
        super().__init__(f"There is no table of rest days for '{country}'. Give an ISO 3166 code such as CN or US.")


def rest_days(country: str, first_year: int, last_year: int) -> RestDays:
    """Return the rest days of a country for the years from `first_year` to `last_year`; raise CalendarUnknown."""
    try:
        table = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError as unknown:
        raise CalendarUnknown(country) from unknown
    worked = {day for day in getattr(table, "weekend_workdays", ()) if _within(day, first_year, last_year)}
    return RestDays(country=country, holidays=frozenset(table), workdays=frozenset(worked))


def _within(day: date, first_year: int, last_year: int) -> bool:
    return first_year <= day.year <= last_year
