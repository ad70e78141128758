"""The limit and the available credit over time, as the chart on the borrower's page draws them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from creditline.lines.event import Event, EventKind
from creditline.money.amount import format_minor
from creditline.web.borrower.wording import title_of
from creditline.web.i18n import Language

LARGEST_SERIES = 400
LARGEST_MARKERS = 120
_DAY_S = 24 * 60 * 60
_BUCKETS_DAYS = (1, 7, 31, 366)

MARKED = {
    EventKind.DRAW: "draw",
    EventKind.HOLD_CAPTURED: "draw",
    EventKind.REPAYMENT: "repayment",
    EventKind.MERCHANT_REFUND: "repayment",
    EventKind.LIMIT_CHANGED: "limit",
    EventKind.HOLD_PLACED: "hold",
}


@dataclass(frozen=True, slots=True)
class Point:
    """What the line showed from `at_s` (seconds since 1970) on, in minor units."""

    at_s: int
    limit_minor: int | None
    available_minor: int


def series(events: Sequence[Event], *, now: datetime, available_minor: int) -> list[Point]:
    """Return the points of the chart, oldest first, ending now; `events` come oldest first.

    Only changes are kept; if they are more than LARGEST_SERIES, the last of each day, week, month or year.
    """
    if not events:
        return []
    points = in_time(events)
    last = Point(max(int(now.timestamp()), points[-1].at_s), points[-1].limit_minor, available_minor)
    return [*thinned(_changes(points)), last]


def in_time(events: Sequence[Event]) -> list[Point]:
    """Return a point an event, oldest first; one that would go back in time is moved up to the one before it.

    It would, where a repayment's value date lies before interest that was already booked.
    """
    ordered: list[Point] = []
    for event in events:
        at_s = int(event.effective_at.timestamp())
        at_s = max(at_s, ordered[-1].at_s) if ordered else at_s
        ordered.append(Point(at_s, event.after.limit_minor, event.available_after_minor))
    return ordered


def _changes(points: Sequence[Point]) -> list[Point]:
    """Keep the first point and each that shows something else than the one before."""
    kept = list(points[:1])
    for point in points[1:]:
        if (point.limit_minor, point.available_minor) != (kept[-1].limit_minor, kept[-1].available_minor):
            kept.append(point)
    return kept


def thinned(points: Sequence[Point]) -> list[Point]:
    """Return at most LARGEST_SERIES points: the first, and the last of each day (or week, month, year)."""
    kept = list(points)
    for days in _BUCKETS_DAYS:
        if len(kept) <= LARGEST_SERIES:
            break
        last_of = {point.at_s // (days * _DAY_S): point for point in points}
        kept = [points[0], *(point for point in last_of.values() if point is not points[0])]
    return kept[-LARGEST_SERIES:]


def chart_data(events: Sequence[Event], *, now: datetime, available_minor: int, language: Language) -> str:
    """Return the chart's data as JSON that may stand in a script element; `events` come oldest first.

    `points`: [seconds, limit or null, available]; `markers`: [kind, seconds, available or limit, text]. Amounts are
    decimal strings.
    """
    if not events:
        return "{}"
    currency = events[0].after.terms.currency
    points = series(events, now=now, available_minor=available_minor)
    content = {
        "currency": currency,
        "zone": events[0].after.terms.zone,
        "labels": {"limit": language.gettext("Limit"), "available": language.gettext("Available")},
        "description": _description(points, currency, language),
        "points": [
            [point.at_s, _written(point.limit_minor, currency), _written(point.available_minor, currency)]
            for point in points
        ],
        "markers": _markers(events, language),
    }
    return (
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    )


def _written(minor: int | None, currency: str) -> str | None:
    return None if minor is None else format_minor(minor, currency)


def _markers(events: Sequence[Event], language: Language) -> list[list[str | int]]:
    pairs = zip(events, in_time(events), strict=True)
    marked = [(event, point) for event, point in pairs if event.accepted and event.kind in MARKED]
    return [_marker(event, point, language) for event, point in marked[-LARGEST_MARKERS:]]


def _marker(event: Event, point: Point, language: Language) -> list[str | int]:
    kind, currency = MARKED[event.kind], event.after.terms.currency
    height = (point.limit_minor or 0) if kind == "limit" else point.available_minor
    text = f"{title_of(event, language)} {language.money(event.amount_minor, currency)}"
    return [kind, point.at_s, format_minor(height, currency), text]


def _description(points: Sequence[Point], currency: str, language: Language) -> str:
    """Describe the chart for those who cannot see it."""
    last = points[-1]
    words = {
        "available": language.money(last.available_minor, currency),
        "limit": "–" if last.limit_minor is None else language.money(last.limit_minor, currency),
    }
    return (
        language.gettext(
            "Limit and available credit over time; now %(available)s of %(limit)s is available. "
            "The table below the chart has the same figures."
        )
        % words
    )
