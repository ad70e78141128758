"""What outcomes say of the rules: how often each was right, and what their labels add to what a card learns from."""

from dataclasses import asdict, dataclass
from typing import Any

from creditline.portfolio.precision import Precision
from creditline.store.database import Database
from creditline.store.scorecards import count_labels, count_rules

ENOUGH = 30
"""Fewer decided verdicts than these say too little of a rule."""
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFeedback:
    """One rule: how many verdicts are decided, how many were right, the share and where the true one may lie.

    says: `too_few` to tell; `mostly_wrong` if at most half can be right; `mixed`; `mostly_right` if at least half are.
    """

    kind: str
    rule: str
    decided: int
    right: int
    precision: float
    low: float
    high: float
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
    rules = tuple(_rule(count.kind.value, count.subject, count.decided, count.right_count) for count in counted)
    return Feedback(rules=rules, labels=labels, early=early)


def _rule(kind: str, rule: str, decided: int, right: int) -> RuleFeedback:
    precision = Precision(decided, right)
    low, high = precision.interval
    return RuleFeedback(
        kind=kind,
        rule=rule,
        decided=decided,
        right=right,
        precision=precision.share,
        low=low,
        high=high,
        says=_says(decided, low, high),
    )


def _says(decided: int, low: float, high: float) -> str:
    if decided < ENOUGH:
        return "too_few"
    if high <= _HALF:
        return "mostly_wrong"
    return "mostly_right" if low >= _HALF else "mixed"
