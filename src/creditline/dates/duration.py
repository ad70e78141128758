"""Durations as people type them: 12h, 30d, 2w."""

import re
from datetime import timedelta

_HOURS_OF_UNIT = {"h": 1, "d": 24, "w": 7 * 24}
_SHAPE = re.compile(r"([0-9]{1,5})([hdw])")


class DurationMalformed(ValueError):
    """A duration is a whole number followed by h, d or w."""

    code = "duration-malformed"

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is no duration. Write hours, days or weeks, such as 12h, 30d or 2w.")


def parse_duration(text: str) -> timedelta:
    """Turn `12h`, `30d` or `2w` into a timedelta; raise DurationMalformed for anything else."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise DurationMalformed(text)
    count, unit = match.groups()
    return timedelta(hours=int(count) * _HOURS_OF_UNIT[unit])
