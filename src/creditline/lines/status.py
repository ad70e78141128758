"""Freezing, unfreezing and closing a line."""

from creditline.lines.commands import Close, Freeze, Stamp, Unfreeze
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.record import record, refuse

_ENDED = {
    Status.CLOSED: Outcome.LINE_CLOSED,
    Status.CHARGED_OFF: Outcome.LINE_CHARGED_OFF,
    Status.SETTLED: Outcome.LINE_CHARGED_OFF,
}


def ended(line: Line) -> Outcome | None:
    """Return why a line that has ended does nothing but take repayments; None for one that goes on."""
    return _ENDED.get(line.status)


def freeze(line: Line, command: Freeze, stamp: Stamp) -> Event:
    """Stop draws and holds."""
    kind = EventKind.LINE_FROZEN
    why_not = ended(line) or (Outcome.LINE_FROZEN if line.status is Status.FROZEN else None)
    if why_not:
        return refuse(line, stamp, kind, why_not, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.FROZEN)


def unfreeze(line: Line, command: Unfreeze, stamp: Stamp) -> Event:
    """Let a frozen line give credit again; its available credit is back in the same commit."""
    kind = EventKind.LINE_UNFROZEN
    why_not = ended(line) or (Outcome.LINE_NOT_FROZEN if line.status is Status.OPEN else None)
    if why_not:
        return refuse(line, stamp, kind, why_not, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.OPEN)


def close(line: Line, command: Close, stamp: Stamp) -> Event:
    """End the line for new credit. Open holds are promises and must be resolved first."""
    kind = EventKind.LINE_CLOSED
    why_not = ended(line) or (Outcome.HOLDS_OPEN if line.held_minor else None)
    if why_not:
        return refuse(line, stamp, kind, why_not, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.CLOSED)
