"""From rows of the database to the values of the domain."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from creditline.ledger.account import Account
from creditline.ledger.entry import Entry
from creditline.lines.ceiling import Bound, Ceiling
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Balances, Hold, Line, Status, Terms
from creditline.lines.outcome import Outcome
from creditline.money.day_count import DayCount
from creditline.store.products import product_version
from creditline.store.servicing_json import loaded, servicing_from_json

Row = Mapping[str, Any]

_TERMS = itemgetter(
    "name", "currency", "rate_bps", "day_count", "zone", "opened_on", "expires_on", "product_id", "product_from"
)
STATUS = {status.value: status for status in Status}
_KIND = {kind.value: kind for kind in EventKind}
_OUTCOME = {outcome.value: outcome for outcome in Outcome}


def line_from_row(row: Row, *, id_column: str = "id", holds: tuple[Hold, ...] = ()) -> Line:
    """Read a line from a row of `line`, or the line after an event from a row of `event` joined with `line`."""
    return Line(
        id=row[id_column],
        terms=_terms(row),
        status=STATUS[row["status"]],
        limit_minor=row["limit_minor"],
        balances=Balances(row["principal_minor"], row["interest_minor"], row["fees_minor"], row["credit_minor"]),
        held_minor=row["held_minor"],
        accrual_residue=row["accrual_residue"],
        accrued_on=row["accrued_on"],
        moved_at=row["moved_at"],
        version=row["version"],
        holds=holds,
        servicing=servicing_from_json(row["servicing"]),
        constrained=id_column == "id" and row["constrained"],
        ceiling=None if id_column == "id" else _ceiling(row),
    )


def event_from_row(row: Row, entries: tuple[Entry, ...] = ()) -> Event:
    """Read an event from a row of `event` joined with `line`."""
    return Event(
        line_id=row["line_id"],
        version=row["version"],
        kind=_KIND[row["kind"]],
        outcome=_OUTCOME[row["outcome"]],
        amount_minor=row["amount_minor"],
        effective_at=row["effective_at"],
        booked_at=row["booked_at"],
        key=row["key"],
        fingerprint=row["fingerprint"],
        actor=row["actor"],
        reason=row["reason"],
        refers_to=row["refers_to"],
        limit_before_minor=row["limit_before_minor"],
        forced=row["forced"],
        entries=entries,
        after=line_from_row(row, id_column="line_id"),
        replays=row["replays"],
        detail=loaded(row["detail"]),
    )


def entry_from_row(row: Row) -> Entry:
    """Read an entry from a row of `entry`."""
    return Entry(Account(row["account"]), row["amount_minor"], row["previous_minor"], row["current_minor"])


def hold_from_row(row: Row) -> Hold:
    """Read an open hold from a row of `hold`."""
    return Hold(row["placed_by"], row["amount_minor"], row["expires_at"])


def _ceiling(row: Row) -> Ceiling | None:
    name = row["ceiling_name"]
    return None if name is None else Ceiling(Bound(name), row["ceiling_minor"])


def _terms(row: Row) -> Terms:
    return terms_of(*_TERMS(row))


@lru_cache(maxsize=16_384)
def terms_of(  # a line's terms never change, and a line that is locked often is read often
    name: str,
    currency: str,
    rate_bps: int,
    day_count: str,
    zone: str,
    opened_on: date,
    expires_on: date | None,
    product_id: str | None,
    product_from: date | None,
) -> Terms:
    """Make the terms of a line of what is stored of them."""
    return Terms(
        name=name,
        currency=currency,
        rate_bps=rate_bps,
        day_count=DayCount(day_count),
        zone=zone,
        opened_on=opened_on,
        expires_on=expires_on,
        product=product_version(product_id, product_from) if product_id and product_from else None,
    )
