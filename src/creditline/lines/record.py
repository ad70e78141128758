"""Making an event: the balances move, the entries balance, the version goes up by one."""

from collections.abc import Iterable, Mapping
from typing import Any

from creditline.ledger.account import Account
from creditline.ledger.entry import Entry, post
from creditline.lines.commands import Stamp
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Balances, Line
from creditline.lines.outcome import Outcome
from creditline.values import changed

Movement = tuple[Account, int]


def record(
    line: Line,
    stamp: Stamp,
    kind: EventKind,
    *,
    amount_minor: int = 0,
    movements: Iterable[Movement] = (),
    reason: str | None = None,
    refers_to: int | None = None,
    forced: bool = False,
    detail: Mapping[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 - fields of a Line, checked by replace
) -> Event:
    """Return the accepted event `kind`: `movements` posted, and `changes` made to the line's other fields."""
    entries = post(line.balances.signed(), movements)
    after = changed(
        line,
        balances=_moved(line.balances, entries),
        version=line.version + 1,
        **{"moved_at": stamp.effective_at, **changes},
    )
    return _event(
        line,
        stamp,
        kind,
        Outcome.ACCEPTED,
        amount_minor,
        after,
        entries,
        reason,
        refers_to,
        forced=forced,
        detail=detail,
    )


def refuse(
    line: Line,
    stamp: Stamp,
    kind: EventKind,
    outcome: Outcome,
    *,
    amount_minor: int = 0,
    reason: str | None = None,
    refers_to: int | None = None,
) -> Event:
    """Return the event that records a refusal: a new version of the line, nothing else changed."""
    after = changed(line, version=line.version + 1)
    return _event(line, stamp, kind, outcome, amount_minor, after, (), reason, refers_to, forced=False)


def _event(
    line: Line,
    stamp: Stamp,
    kind: EventKind,
    outcome: Outcome,
    amount_minor: int,
    after: Line,
    entries: tuple[Entry, ...],
    reason: str | None,
    refers_to: int | None,
    *,
    forced: bool,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    return Event(
        line_id=line.id,
        version=after.version,
        kind=kind,
        outcome=outcome,
        amount_minor=amount_minor,
        effective_at=stamp.effective_at,
        booked_at=stamp.booked_at,
        key=stamp.key,
        fingerprint=stamp.fingerprint,
        actor=stamp.actor,
        reason=reason,
        refers_to=refers_to,
        limit_before_minor=line.limit_minor if kind is EventKind.LIMIT_CHANGED else None,
        forced=forced,
        entries=entries,
        after=after,
        detail=detail,
    )


def _moved(balances: Balances, entries: tuple[Entry, ...]) -> Balances:
    if not entries:
        return balances
    signed = balances.signed()
    for entry in entries:
        if entry.current_minor is not None:
            signed[entry.account] = entry.current_minor
    return Balances(
        principal=signed[Account.PRINCIPAL],
        interest=signed[Account.INTEREST],
        fees=signed[Account.FEES],
        credit=-signed[Account.CREDIT],
    )
