"""From the events of a line to observations: the one place where features know what an event is.

store/queries/observations.sql says the same in SQL; a test holds the two equal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from creditline.dates.business_date import business_date
from creditline.features.observation import ATTESTED, Kind, Observation
from creditline.features.observe import follows, observe
from creditline.features.state import FeatureState
from creditline.lines.attested_fact import AttestedFact
from creditline.lines.event import Event, EventKind
from creditline.lines.outcome import Outcome
from creditline.lines.payer import PaidFrom
from creditline.lines.replay import timeline

_OBSERVED = {
    EventKind.LINE_OPENED: Kind.OPENED,
    EventKind.DRAW: Kind.CASH_DRAW,
    EventKind.HOLD_CAPTURED: Kind.PURCHASE,
    EventKind.REPAYMENT: Kind.REPAYMENT,
    EventKind.REPAYMENT_RETURNED: Kind.RETURNED,
    EventKind.PAYMENT_MET: Kind.DUE,
    EventKind.PAYMENT_MISSED: Kind.DUE,
    EventKind.MERCHANT_REFUND: Kind.LEVEL,
    EventKind.LIMIT_CHANGED: Kind.LEVEL,
    EventKind.REVERSAL: Kind.LEVEL,
    EventKind.RE_AGED: Kind.LEVEL,
    EventKind.PLAN_STARTED: Kind.LEVEL,
    EventKind.CHARGED_OFF: Kind.LEVEL,
}
_ASKS = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})


def observed(event: Event, paid_from: PaidFrom | None = None) -> Observation | None:
    """Return what features may know of an event that rewinds nothing; None for most that time brings.

    paid_from: who paid, of a repayment that was booked anew; else it stands on the event.
    """
    if event.accepted:
        kind = _OBSERVED.get(event.kind)
        return _observation(kind, event, paid_from or event.paid_from) if kind else None
    declined = event.outcome is Outcome.OVER_AVAILABLE and event.kind in _ASKS
    return _observation(Kind.DECLINED, event, None) if declined else None


def seen_in(event: Event) -> Iterator[Observation]:
    """Yield all that features may know of an event as it is booked: what happened, and what it attested."""
    happened = observed(event)
    if happened is not None:
        yield happened
    yield from map(_attested, event.attested)


def taken(state: FeatureState, events: Iterable[Event]) -> FeatureState | None:
    """Return the state after the events that followed from one command; None if it has to be rebuilt.

    That is so when they rewound history, when something counts from an earlier day than the last thing seen, or when a
    fact replaces one that was added up already.
    """
    for event in events:
        if rewinds(event):
            return None
        for seen in seen_in(event):
            if not follows(state, seen):
                return None
            state = observe(state, seen)
    return state


def rewinds(event: Event) -> bool:
    """Whether an event changes what was observed before it, so that the state has to be rebuilt from all events."""
    return event.kind is EventKind.REWOUND


def observed_of(events: Sequence[Event]) -> list[Observation]:
    """Return what stands of a line's whole history, and what was declined or attested, whatever was replayed since."""
    payers = {event.version: event.paid_from for event in events}
    declined = (event for event in events if not event.accepted)
    found = (observed(event, payers.get(event.origin)) for event in (*timeline(events), *declined))
    happened = [observation for observation in found if observation is not None]
    return standing([*happened, *(_attested(fact) for event in events for fact in event.attested)])


def standing(observations: Iterable[Observation]) -> list[Observation]:
    """Return the observations without facts that a later one of the same kind and day has replaced."""
    happened, facts = list[Observation](), dict[tuple[Kind, date], Observation]()
    for seen in observations:
        if seen.kind in ATTESTED:
            facts[seen.kind, seen.on] = seen
        else:
            happened.append(seen)
    return [*happened, *facts.values()]


def _attested(fact: AttestedFact) -> Observation:
    return Observation(
        kind=Kind(fact.kind),
        on=fact.on,
        amount_minor=fact.amount_minor,
        part_minor=fact.part_minor,
        until=fact.until,
    )


def _observation(kind: Kind, event: Event, paid_from: PaidFrom | None) -> Observation:
    after = event.after
    on = business_date(event.effective_at, after.terms.zone)
    asked, paid = _asked(event) if kind is Kind.DUE else (event.amount_minor, 0)
    return Observation(
        kind=kind,
        on=on,
        amount_minor=asked,
        part_minor=paid,
        payer=paid_from.payer if paid_from else None,
        in_full=kind is Kind.DUE and bool(_detail(event).get("full")),
        days_early=_days_early(event, on) if kind is Kind.REPAYMENT else None,
        drawn_minor=after.balances.principal,
        limit_minor=after.limit_minor,
        overdue_since=after.servicing.late_since if after.servicing else None,
    )


def _asked(event: Event) -> tuple[int, int]:
    """What was asked by a due date, and what of it was paid by then; of a missed one the event's amount was not."""
    if event.kind is EventKind.PAYMENT_MET:
        return 0, 0
    asked = int(_detail(event).get("asked_minor", event.amount_minor))
    return asked, asked - event.amount_minor


def _days_early(event: Event, on: date) -> int | None:
    dues = event.after.servicing.dues if event.after.servicing else ()
    next_due = min((due.due_on for due in dues if due.due_on >= on), default=None)
    return None if next_due is None else (next_due - on).days


def _detail(event: Event) -> Mapping[str, Any]:
    return event.detail or {}
