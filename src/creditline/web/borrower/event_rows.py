"""The events of a line in words, as the borrower's list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from creditline.dates.business_date import business_date
from creditline.lines.available import owed_minor
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
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


def event_rows(events_newest_first: Sequence[Event], language: Language) -> list[EventRow]:
    """Put events into words, newest first; interest booked on days that follow each other becomes one row."""
    rows: list[EventRow] = []
    befores = [*(event.after for event in events_newest_first[1:]), None]
    pairs = zip(events_newest_first, befores, strict=True)
    for run, grouped in groupby(pairs, key=lambda pair: pair[0].kind is EventKind.INTEREST_ACCRUED):
        if run:
            rows.append(_interest_row([event for event, _ in grouped], language))
        else:
            rows.extend(_event_row(event, before, language) for event, before in grouped)
    return rows


def _event_row(event: Event, before: Line | None, language: Language) -> EventRow:
    tone, amount = _amount_of(event, before, language)
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


def _amount_of(event: Event, before: Line | None, language: Language) -> tuple[str, str]:
    """Return the tone of an event and its amount as the borrower sees it: minus is owed more, plus is owed less."""
    currency = event.after.terms.currency
    if event.kind in _WITHOUT_AMOUNT or not event.amount_minor:
        return (_PLAIN if event.accepted else _DECLINED), ""
    if not event.accepted:
        return _DECLINED, language.money(event.amount_minor, currency)
    if event.kind is EventKind.LIMIT_CHANGED and event.limit_before_minor is not None:
        return _PLAIN, language.signed_money((event.after.limit_minor or 0) - event.limit_before_minor, currency)
    signed = _signed_minor(event, before)
    if signed is None:
        return _PLAIN, language.money(event.amount_minor, currency)
    return (_IN if signed > 0 else _OUT), language.signed_money(signed, currency)


def _signed_minor(event: Event, before: Line | None) -> int | None:
    if event.kind in _SIGNS:
        return _SIGNS[event.kind] * event.amount_minor
    if event.kind is EventKind.REVERSAL and before is not None:
        return _owed_net(before) - _owed_net(event.after)
    return None


def _owed_net(line: Line) -> int:
    return owed_minor(line) - line.balances.credit
