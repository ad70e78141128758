"""A line at the end of a day, as one row: what the analyst and the feature builder read."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from creditline.dates.business_date import business_date
from creditline.lines.accrue import bears_interest, interest_to
from creditline.lines.available import available_minor
from creditline.lines.line import Line
from creditline.lines.servicing import Servicing, days_past_due
from creditline.values import dataclass

_ONE_DAY = timedelta(days=1)
_WHOLE_BPS = 10_000


@dataclass(frozen=True, slots=True)
class Stood:
    """A line as it stood from an instant on."""

    since: datetime
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One line, one day. Amounts in minor units; utilisation is principal by limit, None where no limit is above 0."""

    line_id: str
    day: date
    version: int
    status: str
    limit_minor: int | None
    principal_minor: int
    interest_minor: int
    fees_minor: int
    credit_minor: int
    held_minor: int
    unreleased_minor: int
    available_minor: int
    days_past_due: int
    bucket: int
    full_in_row: int
    minimum_in_row: int
    utilisation_bps: int | None


def day_rows(stood: Sequence[Stood], first: date, last: date) -> Iterator[DayRow]:
    """Yield a row for each day from `first` to `last`; `stood` is in the order of booking, and ends with the line now.

    A day is what the last booked of those states that began by its end left, with the interest of the day.
    """
    version = stood[-1].line.version
    days = [business_date(each.since, each.line.terms.zone) for each in stood]
    day = first
    while day <= last:
        place = max(number for number, began in enumerate(days) if began <= day)
        yield day_row(stood[place].line, day, version)
        day += _ONE_DAY


def day_row(line: Line, day: date, version: int) -> DayRow:
    """Return the row of `line` as it stands at the end of `day`, told when the line was at `version`."""
    balances, servicing = line.balances, line.servicing or Servicing(opened_on=day)
    more = interest_to(line, day)[0] if line.accrued_on != day and bears_interest(line) else 0
    return DayRow(
        line_id=line.id,
        day=day,
        version=version,
        status=line.status.value,
        limit_minor=line.limit_minor,
        principal_minor=balances.principal,
        interest_minor=balances.interest + more,
        fees_minor=balances.fees,
        credit_minor=balances.credit,
        held_minor=line.held_minor,
        unreleased_minor=servicing.unreleased_minor,
        available_minor=available_minor(line, day),
        days_past_due=days_past_due(line.servicing, day),
        bucket=servicing.bucket,
        full_in_row=servicing.full_in_row,
        minimum_in_row=servicing.minimum_in_row,
        utilisation_bps=balances.principal * _WHOLE_BPS // line.limit_minor if line.limit_minor else None,
    )
