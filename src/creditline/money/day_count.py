"""Day counts that are additive: days(a, b) + days(b, c) = days(a, c) for every b between."""

from datetime import date
from enum import StrEnum


class DayCount(StrEnum):
    """How many days lie between two dates, and how many make a year.

    The names follow ISDA 2006 §4.16: Actual/365 (Fixed), Actual/360 and 30E/360.
    """

    ACT_365 = "act/365"
    ACT_360 = "act/360"
    THIRTY_E_360 = "30e/360"

    @property
    def year_days(self) -> int:
        """Days in the year of this convention."""
        return 365 if self is DayCount.ACT_365 else 360

    def days(self, start: date, end: date) -> int:
        """Days from `start` to `end`; negative when `end` is earlier."""
        if self is DayCount.THIRTY_E_360:
            return _thirty_e_index(end) - _thirty_e_index(start)
        return end.toordinal() - start.toordinal()


def _thirty_e_index(day: date) -> int:
    """Number a day on a calendar of twelve thirty-day months; a difference of indices cannot depend on a split."""
    return 360 * day.year + 30 * day.month + min(day.day, 30)
