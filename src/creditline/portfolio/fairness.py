"""Is a cut-off fair to groups of people? Two customary figures, and the counts they come from.

Groups are given for the comparison alone: they are no feature, and nothing of them is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person: the group, whether the score clears the cut-off, and how it turned out (None: not yet)."""

    group: str
    cleared: bool
    bad: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group: how many, how many cleared the cut-off; how many turned out good, and how many of those cleared it."""

    name: str
    people: int
    cleared: int
    good: int
    good_cleared: int

    @property
    def selection_rate(self) -> float:
        """The share that cleared the cut-off."""
        return self.cleared / self.people

    @property
    def opportunity(self) -> float | None:
        """The share of the good that cleared the cut-off; None where none is known to be good."""
        return self.good_cleared / self.good if self.good else None


@dataclass(frozen=True, slots=True)
class Fairness:
    """adverse_impact_ratio: the lowest selection rate over the highest; below four fifths it asks for a reason.

    equal_opportunity_difference: the highest less the lowest share of the good that cleared the cut-off. Either is None
    where fewer than two groups can be compared.
    """

    groups: tuple[Group, ...]
    adverse_impact_ratio: float | None
    equal_opportunity_difference: float | None


def fairness(cases: Iterable[Case]) -> Fairness:
    """Compare the groups of `cases`."""
    by_group: dict[str, list[Case]] = {}
    for case in cases:
        by_group.setdefault(case.group, []).append(case)
    groups = tuple(_group(name, by_group[name]) for name in sorted(by_group))
    rates = [group.selection_rate for group in groups]
    chances = [group.opportunity for group in groups if group.opportunity is not None]
    return Fairness(
        groups,
        min(rates) / max(rates) if len(rates) > 1 and max(rates) else None,
        max(chances) - min(chances) if len(chances) > 1 else None,
    )


def _group(name: str, cases: list[Case]) -> Group:
    good = [case for case in cases if case.bad is False]
    return Group(
        name=name,
        people=len(cases),
        cleared=sum(case.cleared for case in cases),
        good=len(good),
        good_cleared=sum(case.cleared for case in good),
    )
