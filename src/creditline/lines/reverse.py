"""Undoing an event: history is replayed without it. The book is never edited."""

from collections.abc import Sequence

from creditline.lines.commands import ReturnRepayment, Reverse, Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.pass_time import latest, pass_time
from creditline.lines.record import record, refuse
from creditline.lines.replay import brought_back, rewind, timeline
from creditline.lines.settle import fee
from creditline.values import changed

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

    What was drawn on the strength of it stays drawn, so the line may be over its limit afterwards. A repayment that
    is returned costs at most the one fee that the product names.
    """
    events = pass_time(line, stamp)
    now = latest(line, events)
    target, kind = command.target, _kind(command)
    why_not = _cannot_reverse(command, target)
    if why_not or target is None:
        refusal = why_not or Outcome.EVENT_UNKNOWN
        return [*events, refuse(now, stamp, kind, refusal, reason=command.reason, refers_to=command.event)]
    events = _without(now, target, stamp, [*past, *events], events)
    events += pass_time(events[-1].after, stamp)
    events.append(_undoing(events[-1].after, command, target, stamp))
    return [*events, *_fee(events[-1].after, command, stamp)]


def _kind(command: Reverse) -> EventKind:
    return EventKind.REPAYMENT_RETURNED if isinstance(command, ReturnRepayment) else EventKind.REVERSAL


def _without(line: Line, target: Event, stamp: Stamp, past: Sequence[Event], events: list[Event]) -> list[Event]:
    standing = timeline(past)
    place = next(place for place, event in enumerate(standing) if event.origin == target.origin)
    was = standing[place]
    at = changed(stamp, effective_at=was.effective_at)
    rewound = rewind(line, past, standing[place - 1], at, held_minor=was.after.held_minor)
    return [*events, *brought_back(line, [rewound], standing[place:], at)]


def _undoing(line: Line, command: Reverse, target: Event, stamp: Stamp) -> Event:
    return record(
        line,
        stamp,
        _kind(command),
        amount_minor=target.amount_minor,
        reason=command.reason,
        refers_to=target.origin,
        detail={"kind": target.kind.value},
    )


def _fee(line: Line, command: Reverse, stamp: Stamp) -> list[Event]:
    amount = line.terms.product.returned_payment_fee_minor if line.terms.product else 0
    if not amount or not isinstance(command, ReturnRepayment):
        return []
    by_rule = changed(stamp, key=None, fingerprint=None)
    movements = fee(amount).movements
    kind = EventKind.FEE_CHARGED
    return [record(line, by_rule, kind, amount_minor=amount, movements=movements, reason="returned_payment")]


def _cannot_reverse(command: Reverse, target: Event | None) -> Outcome | None:
    if target is None:
        return Outcome.EVENT_UNKNOWN
    returnable = {EventKind.REPAYMENT} if isinstance(command, ReturnRepayment) else REVERSIBLE
    if target.kind not in returnable or not target.accepted:
        return Outcome.NOT_REVERSIBLE
    return Outcome.ALREADY_REVERSED if command.already else None
