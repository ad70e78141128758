"""Undoing an event: history is replayed without it. The book is never edited."""

from collections.abc import Sequence

from creditline.lines.business_day import GUARANTEE_FEE
from creditline.lines.commands import ReturnRepayment, Reverse, Stamp
from creditline.lines.consequences import EARLY_FEE_WAIVED, EARLY_REPAYMENT
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.line import GIVEN_UP, Line
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
    whole = [*past, *events]
    standing = timeline(whole)
    place = _place_of(target, standing)
    why_not = _cannot_reverse(command, target, stands=place is not None)
    if why_not or target is None or place is None:
        refusal = why_not or Outcome.EVENT_UNKNOWN
        return [*events, refuse(now, stamp, kind, refusal, reason=command.reason, refers_to=command.event)]
    events += _without(now, standing, place, stamp, whole)
    events += pass_time(events[-1].after, stamp)
    events.append(_undoing(events[-1].after, command, target, stamp))
    return [*events, *_fee(events[-1].after, command, stamp)]


def _kind(command: Reverse) -> EventKind:
    return EventKind.REPAYMENT_RETURNED if isinstance(command, ReturnRepayment) else EventKind.REVERSAL


def _place_of(target: Event | None, standing: Sequence[Event]) -> int | None:
    if target is None:
        return None
    return next((place for place, event in enumerate(standing) if event.origin == target.origin), None)


def _without(line: Line, standing: Sequence[Event], place: int, stamp: Stamp, past: Sequence[Event]) -> list[Event]:
    """Book history anew without the event at `place`; from the first event that would be lost or come again with it."""
    first = _first_anew(standing, place)
    kept = [*_without_early_fee(standing[first:place]), *standing[place + 1 :]]
    at = changed(stamp, effective_at=standing[first].effective_at)
    rewound = rewind(line, past, standing[first - 1], at, kept=kept)
    return brought_back(line, [rewound], past, at, kept=kept)


def _first_anew(standing: Sequence[Event], place: int) -> int:
    """Return the place from which history is booked anew; a fee that the clock charged takes along what it came with.

    A late fee stands in the middle of a day's beginning, which is one whole: nothing after it comes unless all does.
    A fee for paying early follows from its repayment, which has to know that it was waived.
    """
    was = standing[place]
    if was.kind is not EventKind.FEE_CHARGED or was.actor != CLOCK:
        return place
    if was.reason == EARLY_REPAYMENT:
        return place - 1
    while standing[place - 1].actor == CLOCK and standing[place - 1].effective_at == was.effective_at:
        place -= 1
    return place


def _without_early_fee(stood: Sequence[Event]) -> list[Event]:
    return [
        changed(event, detail={**(event.detail or {}), EARLY_FEE_WAIVED: True})
        if event.kind is EventKind.REPAYMENT
        else event
        for event in stood
    ]


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
    if not amount or not isinstance(command, ReturnRepayment) or line.status in GIVEN_UP:
        return []
    by_rule = changed(stamp, key=None, fingerprint=None)
    movements = fee(line, amount).movements
    kind = EventKind.FEE_CHARGED
    return [record(line, by_rule, kind, amount_minor=amount, movements=movements, reason="returned_payment")]


def _cannot_reverse(command: Reverse, target: Event | None, *, stands: bool) -> Outcome | None:
    """Return why the target cannot be undone; one that a replay has taken out of history already is not there to undo.

    A guarantor's fee is part of its draw's plan: while the draw stands, history books the fee again.
    """
    if target is None:
        return Outcome.EVENT_UNKNOWN
    returnable = {EventKind.REPAYMENT} if isinstance(command, ReturnRepayment) else REVERSIBLE
    planned = target.actor == CLOCK and target.reason == GUARANTEE_FEE
    if target.kind not in returnable or not target.accepted or planned:
        return Outcome.NOT_REVERSIBLE
    if command.already:
        return Outcome.ALREADY_REVERSED
    return None if stands else Outcome.NOT_REVERSIBLE
