"""From points to the probability of default: isotonic regression on a few quantiles, straight in log-odds.

The map is compiled to whole-number knots, straight between them, fine enough that no probability is off by more than
a few parts in 100,000. It falls from knot to knot by its form, and is proven with the rest of the card.
"""

from collections.abc import Callable

import numpy as np

from creditline.scoring.card import Calibration
from creditline.training.arrays import Bits, Real

_KNOTS, _LEAST_BAD_A_KNOT = 35, 15
_TILT = 0.01  # of the card's own slope: keeps level stretches of the isotonic map from tying scores
_CLOSE_PPM = 25
_CERTAIN_PPM = 1_000_000


def calibrate(points: Real, bad: Bits, *, points_to_double: int, least: int, most: int) -> Calibration:
    """Return the map for scores from `least` to `most`, told from points that rows got without being fitted on."""
    slope = float(np.log(2) / points_to_double)
    scores, log_odds = _isotonic(points, bad, slope)

    def probability(score: float) -> float:
        inside = float(np.interp(score, scores, log_odds))
        beyond = max(score - scores[-1], 0) - max(scores[0] - score, 0)
        return float(_CERTAIN_PPM / (1 + np.exp(slope * beyond - inside)))

    marks = sorted({least, most, *(round(score) for score in scores if least < score < most)})
    knots = [marks[0]]
    for high in marks[1:]:
        knots += [*_between(probability, knots[-1], high), high]
    pds = np.minimum.accumulate([min(max(round(probability(knot)), 1), _CERTAIN_PPM - 1) for knot in knots])
    return Calibration(scores=tuple(knots), pd_ppm=tuple(int(pd) for pd in pds))


def _isotonic(points: Real, bad: Bits, slope: float) -> tuple[Real, Real]:
    """Return mean points and log-odds of default in quantiles of the points; the log-odds fall."""
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - costly, needed here only

    order = np.argsort(points, kind="stable")
    parts = np.array_split(order, _knot_count(bad))
    scores = np.array([points[part].mean() for part in parts])
    overall = float(bad.mean())
    rates = np.array([(bad[part].sum() + overall) / (len(part) + 1) for part in parts])
    falling = IsotonicRegression(increasing=False).fit_transform(
        scores, rates, sample_weight=[len(part) for part in parts]
    )
    scores, kept = np.unique(scores, return_index=True)
    log_odds = np.log(falling[kept] / (1 - falling[kept]))
    return scores, log_odds - _TILT * slope * (scores - scores.mean())


def _knot_count(bad: Bits) -> int:
    rarer = int(min(bad.sum(), len(bad) - bad.sum()))
    return max(min(_KNOTS, rarer // _LEAST_BAD_A_KNOT), 2)


def _between(probability: Callable[[float], float], low: int, high: int) -> list[int]:
    """Return the knots that a straight line from `low` to `high` lacks."""
    middle = (low + high) // 2
    straight = (probability(low) + probability(high)) / 2
    if middle == low or abs(probability((low + high) / 2) - straight) <= _CLOSE_PPM:
        return []
    return [*_between(probability, low, middle), middle, *_between(probability, middle, high)]
