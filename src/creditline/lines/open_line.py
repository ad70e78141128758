"""Opening a line: its first event."""

from creditline.dates.business_date import business_date
from creditline.lines.commands import OpenLine
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Balances, Line, Status
from creditline.lines.record import record


def open_line(command: OpenLine) -> Event:
    """Return the event that opens the line, version 1."""
    return record(
        _unopened(command),
        command.stamp,
        EventKind.LINE_OPENED,
        amount_minor=command.limit_minor or 0,
        reason=command.reason,
    )


def _unopened(command: OpenLine) -> Line:
    return Line(
        id=command.line_id,
        terms=command.terms,
        status=Status.OPEN,
        limit_minor=command.limit_minor,
        balances=Balances(),
        held_minor=0,
        accrual_residue=0,
        accrued_on=business_date(command.stamp.effective_at, command.terms.zone),
        moved_at=command.stamp.effective_at,
        version=0,
    )
