"""What a change of the law touches: exactly the lines on which it would say something else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from creditline.law.caps import binding_caps
from creditline.law.condition import Condition, FactMissing, Facts
from creditline.law.pack import Law, Pack, rules_in_force
from creditline.law.rate_caps import SeriesUnknown, rate_caps
from creditline.law.terms import Terms

Decision = TypeVar("Decision")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """Two states of the law to compare: before and after a day, or before and after something became known."""

    before: Law
    after: Law

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules that say something else, sorted. Other times or another source of the same words do not count."""
        return _differing(self.before, self.after)

    def touches(self, facts: Facts) -> bool:
        """Tell whether a line with these stored inputs is treated differently. What cannot be told is touched."""
        if not self.rule_ids:
            return False
        return bool(_said(self.before, facts) != _said(self.after, facts))

    def touched(self, lines: Mapping[str, Facts]) -> list[str]:
        """Return the ids of the lines that the change touches, sorted."""
        return sorted(line_id for line_id, facts in lines.items() if self.touches(facts))


def change_of_day(pack: Pack, before: date, after: date, known_at: datetime) -> RuleChange:
    """Compare the law of two days, as known at one instant."""
    return RuleChange(rules_in_force(pack, before, known_at), rules_in_force(pack, after, known_at))


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision as the law judges it at two times of knowing."""

    decision_id: str
    as_known: bool
    as_valid: bool


def judge(
    decisions: Iterable[Decision],
    *,
    pack: Pack,
    valid_known_at: datetime,
    name_of: Callable[[Decision], str],
    times_of: Callable[[Decision], tuple[date, datetime]],
    keeps: Callable[[Law, Decision], bool],
) -> Iterator[Judged]:
    """Judge each decision by the law as known when it was made, and by the law as valid on its day, as we know it now.

    times_of gives a decision's business date and the instant at which it was made; keeps tells whether it keeps a law.
    """
    for decision in decisions:
        on, decided_at = times_of(decision)
        then, now = rules_in_force(pack, on, decided_at), rules_in_force(pack, on, valid_known_at)
        yield Judged(name_of(decision), keeps(then, decision), keeps(now, decision))


def offending(judged: Iterable[Judged]) -> list[str]:
    """Return the ids of decisions that kept the law as known, and break it as valid: what must be put right."""
    return [each.decision_id for each in judged if each.as_known and not each.as_valid]


@lru_cache(maxsize=1_024)
def _differing(before: Law, after: Law) -> tuple[str, ...]:
    """Remembered: the decisions of one day ask for the same two states of the law."""
    return tuple(sorted({rule_id for rule_id, _, _ in _demands(before) ^ _demands(after)}))


def _demands(law: Law) -> set[tuple[str, Condition, Terms]]:
    return {(each.rule.id, each.clause.when, each.clause.terms) for each in law.provisions}


def _said(law: Law, facts: Facts) -> Any:  # noqa: ANN401 - compared, never looked into
    try:
        return binding_caps(law, facts), tuple(rate_caps(law, facts))
    except (FactMissing, SeriesUnknown) as missing:
        return str(missing), law.ids
