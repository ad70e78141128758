"""What happened on a line: the record everything else is read from."""

from datetime import datetime
from enum import StrEnum

from creditline.dates.business_date import business_date
from creditline.ledger.entry import Entry
from creditline.lines.available import available_minor
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.values import dataclass


class EventKind(StrEnum):
    """What a command asked for, or what time brought (hold_expired, interest_accrued)."""

    LINE_OPENED = "line_opened"
    DRAW = "draw"
    REPAYMENT = "repayment"
    MERCHANT_REFUND = "merchant_refund"
    PAYOUT = "payout"
    FEE_CHARGED = "fee_charged"
    HOLD_PLACED = "hold_placed"
    HOLD_CAPTURED = "hold_captured"
    HOLD_VOIDED = "hold_voided"
    HOLD_EXPIRED = "hold_expired"
    INTEREST_ACCRUED = "interest_accrued"
    REVERSAL = "reversal"
    LIMIT_CHANGED = "limit_changed"
    LINE_FROZEN = "line_frozen"
    LINE_UNFROZEN = "line_unfrozen"
    LINE_CLOSED = "line_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a line, numbered by `version` from 1 without a gap, with the line as it stands `after`.

    amount_minor: the amount asked for; of an accrual, the interest (negative when taken back).
    effective_at: when it counts in the world. booked_at: when we wrote it down.
    key, fingerprint: the caller's idempotency key and the hash of what it was used for; None for what time brought.
    refers_to: version of the event this one captures, voids, expires or reverses.
    limit_before_minor: of a limit change, the limit it replaced.
    forced: a posting taken although the line could not give it (a card scheme's forced post, an import).
    """

    line_id: str
    version: int
    kind: EventKind
    outcome: Outcome
    amount_minor: int
    effective_at: datetime
    booked_at: datetime
    key: str | None
    fingerprint: bytes | None
    actor: str
    reason: str | None
    refers_to: int | None
    limit_before_minor: int | None
    forced: bool
    entries: tuple[Entry, ...]
    after: Line

    @property
    def accepted(self) -> bool:
        """Whether the command was carried out."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def available_after_minor(self) -> int:
        """Available credit after the event, on the business date it took effect."""
        return available_minor(self.after, business_date(self.effective_at, self.after.terms.zone))
