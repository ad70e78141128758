"""Which calendar day an instant falls on."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from creditline.dates.business_date import ZoneUnknown, business_date, check_zone


@pytest.mark.parametrize(
    ("at", "zone", "on"),
    [
        (datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC), "Asia/Shanghai", date(2026, 1, 1)),
        (datetime(2026, 1, 1, 16, tzinfo=UTC), "Asia/Shanghai", date(2026, 1, 2)),
        (datetime(2026, 1, 1, tzinfo=UTC), "UTC", date(2026, 1, 1)),
        (datetime(2026, 1, 1, 4, 59, tzinfo=UTC), "America/New_York", date(2025, 12, 31)),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 6, 30)),  # summer time
        (datetime(2026, 7, 1, 4, tzinfo=UTC), "America/New_York", date(2026, 7, 1)),
        (datetime(2026, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=8))), "UTC", date(2026, 1, 1)),
        (datetime(2026, 1, 1, 9, 59, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 1, 1)),
        (datetime(2026, 1, 1, 10, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 1, 2)),
    ],
)
def test_the_day_is_the_one_where_the_books_are_kept(at: datetime, zone: str, on: date) -> None:
    assert business_date(at, zone) == on


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Argentina/Buenos_Aires"])
def test_a_name_of_the_database_is_a_zone(zone: str) -> None:
    assert check_zone(zone) == zone


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Asia", "a\0b", "x" * 5_000])
def test_anything_else_is_no_zone(zone: str) -> None:
    with pytest.raises(ZoneUnknown, match="such as Asia/Shanghai"):
        check_zone(zone)


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "posix/UTC", "right/Asia/Shanghai"])
def test_a_file_of_this_machine_is_no_zone_that_the_database_would_know(zone: str) -> None:
    with pytest.raises(ZoneUnknown):
        check_zone(zone)
