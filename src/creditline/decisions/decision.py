"""A decision as it is recorded: what it was made from, what every stage wanted, what bound it, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from creditline.decisions.inputs import Inputs

GUARD = "NO_DECREASE_ON_REPAY"


class Effect(StrEnum):
    """What a decision does to the limit now."""

    KEPT = "kept"
    RAISED = "raised"
    LOWERED = "lowered"
    OFFERED = "offered"
    ANNOUNCED = "announced"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the limit is what it is: a code, the stage it comes from, and a sentence with the borrower's own numbers."""

    code: str
    stage: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one stage would have allowed, in minor units. `hard`: nothing but a repayment's guard overrides it."""

    stage: str
    amount_minor: int
    hard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The promise that a repayment never lowers the limit: whether it had to step in, and what it held back."""

    id: str
    applied: bool
    wish_minor: int
    kept_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A higher limit that the borrower may accept until a day ends."""

    limit_minor: int
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A notice that is owed: by which day, by which rule, and which fields its text must hold."""

    rule_id: str
    trigger: str
    by: date
    fields: tuple[str, ...]
    on_request: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What the scorecard said: the card's id, the points, the band, the probability of default in bps."""

    card_id: str
    points: int
    band: str | None
    pd_bps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyUsed:
    """The policy that decided: id, version, hash, and the proof it was activated with."""

    id: str
    version: str
    sha256: str
    proof_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawUsed:
    """The law that was asked: the pack, the hash of its text, and the rules in force as then known."""

    pack: str
    digest: str
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. Amounts in minor units.

    wish_minor: what the policy wanted before anything held it. target_minor: what all stages together came to.
    limit_minor: the limit in force from this decision on; None where none is. to_minor: what was offered or announced.
    decided_at: when. known_at: as of when the law was known. effective_on: from which day the outcome counts.
    binding: the stages that made the target, and no others. deferred: hard stages that a repayment's guard held back;
    they take effect by a decision of their own.
    """

    id: str
    inputs: Inputs
    decided_at: datetime
    known_at: datetime
    on: date
    scored: Scored | None
    policy: PolicyUsed
    law: LawUsed
    rows: Mapping[str, str]
    wishes: tuple[Wish, ...]
    wish_minor: int
    target_minor: int
    limit_minor: int | None
    effect: Effect
    binding: tuple[str, ...]
    guard: Guard | None
    reasons: tuple[Reason, ...]
    effective_on: date
    to_minor: int | None = None
    offer: Offer | None = None
    due: tuple[Due, ...] = ()
    deferred: tuple[str, ...] = field(default=())

    @property
    def change_minor(self) -> int:
        """What the limit in force gained or lost by this decision."""
        return (self.limit_minor or 0) - (self.inputs.current_limit_minor or 0)
