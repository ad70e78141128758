"""Freezing, unfreezing and closing a line."""

from creditline.lines.commands import Close, Freeze, Stamp, Unfreeze
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line, Status
from creditline.lines.outcome import Outcome
from creditline.lines.record import record, refuse


def freeze(line: Line, command: Freeze, stamp: Stamp) -> Event:
    """Stop draws and holds."""
    kind = EventKind.LINE_FROZEN
    if line.status is Status.CLOSED:
        return refuse(line, stamp, kind, Outcome.LINE_CLOSED, reason=command.reason)
    if line.status is Status.FROZEN:
        return refuse(line, stamp, kind, Outcome.LINE_FROZEN, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.FROZEN)


def unfreeze(line: Line, command: Unfreeze, stamp: Stamp) -> Event:
    """Let a frozen line give credit again; its available credit is back in the same commit."""
    kind = EventKind.LINE_UNFROZEN
    if line.status is Status.CLOSED:
        return refuse(line, stamp, kind, Outcome.LINE_CLOSED, reason=command.reason)
    if line.status is Status.OPEN:
        return refuse(line, stamp, kind, Outcome.LINE_NOT_FROZEN, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.OPEN)


def close(line: Line, command: Close, stamp: Stamp) -> Event:
    """End the line for new credit. Open holds are promises and must be resolved first."""
    kind = EventKind.LINE_CLOSED
    if line.status is Status.CLOSED:
        return refuse(line, stamp, kind, Outcome.LINE_CLOSED, reason=command.reason)
    if line.held_minor:
        return refuse(line, stamp, kind, Outcome.HOLDS_OPEN, reason=command.reason)
    return record(line, stamp, kind, reason=command.reason, status=Status.CLOSED)
