"""Does a score still tell the bad from the good, and do the predicted probabilities come true?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_BANDS = 10
_PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A score whose outcome is known: bad or good."""

    points: int
    pd_ppm: int
    bad: bool


@dataclass(frozen=True, slots=True)
class Band:
    """Scores of about the same probability: how many, what was predicted on average, what came."""

    scores: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Predicted and observed by band, their mean difference weighed by scores, and over all."""

    bands: tuple[Band, ...]
    mean_difference: float
    predicted: float
    observed: float


def auc(outcomes: Sequence[Outcome]) -> float | None:
    """Return the share of (good, bad) pairs in which the good has more points, ties as half; None without a pair."""
    bad = sum(outcome.bad for outcome in outcomes)
    good = len(outcomes) - bad
    if not bad or not good:
        return None
    above, bad_below = 0.0, 0
    for _, tied in groupby(sorted(outcomes, key=lambda outcome: outcome.points), key=lambda outcome: outcome.points):
        group = list(tied)
        bad_here = sum(outcome.bad for outcome in group)
        above += (len(group) - bad_here) * (bad_below + bad_here / 2)
        bad_below += bad_here
    return above / (bad * good)


def calibration(outcomes: Sequence[Outcome]) -> Calibration | None:
    """Compare predicted with observed in ten bands of about as many scores each; None without outcomes."""
    if not outcomes:
        return None
    ordered = sorted(outcomes, key=lambda outcome: outcome.pd_ppm)
    ends = [len(ordered) * band // _BANDS for band in range(_BANDS + 1)]
    bands = [_band(ordered[start:end]) for start, end in pairwise(ends) if end > start]
    difference = sum(band.scores * abs(band.predicted - band.observed) for band in bands) / len(ordered)
    whole = _band(ordered)
    return Calibration(tuple(bands), difference, whole.predicted, whole.observed)


def _band(outcomes: Sequence[Outcome]) -> Band:
    size = len(outcomes)
    predicted = sum(outcome.pd_ppm for outcome in outcomes) / (_PPM * size)
    return Band(size, predicted, sum(outcome.bad for outcome in outcomes) / size)
