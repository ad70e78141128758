"""The days a bank rests: weekends, holidays on weekdays, and weekends that are worked to make up for them."""

from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True, slots=True, kw_only=True)
class RestDays:
    """A calendar as a value: the same value gives the same due dates for ever, whatever is published later.

    holidays: days of rest that fall on a weekday. workdays: days of the weekend that are worked. weekend: numbered as
    `date.weekday` does, Monday 0. Days that no exception names rest exactly on the weekend.
    """

    country: str = ""
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    weekend: frozenset[int] = _SATURDAY_AND_SUNDAY

    def is_rest_day(self, day: date) -> bool:
        """Tell whether banks rest on `day`."""
        if day.weekday() in self.weekend:
            return day not in self.workdays
        return day in self.holidays

    def next_business_day(self, day: date) -> date:
        """Return `day`, or the first business day after it: the convention ISDA calls Following."""
        while self.is_rest_day(day):
            day += _ONE_DAY
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """Return the business day `count` business days after `day`; `day` itself is not counted."""
        for _ in range(count):
            day = self.next_business_day(day + _ONE_DAY)
        return day

    def period_end(self, start: date, days: int) -> date:
        """Return the last day of a statutory period of `days` calendar days that is set off on `start`.

        Rule CN-31, Civil Code 201 and 203: the first day is not counted, and a period that would end on a day of rest
        ends on the day after the rest.
        """
        return self.next_business_day(start + timedelta(days=days))


WEEKENDS_ONLY = RestDays()
EVERY_DAY_COUNTS = RestDays(weekend=frozenset())
