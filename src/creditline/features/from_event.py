"""From the events of a line to observations: the one place where features know what an event is.

store/queries/observations.sql says the same in SQL; a test holds the two equal.
"""

from collections.abc import Iterable

from creditline.dates.business_date import business_date
from creditline.features.observation import Kind, Observation
from creditline.lines.event import Event, EventKind
from creditline.lines.outcome import Outcome

_OBSERVED = {
    EventKind.LINE_OPENED: Kind.OPENED,
    EventKind.DRAW: Kind.CASH_DRAW,
    EventKind.HOLD_CAPTURED: Kind.PURCHASE,
    EventKind.REPAYMENT: Kind.REPAYMENT,
    EventKind.MERCHANT_REFUND: Kind.LEVEL,
    EventKind.LIMIT_CHANGED: Kind.LEVEL,
}
_ASKS = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})


def observed(event: Event) -> Observation | None:
    """Return what features may know of an event that rewinds nothing; None for most that time brings."""
    if event.accepted:
        kind = _OBSERVED.get(event.kind)
        return _observation(kind, event) if kind else None
    declined = event.outcome is Outcome.OVER_AVAILABLE and event.kind in _ASKS
    return _observation(Kind.DECLINED, event) if declined else None


def rewinds(event: Event) -> bool:
    """Whether an event changes what was observed before it, so that the state has to be rebuilt from all events."""
    return event.kind is EventKind.REVERSAL and event.accepted


def observed_of(events: Iterable[Event]) -> list[Observation]:
    """Return what stands of a line's whole history: without what was reversed, and with each return of a repayment."""
    history = list(events)
    undone = {event.refers_to for event in history if rewinds(event)}
    repaid = {event.version for event in history if event.kind is EventKind.REPAYMENT}
    standing = (event for event in history if event.version not in undone)
    found = (_returned(event, repaid) if rewinds(event) else observed(event) for event in standing)
    return [observation for observation in found if observation is not None]


def _returned(reversal: Event, repaid: set[int]) -> Observation:
    return _observation(Kind.RETURNED if reversal.refers_to in repaid else Kind.LEVEL, reversal)


def _observation(kind: Kind, event: Event) -> Observation:
    after = event.after
    return Observation(
        kind=kind,
        on=business_date(event.effective_at, after.terms.zone),
        amount_minor=event.amount_minor,
        payer=event.paid_from.payer if event.paid_from else None,
        drawn_minor=after.balances.principal,
        limit_minor=after.limit_minor,
    )
