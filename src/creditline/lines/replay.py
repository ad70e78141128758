"""Putting money where it belongs in a line's history: rewind to that day, book it, book what came since anew.

The book is never edited. A `rewound` event takes the balances back to where they stood, and each later event is booked
again at its old instant under a new version. So versions stay one chain in which each row proves the next, and the
line as of any day is what the last version in effect by then left. The same idea is Fineract's "reverse and replay";
here it is bounded by the day, needs one line's lock only, and keeps what was known before.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.ledger.account import Account
from creditline.lines.carry_out import carry_out, up_to_date
from creditline.lines.commands import Command, Draw, Stamp
from creditline.lines.draw import cannot_give, drawn
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.pass_time import accrue, latest, pass_time
from creditline.lines.pay_out import paid_out
from creditline.lines.record import Movement, record
from creditline.lines.repay import REFUND_ORDER, REPAYMENT_ORDER, allocated

_TAKEN = frozenset({EventKind.DRAW, EventKind.HOLD_CAPTURED})
_NOT_REPLAYED = frozenset({EventKind.INTEREST_ACCRUED, EventKind.REVERSAL})


def replay(line: Line, command: Command, past: Sequence[Event]) -> list[Event]:
    """Return the events that book `command` on its own day and what came since anew, after the line was rewound.

    A draw is given only if the line can give it today: a day that has passed lends nothing. Within a business day
    what arrives later comes later.
    """
    stamp = command.stamp
    if isinstance(command, Draw):
        if not command.forced and cannot_give(line, command.amount_minor, replace(stamp, effective_at=line.moved_at)):
            return carry_out(line, command, replace(stamp, effective_at=line.moved_at))
        command = replace(command, forced=True)
    standing = timeline(past)
    cut = _after_day_of(standing, stamp, line)
    base = standing[cut - 1]
    stamp = replace(stamp, effective_at=max(stamp.effective_at, base.after.moved_at))
    events = [rewind(line, past, base, stamp)]
    events += carry_out(latest(line, events), command, stamp)
    return brought_back(line, events, standing[cut:], stamp)


def timeline(past: Sequence[Event]) -> list[Event]:
    """Return the events of `past` that stand: accepted, and not superseded by a later replay."""
    standing: list[Event] = []
    superseded_above = None
    for event in reversed(past):
        if superseded_above is not None and event.version > superseded_above:
            continue
        superseded_above = None
        if event.kind is EventKind.REWOUND and event is not past[0]:
            superseded_above = event.refers_to
        elif event.accepted:
            standing.append(event)
    return standing[::-1]


def rewind(line: Line, past: Sequence[Event], base: Event, stamp: Stamp) -> Event:
    """Return the event that takes `line` back to where `base` left it, with effect from the stamp's instant."""
    net: Counter[Account] = Counter()
    for event in past:
        if event.version > base.version:
            net.update({entry.account: entry.amount_minor for entry in event.entries})
    before = base.after
    return record(
        line,
        _anew(stamp, stamp.effective_at, "replay"),
        EventKind.REWOUND,
        movements=[(account, -amount) for account, amount in net.items()],
        refers_to=base.version,
        status=before.status,
        limit_minor=before.limit_minor,
        held_minor=before.held_minor,
        holds=(),
        accrual_residue=before.accrual_residue,
        accrued_on=before.accrued_on,
    )


def brought_back(line: Line, events: list[Event], tail: Sequence[Event], stamp: Stamp) -> list[Event]:
    """Return `events` followed by those of `tail` booked anew and the interest `line` had borne by its last accrual."""
    for original in tail:
        if original.kind not in _NOT_REPLAYED:
            events += _booked_anew(events[-1].after, original, stamp)
    last = events[-1].after
    at = _anew(stamp, last.moved_at, "clock")
    again = accrue(last, at, line.accrued_on) if line.accrued_on > last.accrued_on else None
    events += [again] if again else []
    return [*events[:-1], replace(events[-1], after=replace(events[-1].after, holds=line.holds))]


def _booked_anew(line: Line, original: Event, stamp: Stamp) -> list[Event]:
    at = _anew(stamp, max(original.effective_at, line.moved_at), original.actor)
    events = pass_time(line, at)
    current = up_to_date(latest(line, events), at)
    state = original.after
    again = record(
        current,
        at,
        original.kind,
        amount_minor=original.amount_minor,
        movements=_movements(current, original),
        reason=original.reason,
        refers_to=original.refers_to,
        forced=original.kind is EventKind.DRAW and cannot_give(current, original.amount_minor, at) is not None,
        status=state.status,
        limit_minor=state.limit_minor,
        held_minor=state.held_minor,
    )
    return [*events, replace(again, replays=original.origin)]


def _movements(line: Line, original: Event) -> list[Movement]:
    """What `original` moves on the line as it stands now; events that move no money move none."""
    amount = original.amount_minor
    if original.kind in _TAKEN:
        return drawn(line, amount)
    if original.kind is EventKind.REPAYMENT:
        return allocated(line, amount, REPAYMENT_ORDER)
    if original.kind is EventKind.MERCHANT_REFUND:
        return allocated(line, amount, REFUND_ORDER)
    if original.kind is EventKind.PAYOUT:
        return paid_out(line, amount)
    if original.kind is EventKind.FEE_CHARGED:
        return [(Account.FEES, amount), (Account.FEE_INCOME, -amount)]
    return []


def _after_day_of(standing: list[Event], stamp: Stamp, line: Line) -> int:
    """Return the place in `standing` behind the last event of the stamp's business day; never before the opening."""
    zone = line.terms.zone
    day = business_date(stamp.effective_at, zone)
    earlier = (place for place, event in enumerate(standing, 1) if business_date(event.effective_at, zone) <= day)
    return max(earlier, default=1)


def _anew(stamp: Stamp, at: datetime, actor: str) -> Stamp:
    return replace(stamp, key=None, fingerprint=None, actor=actor, effective_at=at)
