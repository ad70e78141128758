"""What a line can still give, and what is owed on it."""

from datetime import date

from creditline.lines.ceiling import Bound
from creditline.lines.line import Line, Status


def available_minor(line: Line, on: date) -> int:
    """Available credit on the business date `on`: max(0, ceiling − principal − holds − not released), 0 unless open.

    Not released is what repayments that are not final have yet to give back. After the term, nothing is available; a
    limit of None gives nothing either: no limit is not an unlimited one.
    """
    if line.status is not Status.OPEN or line.limit_minor is None or expired(line, on):
        return 0
    return max(0, _lower(line, line.limit_minor) - used_minor(line))


def used_minor(line: Line) -> int:
    """How much of the limit is taken: principal, holds, and what repayments that are not final have yet to release."""
    return line.balances.principal + line.held_minor + line.unreleased_minor


def ceiling_minor(line: Line) -> int | None:
    """The most that may be used: the limit, or what bounds the line below it. None: no limit."""
    return None if line.limit_minor is None else _lower(line, line.limit_minor)


def bound_by(line: Line) -> Bound | None:
    """What `ceiling_minor` is: the line's own limit, or what bounds the line below it. None: no limit."""
    if line.limit_minor is None:
        return None
    ceiling = line.ceiling
    return Bound.LIMIT if ceiling is None or line.limit_minor <= ceiling.amount_minor else ceiling.bound


def over_limit_minor(line: Line) -> int:
    """How far principal and holds exceed the ceiling: what repayments absorb before credit is available again."""
    return max(0, line.balances.principal + line.held_minor - _lower(line, line.limit_minor or 0))


def _lower(line: Line, limit_minor: int) -> int:
    ceiling = line.ceiling
    return limit_minor if ceiling is None else min(limit_minor, ceiling.amount_minor)


def owed_minor(line: Line) -> int:
    """All that is owed: principal, interest and fees. The credit balance is not set off."""
    balances = line.balances
    return balances.principal + balances.interest + balances.fees


def expired(line: Line, on: date) -> bool:
    """Whether the line's term has ended before `on`; the last day of the term still counts."""
    return line.terms.expires_on is not None and on > line.terms.expires_on
