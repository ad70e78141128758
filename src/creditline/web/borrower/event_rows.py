"""The events of a line in words, as the borrower's list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from creditline.dates.business_date import business_date
from creditline.lines.event import CLOCK, Event, EventKind
from creditline.lines.replay import timeline
from creditline.web.borrower.wording import note_of, title_of
from creditline.web.i18n import Language

_IN, _OUT, _PLAIN, _DECLINED = "in", "out", "plain", "declined"

_SIGNS = {
    EventKind.DRAW: -1,
    EventKind.HOLD_CAPTURED: -1,
    EventKind.PAYOUT: -1,
    EventKind.FEE_CHARGED: -1,
    EventKind.INTEREST_ACCRUED: -1,
    EventKind.REPAYMENT: 1,
    EventKind.MERCHANT_REFUND: 1,
}
_UNDOINGS = frozenset({EventKind.REVERSAL, EventKind.REPAYMENT_RETURNED})
BOOK_KEEPING = frozenset({EventKind.REWOUND, EventKind.BUCKET_CHANGED, EventKind.RECOVERED})
_WITHOUT_AMOUNT = frozenset({EventKind.LINE_FROZEN, EventKind.LINE_UNFROZEN, EventKind.LINE_CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event in words. tone: in (money to the lender), out, plain or declined."""

    version: int
    kind: str
    tone: str
    title: str
    note: str
    on: str
    at: str
    amount: str
    available: str


def shown(events_newest_first: Sequence[Event]) -> list[Event]:
    """Leave out what only book-keeping needs: history that was superseded, and what was booked anew.

    What was asked for always stays, also where it was undone.
    """
    standing = {event.version for event in timeline(list(reversed(events_newest_first)))}
    return [event for event in events_newest_first if _is_shown(event, standing)]


def _is_shown(event: Event, standing: set[int]) -> bool:
    if event.asked_for:
        return True
    anew = event.replays is not None and event.actor != CLOCK
    return event.version in standing and not anew and event.kind not in BOOK_KEEPING


def event_rows(events_newest_first: Sequence[Event], language: Language) -> list[EventRow]:
    """Put events into words, newest first; interest booked on days that follow each other becomes one row."""
    rows: list[EventRow] = []
    for run, grouped in groupby(shown(events_newest_first), key=lambda each: each.kind is EventKind.INTEREST_ACCRUED):
        if run:
            rows.append(_interest_row(list(grouped), language))
        else:
            rows.extend(_event_row(event, language) for event in grouped)
    return rows


def _event_row(event: Event, language: Language) -> EventRow:
    tone, amount = _amount_of(event, language)
    terms = event.after.terms
    return EventRow(
        version=event.version,
        kind=event.kind.value,
        tone=tone,
        title=title_of(event, language),
        note=note_of(event, language),
        on=language.moment(event.effective_at, terms.zone),
        at=event.effective_at.isoformat(),
        amount=amount,
        available=language.money(event.available_after_minor, terms.currency),
    )


def _interest_row(newest_first: Sequence[Event], language: Language) -> EventRow:
    newest, oldest = newest_first[0], newest_first[-1]
    zone = newest.after.terms.zone
    start, end = (language.day(business_date(event.effective_at, zone)) for event in (oldest, newest))
    total = sum(event.amount_minor for event in newest_first)
    return EventRow(
        version=newest.version,
        kind=newest.kind.value,
        tone=_PLAIN,
        title=title_of(newest, language),
        note="",
        on=end if start == end else f"{start} – {end}",
        at=newest.effective_at.isoformat(),
        amount=language.signed_money(-total, newest.after.terms.currency),
        available=language.money(newest.available_after_minor, newest.after.terms.currency),
    )


def _amount_of(event: Event, language: Language) -> tuple[str, str]:
    """Return the tone of an event and its amount as the borrower sees it: minus is owed more, plus is owed less."""
    currency = event.after.terms.currency
    if event.kind in _WITHOUT_AMOUNT or not event.amount_minor:
        return (_PLAIN if event.accepted else _DECLINED), ""
    if not event.accepted:
        return _DECLINED, language.money(event.amount_minor, currency)
    if event.kind is EventKind.LIMIT_CHANGED and event.limit_before_minor is not None:
        return _PLAIN, language.signed_money((event.after.limit_minor or 0) - event.limit_before_minor, currency)
    signed = _signed_minor(event)
    if signed is None:
        return _PLAIN, language.money(event.amount_minor, currency)
    return (_IN if signed > 0 else _OUT), language.signed_money(signed, currency)


def _signed_minor(event: Event) -> int | None:
    if event.kind in _SIGNS:
        return _SIGNS[event.kind] * event.amount_minor
    if event.kind in _UNDOINGS and event.detail:
        return -_SIGNS[EventKind(event.detail["kind"])] * event.amount_minor
    return None
