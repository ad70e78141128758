"""Setting the limit by hand. A limit below what is drawn leaves the line over its limit and forces nothing."""

from creditline.lines.commands import ChangeLimit, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.record import record, refuse
from creditline.lines.status import ended


def change_limit(line: Line, command: ChangeLimit, stamp: Stamp) -> Event:
    """Set the limit to `limit_minor`, unless the line has ended."""
    kind, amount = EventKind.LIMIT_CHANGED, command.limit_minor or 0
    why_not = ended(line)
    if why_not:
        return refuse(line, stamp, kind, why_not, amount_minor=amount, reason=command.reason)
    return record(line, stamp, kind, amount_minor=amount, reason=command.reason, limit_minor=command.limit_minor)
