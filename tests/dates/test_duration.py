"""Durations as people type them."""

from datetime import timedelta

import pytest

from creditline.dates.duration import DurationMalformed, parse_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("1h", timedelta(hours=1)),
        ("12h", timedelta(hours=12)),
        ("30d", timedelta(days=30)),
        ("2w", timedelta(weeks=2)),
        (" 3d ", timedelta(days=3)),
        ("0d", timedelta()),
        ("99999h", timedelta(hours=99_999)),
    ],
)
def test_hours_days_and_weeks_are_read(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "d", "30", "-1d", "1.5d", "1 d", "1m", "1y", "1D", "30d12h", "100000d", "١d"])
def test_anything_else_is_named_with_examples(text: str) -> None:
    with pytest.raises(DurationMalformed, match="12h, 30d or 2w"):
        parse_duration(text)
