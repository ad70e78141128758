"""What a card says of one borrower: points, feature by feature, and the probability of default."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from creditline.scoring.card import Calibration, Card, Pair, Value


class FeatureUnvalued(LookupError):
    """Every feature of a card must be given a value; None where it is not known."""

    code = "feature-unvalued"

    def __init__(self, name: str) -> None:
        super().__init__(f"The feature '{name}' has no value. Give None where it is not known.")


@dataclass(frozen=True, slots=True)
class Score:
    """A score in points, the points each feature and pair gave, and the probability of default in parts of 1,000,000.

    `points` is the card's base and all of `by_feature` added up.
    """

    points: int
    by_feature: Mapping[str, int]
    pd_ppm: int

    @property
    def pd_bps(self) -> int:
        """Return the probability of default in hundredths of a percent, rounded up."""
        return -(-self.pd_ppm // 100)


def score(card: Card, values: Mapping[str, Value]) -> Score:
    """Return the score of the features' `values`: whole numbers or texts, None where not known.

    Raises FeatureUnvalued. Further values are not looked at.
    """
    earned = []
    try:
        for name, cuts, points, missing, codes in card.rows:
            value = values[name]
            if value is None:
                earned.append(missing)
            elif value in codes:
                earned.append(codes[value])
            else:
                earned.append(points[bisect_right(cuts, value)])
    except KeyError as absent:
        raise FeatureUnvalued(str(absent.args[0])) from absent
    for pair in card.pairs:
        earned.append(pair_points(card, pair, values))  # noqa: PERF401 - measured: a plain loop is the quicker one
    total = card.base + sum(earned)
    return Score(total, dict(zip(card.names, earned, strict=True)), pd_ppm(card.calibration, total))


def pd_ppm(calibration: Calibration, points: int) -> int:
    """Return the probability of default for a score, in parts of 1,000,000, fractions dropped."""
    scores, pds = calibration.scores, calibration.pd_ppm
    place = bisect_right(scores, points)
    if place == 0:
        return pds[0]
    if place == len(scores):
        return pds[-1]
    low, high = scores[place - 1], scores[place]
    return pds[place] + (pds[place - 1] - pds[place]) * (high - points) // (high - low)


def bin_of(cuts: tuple[int, ...], codes: Mapping[int, int], value: Value) -> int:
    """Return the place of a value in a table with these cuts; the last place is for missing values and codes."""
    if value is None or value in codes:
        return len(cuts) + 1
    return bisect_right(cuts, value)


def pair_points(card: Card, pair: Pair, values: Mapping[str, Value]) -> int:
    """Return what a pair's two values earn together; KeyError where one of them is not given."""
    first, second = card.codes_of[pair.first], card.codes_of[pair.second]
    row = bin_of(pair.first_cuts, first, values[pair.first])
    return pair.points[row][bin_of(pair.second_cuts, second, values[pair.second])]
