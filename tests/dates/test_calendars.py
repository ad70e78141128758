from datetime import date

import pytest

from creditline.dates.calendars import CalendarUnknown, rest_days


def test_a_period_over_golden_week_ends_on_the_day_after_it() -> None:
    """An objection of 15 September 2026 is answered within 20 days: 5 October, moved over the holiday of that week."""
    assert rest_days("CN", 2026, 2026).period_end(date(2026, 9, 15), 20) == date(2026, 10, 8)


def test_a_weekend_that_is_worked_to_make_up_for_a_holiday_is_no_rest() -> None:
    calendar = rest_days("CN", 2026, 2026)
    assert not calendar.is_rest_day(date(2026, 10, 10))  # a Saturday
    assert calendar.is_rest_day(date(2026, 10, 11))


def test_a_country_without_a_table_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        rest_days("XX", 2026, 2026)
