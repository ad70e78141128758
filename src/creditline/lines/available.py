"""What a line can still give, and what is owed on it."""

from datetime import date

from creditline.lines.line import Line, Status


def available_minor(line: Line, on: date) -> int:
    """Available credit on the business date `on`: max(0, limit − principal − holds − not released), 0 unless open.

    Not released is what repayments that are not final have yet to give back. After the term, nothing is available; a
    limit of None gives nothing either: no limit is not an unlimited one.
    """
    if line.status is not Status.OPEN or line.limit_minor is None or expired(line, on):
        return 0
    unreleased = line.servicing.unreleased_minor if line.servicing is not None else 0
    return max(0, line.limit_minor - line.balances.principal - line.held_minor - unreleased)


def over_limit_minor(line: Line) -> int:
    """How far principal and holds exceed the limit: what repayments absorb before credit is available again."""
    return max(0, line.balances.principal + line.held_minor - (line.limit_minor or 0))


def owed_minor(line: Line) -> int:
    """All that is owed: principal, interest and fees. The credit balance is not set off."""
    balances = line.balances
    return balances.principal + balances.interest + balances.fees


def expired(line: Line, on: date) -> bool:
    """Whether the line's term has ended before `on`; the last day of the term still counts."""
    return line.terms.expires_on is not None and on > line.terms.expires_on
