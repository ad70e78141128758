"""What stands in all lines of a customer and of its related parties, and what that leaves for one of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExposure:
    """Principal and holds of one line, minor units; and what the line could come to (`limit_minor`, None: no limit)."""

    line_id: str
    customer_id: str
    group_id: str | None
    currency: str
    used_minor: int
    limit_minor: int | None = None


def room_for_line(most_minor: int, lines: Iterable[LineExposure], line_id: str) -> int:
    """Return the most that the line `line_id` may come to where all of `lines` together may come to `most_minor`."""
    return max(0, most_minor - sum(line.used_minor for line in lines if line.line_id != line_id))


def of_customer(lines: Iterable[LineExposure], customer_id: str) -> list[LineExposure]:
    """Return the lines of one customer."""
    return [line for line in lines if line.customer_id == customer_id]


def of_group(lines: Iterable[LineExposure], group_id: str) -> list[LineExposure]:
    """Return the lines of one group."""
    return [line for line in lines if line.group_id == group_id]


def used_minor(lines: Iterable[LineExposure]) -> int:
    """Return what stands in `lines` together."""
    return sum(line.used_minor for line in lines)
