"""How many days lie between two dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditline.money.day_count import DayCount

DATES = st.dates(date(1990, 1, 1), date(2090, 12, 31))
ACT, THIRTY = DayCount.ACT_365, DayCount.THIRTY_E_360


@pytest.mark.parametrize(
    ("day_count", "start", "end", "days"),
    [
        (ACT, date(2026, 1, 1), date(2026, 1, 1), 0),
        (ACT, date(2026, 1, 31), date(2026, 2, 1), 1),
        (ACT, date(2026, 2, 28), date(2026, 3, 1), 1),
        (ACT, date(2028, 2, 28), date(2028, 3, 1), 2),
        (ACT, date(2026, 1, 1), date(2027, 1, 1), 365),
        (ACT, date(2028, 1, 1), date(2029, 1, 1), 366),
        (ACT, date(2026, 1, 2), date(2026, 1, 1), -1),
        (DayCount.ACT_360, date(2028, 1, 1), date(2029, 1, 1), 366),
        (THIRTY, date(2026, 1, 1), date(2026, 2, 1), 30),
        (THIRTY, date(2026, 1, 30), date(2026, 1, 31), 0),
        (THIRTY, date(2026, 1, 31), date(2026, 2, 1), 1),
        (THIRTY, date(2026, 1, 31), date(2026, 2, 28), 28),
        (THIRTY, date(2026, 2, 28), date(2026, 3, 1), 3),
        (THIRTY, date(2026, 2, 28), date(2026, 3, 31), 32),
        (THIRTY, date(2028, 2, 29), date(2028, 3, 1), 2),
        (THIRTY, date(2028, 2, 28), date(2028, 2, 29), 1),
        (THIRTY, date(2026, 5, 31), date(2026, 8, 31), 90),
        (THIRTY, date(2026, 1, 1), date(2027, 1, 1), 360),
        (THIRTY, date(2028, 1, 1), date(2029, 1, 1), 360),
        (THIRTY, date(2026, 3, 1), date(2026, 1, 31), -31),
    ],
)
def test_days_between(day_count: DayCount, start: date, end: date, days: int) -> None:
    assert day_count.days(start, end) == days


@pytest.mark.parametrize(("day_count", "days"), [(ACT, 365), (DayCount.ACT_360, 360), (THIRTY, 360)])
def test_days_of_a_year(day_count: DayCount, days: int) -> None:
    assert day_count.year_days == days


@given(st.sampled_from(DayCount), DATES, DATES, DATES)
def test_a_period_is_as_long_as_its_parts(day_count: DayCount, one: date, two: date, three: date) -> None:
    assert day_count.days(one, two) + day_count.days(two, three) == day_count.days(one, three)


@given(st.sampled_from(DayCount), DATES)
def test_no_day_is_negative(day_count: DayCount, day: date) -> None:
    assert day_count.days(day, day + timedelta(days=1)) >= 0
