"""Setting the limit by hand. A limit below what is drawn leaves the line over its limit and forces nothing."""

from creditline.lines.commands import ChangeLimit, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.record import record, refuse


def change_limit(line: Line, command: ChangeLimit, stamp: Stamp) -> Event:
    """Set the limit to `limit_minor`, unless the line is closed."""
    kind, amount = EventKind.LIMIT_CHANGED, command.limit_minor or 0
    if line.status is Status.CLOSED:
        return refuse(line, stamp, kind, Outcome.LINE_CLOSED, amount_minor=amount, reason=command.reason)
    return record(line, stamp, kind, amount_minor=amount, reason=command.reason, limit_minor=command.limit_minor)
