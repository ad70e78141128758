"""Does a card keep what it declares? Every direction is checked on the table itself, bin by bin: nothing is sampled.

A card is a sum. If every part of it moves the way its features declare, so does the whole: whatever the other features
are, and on values that no data ever held. The calibration turns more points into no greater probability of default.

What the card cannot show is how features come about. That a repayment turns no known value into a missing one, and
moves no other feature than declared, is checked where features are made: at training, on every row of the data.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from creditline.scoring.card import Calibration, Card, CategoryFeature, NumberFeature, Risk


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a card breaks a promise, and the counterexample in words."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked, in steps compared, and every breach that was found."""

    steps: int
    signed: int
    moved_by_repayment: int
    breaches: tuple[Breach, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the card keeps everything it declares."""
        return not self.breaches


@dataclass(frozen=True, slots=True)
class _Step:
    """Two neighbouring places of a table. Points must not fall from the riskier one to the other."""

    where: str
    riskier: str
    safer: str
    riskier_points: int
    safer_points: int


def prove(card: Card) -> Proof:
    """Return the proof that every declared direction holds, or what breaks it."""
    steps = [*_feature_steps(card), *_pair_steps(card), *_calibration_steps(card.calibration)]
    broken = (step for step in steps if step.safer_points < step.riskier_points)
    numbers = [feature for feature in card.features if isinstance(feature, NumberFeature)]
    return Proof(
        steps=len(steps),
        signed=sum(feature.risk is not Risk.EITHER for feature in numbers),
        moved_by_repayment=sum(feature.moved_by_repayment for feature in numbers),
        breaches=(*_unsigned(numbers), *map(_breach, broken)),
    )


def _breach(step: _Step) -> Breach:
    return Breach(
        step.where,
        f"{step.safer} earns {step.safer_points}, but {step.riskier}, which is declared no safer, "
        f"earns {step.riskier_points}",
    )


def _unsigned(numbers: Iterable[NumberFeature]) -> Iterator[Breach]:
    for feature in numbers:
        if feature.moved_by_repayment and feature.risk is Risk.EITHER:
            yield Breach(feature.name, "a repayment moves it, but no direction is declared")


def _feature_steps(card: Card) -> Iterator[_Step]:
    for feature in card.features:
        if not isinstance(feature, CategoryFeature) and feature.risk.sign:
            unknown = [feature.missing, *feature.codes.values()]
            yield from _line_steps(feature.name, feature, feature.cuts, feature.points, unknown)


def _pair_steps(card: Card) -> Iterator[_Step]:
    for pair in card.pairs:
        first, second = card.by_name[pair.first], card.by_name[pair.second]
        if isinstance(second, NumberFeature):
            for row in pair.points:
                yield from _line_steps(pair.name, second, pair.second_cuts, row[:-1], row[-1:])
        if isinstance(first, NumberFeature):
            for column in zip(*pair.points, strict=True):
                yield from _line_steps(pair.name, first, pair.first_cuts, column[:-1], column[-1:])


def _line_steps(
    where: str, feature: NumberFeature, cuts: Sequence[int], points: Sequence[int], unknown: Sequence[int]
) -> Iterator[_Step]:
    """Yield the steps along one feature; if a repayment moves it, also those from an unknown value to a known one."""
    if not feature.risk.sign:
        return
    bins = list(zip(_bin_names(feature.name, cuts), points, strict=True))
    from_risky = bins[:: -feature.risk.sign]
    for (riskier, low), (safer, high) in pairwise(from_risky):
        yield _Step(where, riskier, safer, low, high)
    if feature.moved_by_repayment:
        riskiest, least = from_risky[0]
        for points_unknown in unknown:
            yield _Step(where, f"{feature.name} missing or a code", riskiest, points_unknown, least)


def _bin_names(name: str, cuts: Sequence[int]) -> list[str]:
    if not cuts:
        return [f"{name}, any"]
    return [f"{name} < {cuts[0]}", *(f"{name} ≥ {cut}" for cut in cuts)]


def _calibration_steps(calibration: Calibration) -> Iterator[_Step]:
    """Yield the steps from knot to knot: the straight line between two of them goes where they go."""
    knots = list(zip(calibration.scores, calibration.pd_ppm, strict=True))
    for (low, high_pd), (high, low_pd) in pairwise(knots):
        yield _Step("calibration", f"a score of {low}", f"a score of {high}", -high_pd, -low_pd)
