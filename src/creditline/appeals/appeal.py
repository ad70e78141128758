"""An appeal: its states, the evidence for it, and what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Where an appeal stands. The last three are final."""

    FILED = "filed"
    ASSIGNED = "assigned"
    NEEDS_MORE = "needs_more"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


SETTLED = frozenset({State.DECIDED, State.WITHDRAWN, State.EXPIRED})


class EvidenceKind(StrEnum):
    """What a paper is to show."""

    INCOME = "income"
    ASSETS = "assets"
    IDENTITY = "identity"
    THIRD_PARTY_PAYER = "third_party_payer"
    BUREAU_ERROR = "bureau_error"


class AppealOutcome(StrEnum):
    """What was decided."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"


class Happened(StrEnum):
    """What happened to an appeal. A reminder changes nothing but its version."""

    FILED = "filed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    MORE_ASKED = "more_asked"
    MORE_SENT = "more_sent"
    EXTENDED = "extended"
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True)
class By:
    """Who did it: kind is borrower, staff, api_key, visitor or system."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What an upheld appeal does to the line: a new limit (minor units; None leaves it), and what is let go.

    releases: ids of flags (flag_…), of the events that placed holds (evt_…), or the word "freeze".
    """

    limit_minor: int | None = None
    releases: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the line stays as it is."""
        return self.limit_minor is None and not self.releases


NO_EFFECT = Effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A paper that was sent in. valid_until: the last day on which it still shows anything."""

    id: str
    appeal_id: str
    kind: EvidenceKind
    file_name: str
    media_type: str
    size_bytes: int
    sha256: bytes
    received_at: datetime
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal as it stands after the event numbered `version`.

    against: the id of what is appealed (dec_…, flag_…, evt_…). rule: under which the answer was promised.
    promised_on: the last day for the answer. more_by: the last day for what was asked for.
    effect, answer, outcome: what was proposed or decided. hasty: decided after less than ten seconds.
    """

    id: str
    line_id: str
    against: str
    state: State
    words: str
    filed_at: datetime
    filed_by: str
    rule: str
    promised_on: date
    extensions: int = 0
    more_by: date | None = None
    assigned_to: str | None = None
    outcome: AppealOutcome | None = None
    answer: str | None = None
    effect: Effect = NO_EFFECT
    proposed_by: str | None = None
    approved_by: str | None = None
    decided_at: datetime | None = None
    hasty: bool = False
    version: int = 1

    @property
    def settled(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealEvent:
    """One thing that happened to an appeal, with the appeal `after` it. detail is for machines, words for people."""

    kind: Happened
    at: datetime
    by: By
    after: Appeal
    words: str | None = None
    detail: str | None = None
    key: str | None = None
    fingerprint: bytes | None = None
