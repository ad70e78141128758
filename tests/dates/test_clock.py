"""What time it is."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from creditline.dates.clock import ClockWouldGoBack, SystemClock, TestClock

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_systems_clock_tells_the_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_test_clock_stands_still() -> None:
    clock = TestClock(NOON)
    assert clock.now() == clock.now() == NOON


def test_a_test_clock_moves_forward() -> None:
    clock = TestClock(NOON)
    clock.move_to(NOON + timedelta(days=30))
    assert clock.now() == NOON + timedelta(days=30)


def test_moving_to_where_it_stands_is_no_way_back() -> None:
    clock = TestClock(NOON)
    clock.move_to(NOON)
    assert clock.now() == NOON


def test_a_test_clock_does_not_go_back() -> None:
    clock = TestClock(NOON)
    with pytest.raises(ClockWouldGoBack, match="Ask for a later instant"):
        clock.move_to(NOON - timedelta(microseconds=1))
    assert clock.now() == NOON


def test_a_test_clock_tells_utc_whatever_it_is_given() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert TestClock(datetime(2026, 1, 1, 20, tzinfo=shanghai)).now().isoformat() == "2026-01-01T12:00:00+00:00"
