"""From the values of the domain to what PostgreSQL takes in bulk: lines of COPY text, and arrays.

The text format is that of the PostgreSQL documentation (COPY, "Text Format"). Written as f-strings, a row costs a tenth
of what it costs through a driver's adapters, and every command writes four of them.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.store.servicing_json import dumped, servicing_json

EVENT_COLUMNS = (
    "line_id",
    "version",
    "kind",
    "outcome",
    "amount_minor",
    "effective_at",
    "booked_at",
    "key",
    "fingerprint",
    "actor",
    "reason",
    "refers_to",
    "limit_before_minor",
    "forced",
    "status",
    "limit_minor",
    "principal_minor",
    "interest_minor",
    "fees_minor",
    "credit_minor",
    "held_minor",
    "available_minor",
    "accrual_residue",
    "accrued_on",
    "moved_at",
    "replays",
    "detail",
    "servicing",
    "ceiling_minor",
    "ceiling_name",
)
ENTRY_COLUMNS = ("line_id", "version", "leg", "account", "amount_minor", "previous_minor", "current_minor")
PAYER_COLUMNS = ("line_id", "version", "payer", "account")
HOLD_COLUMNS = ("line_id", "placed_by", "amount_minor", "expires_at", "state")
LINE_COLUMNS = (
    "id",
    "name",
    "currency",
    "rate_bps",
    "day_count",
    "zone",
    "opened_on",
    "expires_on",
    "product_id",
    "product_from",
    "status",
    "limit_minor",
    "principal_minor",
    "interest_minor",
    "fees_minor",
    "credit_minor",
    "held_minor",
    "accrual_residue",
    "accrued_on",
    "moved_at",
    "version",
    "servicing",
)

NULL = "\\N"
_NO_CEILING = f"{NULL}\t{NULL}"
_EMPTY = "\t".join([NULL] * 3)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def event_line(event: Event) -> str:
    """Write an event as one line of COPY text."""
    after, balances = event.after, event.after.balances
    effective_at, moved_at = _instant(event.effective_at), _instant(after.moved_at)
    fingerprint = NULL if event.fingerprint is None else f"\\\\x{event.fingerprint.hex()}"
    ceiling = _NO_CEILING if after.ceiling is None else f"{after.ceiling.amount_minor}\t{after.ceiling.bound.value}"
    return (
        f"{event.line_id}\t{event.version}\t{event.kind.value}\t{event.outcome.value}\t{event.amount_minor}\t"
        f"{effective_at}\t{_instant(event.booked_at)}\t{_text(event.key)}\t{fingerprint}\t{_text(event.actor)}\t"
        f"{_text(event.reason)}\t{_number(event.refers_to)}\t{_number(event.limit_before_minor)}\t{event.forced}\t"
        f"{after.status.value}\t{_number(after.limit_minor)}\t{balances.principal}\t{balances.interest}\t"
        f"{balances.fees}\t{balances.credit}\t{after.held_minor}\t{event.available_after_minor}\t"
        f"{after.accrual_residue}\t{after.accrued_on}\t{moved_at}\t{_servicing_columns(event)}\t{ceiling}\n"
    )


def _servicing_columns(event: Event) -> str:
    """The columns that an event of a line without a product leaves empty, unless history was replayed."""
    servicing = event.after.servicing
    if servicing is None and event.detail is None and event.replays is None:
        return _EMPTY
    return f"{_number(event.replays)}\t{_text(dumped(event.detail))}\t{_text(servicing_json(servicing))}"


def entry_lines(event: Event) -> str:
    """Write an event's entries as lines of COPY text."""
    name = f"{event.line_id}\t{event.version}"
    return "".join(
        f"{name}\t{leg}\t{entry.account.value}\t{entry.amount_minor}\t"
        f"{_number(entry.previous_minor)}\t{_number(entry.current_minor)}\n"
        for leg, entry in enumerate(event.entries, start=1)
    )


def payer_line(event: Event) -> str:
    """Write who paid a repayment as one line of COPY text; nothing where that was not told."""
    paid = event.paid_from
    return f"{event.line_id}\t{event.version}\t{paid.payer.value}\t{_text(paid.account)}\n" if paid else ""


def hold_line(event: Event) -> str:
    """Write the hold that an event placed as one line of COPY text."""
    hold = next(hold for hold in event.after.holds if hold.placed_by == event.version)
    return f"{event.line_id}\t{hold.placed_by}\t{hold.amount_minor}\t{_instant(hold.expires_at)}\topen\n"


def line_line(line: Line) -> str:
    """Write a line that was opened as one line of COPY text."""
    terms = line.terms
    line_id, *state = state_row(line)
    agreed = (_text(terms.name), terms.currency, terms.rate_bps, terms.day_count.value, terms.zone, terms.opened_on)
    product = (terms.product.id, terms.product.valid_from) if terms.product else (None, None)
    *state, servicing = state
    copied = map(_copied, (line_id, *agreed, terms.expires_on, *product, *state))
    return "\t".join((*copied, str(_text(servicing)))) + "\n"


def state_row(line: Line) -> tuple[Any, ...]:
    """Return the columns of move_lines.sql: what an event may change."""
    balances = line.balances
    return (
        line.id,
        line.status.value,
        line.limit_minor,
        balances.principal,
        balances.interest,
        balances.fees,
        balances.credit,
        line.held_minor,
        line.accrual_residue,
        line.accrued_on,
        line.moved_at,
        line.version,
        servicing_json(line.servicing),
    )


def _text(text: str | None) -> str:
    return NULL if text is None else text.translate(_ESCAPES)


def _number(number: int | None) -> str | int:
    return NULL if number is None else number


def _copied(value: object) -> str:
    if type(value) is datetime:
        return _instant(value)
    return NULL if value is None else str(value)


@lru_cache(maxsize=4_096)
def _instant(at: datetime) -> str:
    """Write an instant; most of a group's are the same few."""
    return at.isoformat()
