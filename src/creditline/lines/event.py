"""What happened on a line: the record everything else is read from."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from creditline.dates.business_date import business_date
from creditline.ledger.entry import Entry
from creditline.lines.attested_fact import AttestedFact
from creditline.lines.available import available_minor
from creditline.lines.line import Line
from creditline.lines.outcome import Outcome
from creditline.lines.payer import PaidFrom
from creditline.values import dataclass


class EventKind(StrEnum):
    """What a command asked for, what time or another event brought (actor `clock`), or a replay's start (rewound)."""

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
    REWOUND = "rewound"
    REPAYMENT_RETURNED = "repayment_returned"
    REPAYMENT_CLEARED = "repayment_cleared"
    STATEMENT_ISSUED = "statement_issued"
    PAYMENT_DUE = "payment_due"
    PAYMENT_MET = "payment_met"
    PAYMENT_MISSED = "payment_missed"
    BECAME_PAST_DUE = "became_past_due"
    BUCKET_CHANGED = "bucket_changed"
    CURED = "cured"
    RE_AGED = "re_aged"
    PLAN_STARTED = "plan_started"
    PLAN_ENDED = "plan_ended"
    CHARGED_OFF = "charged_off"
    RECOVERED = "recovered"
    FACTS_ATTESTED = "facts_attested"


CLOCK = "clock"
"""The actor of what time brings, and of what follows from another event by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a line, numbered by `version` from 1 without a gap, with the line as it stands `after`.

    amount_minor: the amount asked for; of an accrual, the interest (negative when taken back).
    effective_at: when it counts in the world. booked_at: when we wrote it down.
    key, fingerprint: the caller's idempotency key and the hash of what it was used for; None for what time brought.
    refers_to: version of the event this one captures, voids, expires or reverses; of a rewound event, the version it
        goes back to.
    limit_before_minor: of a limit change, the limit it replaced.
    forced: taken although the line could not give it: a forced post, an import, or a draw or hold for which a corrected
        past leaves no room.
    paid_from: of a repayment as it is booked, who paid; kept in a table of its own and not read back with the event.
    attested: what was vouched for, as it is booked; kept in a table of its own and not read back with the event.
    replays: version of the event that this one books anew, at its old instant, after history was rewound.
    detail: what this kind of event says beyond amounts, as docs/reference/events.md lists it; values JSON has.
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
    replays: int | None = None
    detail: Mapping[str, Any] | None = None
    paid_from: PaidFrom | None = None
    attested: tuple[AttestedFact, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the command was carried out."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def asked_for(self) -> bool:
        """Whether a command asked for it, now: not what time brought, nor what a replay rewound or booked anew."""
        return self.replays is None and self.kind is not EventKind.REWOUND and self.actor != CLOCK

    @property
    def origin(self) -> int:
        """Version under which it was booked first: its name, however often it is replayed."""
        return self.version if self.replays is None else self.replays

    @property
    def available_after_minor(self) -> int:
        """Available credit after the event, on the business date it took effect."""
        return available_minor(self.after, business_date(self.effective_at, self.after.terms.zone))
