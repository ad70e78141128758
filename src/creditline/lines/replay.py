"""Putting money where it belongs in a line's history: rewind to that day, book it, book what came since anew.

The book is never edited. A `rewound` event takes the balances back to where they stood, and each later event is booked
again at its old instant under a new version. So versions stay one chain in which each row proves the next, and the
line as of any day is what the last version in effect by then left. The same idea is Fineract's "reverse and replay";
here it is bounded by the day, needs one line's lock only, and keeps what was known before.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.accrue import accrue, up_to_date
from creditline.lines.business_day import LATE_PAYMENT, charge_off_event
from creditline.lines.carry_out import carry_out
from creditline.lines.charge_off import cannot_charge_off
from creditline.lines.commands import Command, Draw, Stamp
from creditline.lines.consequences import consequences
from creditline.lines.draw import cannot_give
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.hardship import aged_anew, relieved
from creditline.lines.line import GIVEN_UP, Line
from creditline.lines.pass_time import latest, pass_time
from creditline.lines.record import record
from creditline.lines.settle import REFUND_ORDER, Effect, allocated, fee, repaid, taken
from creditline.values import changed

_GIVEN = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})  # a promise stands, whatever the past turns out to be
_NOT_ONCE_GIVEN_UP = frozenset(
    {
        EventKind.FEE_CHARGED,
        EventKind.LIMIT_CHANGED,
        EventKind.LINE_FROZEN,
        EventKind.LINE_UNFROZEN,
        EventKind.LINE_CLOSED,
        EventKind.PLAN_STARTED,
        EventKind.RE_AGED,
    }
)
_UNDOINGS = frozenset({EventKind.REVERSAL, EventKind.REPAYMENT_RETURNED, EventKind.REWOUND})


def replay(line: Line, command: Command, past: Sequence[Event]) -> list[Event]:
    """Return the events that book `command` on its own day and what came since anew, after the line was rewound.

    A draw is given only if the line can give it today: a day that has passed lends nothing. Within a business day
    what arrives later comes later.
    """
    stamp = command.stamp
    if isinstance(command, Draw):
        today = changed(stamp, effective_at=line.moved_at)
        if not command.forced and cannot_give(line, command.amount_minor, today):
            return carry_out(line, command, today)
        command = changed(command, forced=True)
    standing = timeline(past)
    cut = _after_day_of(standing, stamp, line)
    base = standing[cut - 1]
    stamp = changed(stamp, effective_at=max(stamp.effective_at, base.after.moved_at))
    if cut == len(standing):  # before the line was opened, and nothing has happened since
        return carry_out(line, command, stamp)
    events = [rewind(line, past, base, stamp, kept=standing[cut:])]
    events += carry_out(latest(line, events), command, stamp)
    return brought_back(line, events, past, stamp, kept=standing[cut:])


def timeline(past: Sequence[Event]) -> list[Event]:
    """Return the events of `past` that stand: accepted, and not superseded by a later replay.

    The first of `past` always stands, whatever it is: the line as it left it is where the past that was read begins.
    """
    standing: list[Event] = []
    superseded_above = None
    for event in reversed(past):
        if superseded_above is not None and event.version > superseded_above:
            continue
        superseded_above = None
        if event.kind is EventKind.REWOUND and event is not past[0]:
            superseded_above = event.refers_to
        elif event.accepted or event is past[0]:
            standing.append(event)
    return standing[::-1]


def rewind(line: Line, past: Sequence[Event], base: Event, stamp: Stamp, *, kept: Sequence[Event]) -> Event:
    """Return the event that takes `line` back to where `base` left it, with effect from the stamp's instant.

    What is held is not what `base` left: a hold that was captured stays resolved when its capture is undone. It is what
    leaves the holds that are open once `kept` is booked anew.
    """
    moves = _held_moves(past)
    net: Counter[Account] = Counter()
    for event in past:
        if event.version > base.version:
            for entry in event.entries:
                net[entry.account] += entry.amount_minor
    before = base.after
    return record(
        line,
        _anew(stamp, stamp.effective_at, "replay"),
        EventKind.REWOUND,
        movements=[(account, -amount) for account, amount in net.items()],
        refers_to=base.version,
        status=before.status,
        limit_minor=before.limit_minor,
        held_minor=line.held_minor - sum(moves[event.version] for event in kept if _is_replayed(event)),
        holds=(),
        accrual_residue=before.accrual_residue,
        accrued_on=before.accrued_on,
        servicing=before.servicing,
    )


def brought_back(
    line: Line, events: list[Event], past: Sequence[Event], stamp: Stamp, *, kept: Sequence[Event]
) -> list[Event]:
    """Return `events` followed by `kept`, what stood since, booked anew, and by what time has brought.

    Holds do not depend on balances: they are moved along, never resolved again, and `line` knows which are open.
    """
    moves = _held_moves(past)
    stamp = changed(stamp, late_fees=tuple((fee.effective_at, fee.origin) for fee in kept if _is_late_fee(fee)))
    for original in kept:
        if _is_replayed(original):
            events += _booked_anew(events[-1].after, original, moves[original.version], stamp)
    events += pass_time(events[-1].after, _anew(stamp, max(events[-1].after.moved_at, line.moved_at), CLOCK))
    last = events[-1].after
    again = accrue(last, _anew(stamp, last.moved_at, CLOCK), line.accrued_on) if _lags(last, line) else None
    events += [again] if again else []
    return [*events[:-1], changed(events[-1], after=changed(events[-1].after, holds=line.holds))]


def _held_moves(past: Sequence[Event]) -> dict[int, int]:
    """Return by how much each event moved what is held when it was booked."""
    return {after.version: after.after.held_minor - before.after.held_minor for before, after in pairwise(past)}


def _lags(last: Line, line: Line) -> bool:
    return line.accrued_on > last.accrued_on


def _is_replayed(original: Event) -> bool:
    """Whether it was asked for, or brought by the clock and cannot come by itself again: the rest does."""
    if original.actor == CLOCK:
        return original.kind is EventKind.HOLD_EXPIRED
    return original.kind not in _UNDOINGS


def _is_late_fee(event: Event) -> bool:
    """Whether it is a late fee, which the beginning of its day charges again if the payment is missed again."""
    return event.actor == CLOCK and event.kind is EventKind.FEE_CHARGED and event.reason == LATE_PAYMENT


def _booked_anew(line: Line, original: Event, held_minor: int, stamp: Stamp) -> list[Event]:
    at = _anew(stamp, max(original.effective_at, line.moved_at), original.actor)
    events = pass_time(line, at)
    current = up_to_date(latest(line, events), business_date(at.effective_at, line.terms.zone))
    if not _comes_again(current, original):
        return events
    again = changed(_again(current, original, held_minor, at), replays=original.origin)
    return [*events, again, *consequences(current, again, at)]


def _comes_again(line: Line, original: Event) -> bool:
    """Whether history as it turns out to have been has a place for the event; money that moved always has one.

    A line may have been given up before what was asked of it then: it is not frozen, closed or charged off once more,
    and nobody charges it a fee or decides its limit. And nothing is given up that turns out to have been paid.
    """
    if line.status in GIVEN_UP and original.kind in _NOT_ONCE_GIVEN_UP:
        return False
    if original.kind is EventKind.CHARGED_OFF:
        return cannot_charge_off(line) is None
    return True


def _again(line: Line, original: Event, held_minor: int, stamp: Stamp) -> Event:
    on = business_date(stamp.effective_at, line.terms.zone)
    if original.kind is EventKind.CHARGED_OFF:
        return charge_off_event(line, stamp, original.reason or "", on)
    effect = _EFFECTS.get(original.kind, _nothing)(line, original, on)
    return record(
        line,
        stamp,
        original.kind,
        amount_minor=original.amount_minor,
        movements=effect.movements,
        reason=original.reason,
        refers_to=original.refers_to,
        forced=original.kind in _GIVEN and cannot_give(line, original.amount_minor, stamp) is not None,
        detail=original.detail,
        held_minor=line.held_minor + held_minor,
        **effect.changes,
    )


def _nothing(_line: Line, _original: Event, _on: date) -> Effect:
    return Effect([])


def _status(_line: Line, original: Event, _on: date) -> Effect:
    return Effect([], {"status": original.after.status})


def _limit(_line: Line, original: Event, _on: date) -> Effect:
    return Effect([], {"limit_minor": original.after.limit_minor})


def _taken(line: Line, original: Event, on: date) -> Effect:
    return taken(line, original.amount_minor, original.detail, on, original.origin)


_EFFECTS: dict[EventKind, Callable[[Line, Event, date], Effect]] = {
    EventKind.DRAW: _taken,
    EventKind.HOLD_CAPTURED: _taken,
    EventKind.PAYOUT: _taken,  # what the credit balance no longer covers becomes principal
    EventKind.REPAYMENT: lambda line, was, on: repaid(line, was.amount_minor, was.detail, on, was.origin),
    EventKind.MERCHANT_REFUND: lambda line, was, on: allocated(line, was.amount_minor, REFUND_ORDER, on),
    EventKind.FEE_CHARGED: lambda line, was, _on: fee(line, was.amount_minor),
    EventKind.PLAN_STARTED: lambda line, was, on: relieved(line, was.detail or {}, on, was.origin),
    EventKind.RE_AGED: lambda line, was, on: aged_anew(line, was.detail or {}, on),
    EventKind.LIMIT_CHANGED: _limit,
    EventKind.LINE_FROZEN: _status,
    EventKind.LINE_UNFROZEN: _status,
    EventKind.LINE_CLOSED: _status,
}


def _after_day_of(standing: list[Event], stamp: Stamp, line: Line) -> int:
    """Return the place in `standing` behind the last event of the stamp's business day; never before the opening."""
    zone = line.terms.zone
    day = business_date(stamp.effective_at, zone)
    earlier = (place for place, event in enumerate(standing, 1) if business_date(event.effective_at, zone) <= day)
    return max(earlier, default=1)


def _anew(stamp: Stamp, at: datetime, actor: str) -> Stamp:
    return changed(stamp, key=None, fingerprint=None, actor=actor, effective_at=at, replaying=True)
