"""Undoing an event: history is replayed without it. The book is never edited."""

from collections.abc import Sequence
from dataclasses import replace

from creditline.lines.commands import Reverse, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.pass_time import latest, pass_time
from creditline.lines.record import record, refuse
from creditline.lines.replay import brought_back, rewind, timeline

REVERSIBLE = frozenset(
    {
        EventKind.DRAW,
        EventKind.HOLD_CAPTURED,
        EventKind.REPAYMENT,
        EventKind.MERCHANT_REFUND,
        EventKind.PAYOUT,
        EventKind.FEE_CHARGED,
    }
)


def reverse(line: Line, command: Reverse, stamp: Stamp, past: Sequence[Event]) -> list[Event]:
    """Undo `command.target` with its original value date: everything stands as if it had never been.

    What was drawn on the strength of it stays drawn, so the line may be over its limit afterwards.
    """
    events = pass_time(line, stamp)
    now = latest(line, events)
    target = command.target
    why_not = _cannot_reverse(command, target)
    if why_not or target is None:
        refusal = why_not or Outcome.EVENT_UNKNOWN
        kind = EventKind.REVERSAL
        return [*events, refuse(now, stamp, kind, refusal, reason=command.reason, refers_to=command.event)]
    events = _without(now, target, stamp, [*past, *events], events)
    return [*events, _reversal(events[-1].after, command, target, stamp)]


def _without(line: Line, target: Event, stamp: Stamp, past: Sequence[Event], events: list[Event]) -> list[Event]:
    standing = timeline(past)
    place = next(place for place, event in enumerate(standing) if event.origin == target.origin)
    at = replace(stamp, effective_at=standing[place].effective_at)
    rewound = rewind(line, past, standing[place - 1], at)
    return [*events, *brought_back(line, [rewound], standing[place + 1 :], at)]


def _reversal(line: Line, command: Reverse, target: Event, stamp: Stamp) -> Event:
    return record(
        line,
        stamp,
        EventKind.REVERSAL,
        amount_minor=target.amount_minor,
        reason=command.reason,
        refers_to=target.origin,
    )


def _cannot_reverse(command: Reverse, target: Event | None) -> Outcome | None:
    if target is None:
        return Outcome.EVENT_UNKNOWN
    if target.kind not in REVERSIBLE or not target.accepted:
        return Outcome.NOT_REVERSIBLE
    return Outcome.ALREADY_REVERSED if command.already else None
