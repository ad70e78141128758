"""From the values of the domain to what PostgreSQL takes in bulk: lines of COPY text.

The text format is that of the PostgreSQL documentation (COPY, "Text Format"). Written as f-strings, a row costs a tenth
of what it costs through a driver's adapters, and every command writes four of them.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.store.servicing_json import dumped, servicing_json

STATE_COLUMNS = (  # what an event may change of a line; lock_lines.sql and move_lines.sql name them too
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
COPIED_COLUMNS = {
    "line": (
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
        *STATE_COLUMNS,
    ),
    "event": (
        "line_id",
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
        "available_minor",
        "replays",
        "detail",
        "ceiling_minor",
        "ceiling_name",
        *STATE_COLUMNS,
    ),
    "entry": ("line_id", "version", "leg", "account", "amount_minor", "previous_minor", "current_minor"),
    "payer": ("line_id", "version", "payer", "account"),
    "attested_fact": (
        "line_id",
        "kind",
        "amount_minor",
        "part_minor",
        "on_date",
        "until_date",
        "source",
        "consent",
        "actor",
        "booked_at",
    ),
    "hold": ("line_id", "placed_by", "amount_minor", "expires_at", "state"),
    "funding_leg": (
        "line_id",
        "version",
        "participant_id",
        "flow",
        "amount_minor",
        "previous_minor",
        "current_minor",
        "exposure_minor",
        "cap_minor",
    ),
    "day_tape": (
        "line_id",
        "day",
        "version",
        "booked_at",
        "status",
        "limit_minor",
        "principal_minor",
        "interest_minor",
        "fees_minor",
        "credit_minor",
        "held_minor",
        "unreleased_minor",
        "available_minor",
        "days_past_due",
        "bucket",
        "full_in_row",
        "minimum_in_row",
        "utilisation_bps",
    ),
}

NULL = "\\N"
_NO_CEILING = f"{NULL}\t{NULL}"
_EMPTY = "\t".join([NULL] * 3)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def event_line(event: Event) -> str:
    """Write an event as one line of COPY text."""
    fingerprint = NULL if event.fingerprint is None else f"\\\\x{event.fingerprint.hex()}"
    effective_at = _instant(event.effective_at)
    booked_at = effective_at if event.booked_at is event.effective_at else _instant(event.booked_at)
    moved_at = effective_at if event.after.moved_at is event.effective_at else _instant(event.after.moved_at)
    detail = NULL if event.detail is None else _text(dumped(event.detail))
    ceiling = event.after.ceiling
    bound = _NO_CEILING if ceiling is None else f"{ceiling.amount_minor}\t{ceiling.bound}"
    return (
        f"{event.line_id}\t{event.kind}\t{event.outcome}\t{event.amount_minor}\t{effective_at}\t{booked_at}\t"
        f"{_text(event.key)}\t{fingerprint}\t{_text(event.actor)}\t{_text(event.reason)}\t"
        f"{_number(event.refers_to)}\t{_number(event.limit_before_minor)}\t{event.forced}\t"
        f"{event.available_after_minor}\t{_number(event.replays)}\t{detail}\t{bound}\t{_state(event.after, moved_at)}\n"
    )


def entry_lines(event: Event) -> str:
    """Write an event's entries as lines of COPY text."""
    lines = []
    for leg, entry in enumerate(event.entries, start=1):
        kept = f"{NULL}\t{NULL}" if entry.current_minor is None else f"{entry.previous_minor}\t{entry.current_minor}"
        lines.append(f"{event.line_id}\t{event.version}\t{leg}\t{entry.account}\t{entry.amount_minor}\t{kept}\n")
    return "".join(lines)


def payer_line(event: Event) -> str:
    """Write who paid a repayment as one line of COPY text; nothing where that was not told."""
    paid = event.paid_from
    return f"{event.line_id}\t{event.version}\t{paid.payer}\t{_text(paid.account)}\n" if paid else ""


def fact_lines(event: Event) -> str:
    """Write what an event attested as lines of COPY text."""
    lines = []
    for fact in event.attested:
        said = fact.kind, fact.amount_minor, fact.part_minor, fact.on, fact.until, fact.source, fact.consent
        lines.append(row_line((event.line_id, *said, event.actor, event.booked_at)))
    return "".join(lines)


def hold_line(event: Event) -> str:
    """Write the hold that an event placed as one line of COPY text."""
    hold = next(hold for hold in event.after.holds if hold.placed_by == event.version)
    return f"{event.line_id}\t{hold.placed_by}\t{hold.amount_minor}\t{_instant(hold.expires_at)}\topen\n"


def line_line(line: Line) -> str:
    """Write a line that was opened as one line of COPY text."""
    terms = line.terms
    expires_on = NULL if terms.expires_on is None else terms.expires_on
    product = f"{terms.product.id}\t{terms.product.valid_from}" if terms.product else f"{NULL}\t{NULL}"
    return (
        f"{_text(line.id)}\t{_text(terms.name)}\t{terms.currency}\t{terms.rate_bps}\t{terms.day_count}\t{terms.zone}\t"
        f"{terms.opened_on}\t{expires_on}\t{product}\t"
        f"{_state(line, _instant(line.moved_at))}\n"
    )


def _state(line: Line, moved_at: str) -> str:
    balances = line.balances
    servicing = NULL if line.servicing is None else _text(servicing_json(line.servicing))
    return (
        f"{line.status}\t{_number(line.limit_minor)}\t{balances.principal}\t{balances.interest}\t{balances.fees}\t"
        f"{balances.credit}\t{line.held_minor}\t{line.accrual_residue}\t{line.accrued_on.isoformat()}\t{moved_at}\t"
        f"{line.version}\t{servicing}"
    )


def row_line(values: Iterable[object]) -> str:
    """Write any values, in the order of a table's columns, as one line of COPY text."""
    return "\t".join(map(_copied, values)) + "\n"


def _copied(value: object) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    return NULL if value is None else _text(str(value))


def _text(text: str | None) -> str:
    """Write a text; most have nothing to escape, and asking costs a tenth of translating."""
    if text is None:
        return NULL
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def _number(number: int | None) -> str | int:
    return NULL if number is None else number


@lru_cache(maxsize=4_096)
def _instant(at: datetime) -> str:
    """Write an instant; most of a group's are the same few."""
    return at.isoformat()
