"""Everything a decision depends on besides card, policy, law and time. What is not here cannot be replayed."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from creditline.decisions.trigger import Trigger
from creditline.values import dataclass

FactValue = bool | int | str | date
CardValue = int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A decrease that was announced and has not taken effect yet."""

    limit_minor: int
    notified_on: date
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The line, what happened, and the facts that are known about it; amounts in minor units.

    version: of the line after the event that triggered the decision.
    current_limit_minor: the limit in force; None when none has been decided.
    period_start_limit_minor: the limit at the start of the period that the greatest change is counted over.
    facts: for the policy and the law, by name. features: the values the scorecard asks for; None: not known.
    offered_minor: of an offer that is being accepted, its amount.
    """

    line_id: str
    version: int
    trigger: Trigger
    current_limit_minor: int | None
    period_start_limit_minor: int | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    features: Mapping[str, CardValue] = field(default_factory=dict)
    announced: Announced | None = None
    offered_minor: int | None = None
