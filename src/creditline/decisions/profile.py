"""What is known of a line for its decisions, and where its last one left it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from creditline.decisions.decision import Decision, Effect
from creditline.decisions.inputs import Announced
from creditline.values import changed, dataclass

_MONTHS_OF_A_PERIOD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A line whose limit is decided by the policy `policy_id`.

    facts: what was attested about the borrower. period_start_limit_minor: the limit at the start of the quarter.
    last_key: what the last full decision rested on; a decision with the same key comes out the same.
    announced_by: of a decrease that was announced, the decision that announced it first.
    pending_since, pending_why: set while a decision could not be made; the limit stays meanwhile.
    """

    line_id: str
    policy_id: str
    facts: Mapping[str, Any]
    period_started_on: date | None = None
    period_start_limit_minor: int | None = None
    announced: Announced | None = None
    announced_by: str | None = None
    last_decision_id: str | None = None
    last_key: str | None = None
    pending_since: datetime | None = None
    pending_why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A decision that came out as the one before it: which one, and the facts that may have changed.

    features: the values of the features that were looked at, in the order of their names.
    """

    line_id: str
    version: int
    decided_at: datetime
    trigger: str
    decision_id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    features: tuple[int | str | None, ...] = ()


def in_period(profile: Profile, on: date, limit_minor: int | None) -> Profile:
    """Return the profile with a new quarter begun, if `on` is in another one than the last decision was."""
    started = profile.period_started_on
    if started is not None and _quarter(started) == _quarter(on):
        return profile
    return changed(profile, period_started_on=on, period_start_limit_minor=limit_minor)


def after_decision(profile: Profile, decision: Decision, key: str | None) -> Profile:
    """Return the profile after a decision: what was announced, what it rested on, nothing pending."""
    announced, announced_by = None, None
    if decision.effect is Effect.ANNOUNCED and decision.to_minor is not None:
        notified_on = profile.announced.notified_on if profile.announced is not None else decision.on
        announced = Announced(
            limit_minor=decision.to_minor, notified_on=notified_on, effective_on=decision.effective_on
        )
        announced_by = profile.announced_by if profile.announced is not None else decision.id
    return changed(
        profile,
        announced=announced,
        announced_by=announced_by,
        last_decision_id=decision.id,
        last_key=key,
        pending_since=None,
        pending_why=None,
    )


def _quarter(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // _MONTHS_OF_A_PERIOD
