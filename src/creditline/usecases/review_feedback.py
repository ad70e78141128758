"""What outcomes say of the rules: how often each was right, and what their labels add to what a card learns from."""

from dataclasses import asdict, dataclass
from typing import Any

from creditline.portfolio.precision import Precision
from creditline.store.database import Database
from creditline.store.scorecards import RuleCount, count_labels, count_rules

ENOUGH = 30
"""Fewer decided verdicts than these say too little of a rule."""
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFeedback:
    """One rule: how many verdicts are decided, how many were right, the share and where the true one may lie.

    outcomes, went_bad: of how many of those lines the ledger knows by now what became of them, and how many went bad.
    says: `too_few` to tell; `mostly_wrong` if at most half can be right; `mixed`; `mostly_right` if at least half are.
    """

    kind: str
    rule: str
    decided: int
    right: int
    precision: float
    low: float
    high: float
    outcomes: int
    went_bad: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Every rule with a decided verdict, and the labels by kind: how many, how many bad.

    early: lines that an upheld appeal or a cleared flag speaks for, whose own outcome is not known yet. They are the
    labels that a card could not learn from without feedback.
    """

    rules: tuple[RuleFeedback, ...]
    labels: dict[str, dict[str, int]]
    early: int

    def as_dict(self) -> dict[str, Any]:
        """Return the feedback as values that JSON has."""
        return asdict(self)


async def review_feedback(database: Database) -> Feedback:
    """Count what is known of the rules; raise StoreUnavailable."""
    counted = await count_rules(database)
    labels, early = await count_labels(database)
    return Feedback(rules=tuple(map(_rule, counted)), labels=labels, early=early)


def _rule(count: RuleCount) -> RuleFeedback:
    precision = Precision(count.decided, count.right_count)
    low, high = precision.interval
    return RuleFeedback(
        kind=count.kind.value,
        rule=count.subject,
        decided=count.decided,
        right=count.right_count,
        precision=precision.share,
        low=low,
        high=high,
        outcomes=count.outcomes,
        went_bad=count.went_bad,
        says=_says(count.decided, low, high),
    )


def _says(decided: int, low: float, high: float) -> str:
    if decided < ENOUGH:
        return "too_few"
    if high <= _HALF:
        return "mostly_wrong"
    return "mostly_right" if low >= _HALF else "mixed"
