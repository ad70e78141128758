"""How good a score is: by order (AUC, KS), by probability (Brier, ECE), and by how the population moves (PSI)."""

from dataclasses import asdict, dataclass

import numpy as np

from creditline.training.arrays import Bits, Real

_ECE_BINS, _PSI_BINS = 15, 10
_EMPTY = 1e-4  # the share an empty bin counts as, lest its logarithm be infinite


@dataclass(frozen=True, slots=True)
class Measures:
    """Area under the ROC curve, Kolmogorov-Smirnov distance, Brier score, expected calibration error."""

    auc: float
    ks: float
    brier: float
    ece: float

    def as_dict(self) -> dict[str, float]:
        """Return the measures under their names."""
        return asdict(self)


def measure(bad: Bits, risk: Real, pd: Real) -> Measures:
    """Return the measures of `risk`, whatever its scale, and of the probabilities `pd`. Both outcomes must occur."""
    from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve  # noqa: PLC0415 - costly, needed here only

    false_alarms, hits, _ = roc_curve(bad, risk)
    return Measures(
        auc=float(roc_auc_score(bad, risk)),
        ks=float((hits - false_alarms).max()),
        brier=float(brier_score_loss(bad, pd)),
        ece=calibration_error(bad, pd),
    )


def calibration_error(bad: Bits, pd: Real) -> float:
    """Return the mean distance between expected and found rates of default, in 15 parts of like size by `pd`."""
    parts = np.array_split(np.argsort(pd, kind="stable"), _ECE_BINS)
    return float(sum(len(part) / len(bad) * abs(bad[part].mean() - pd[part].mean()) for part in parts if len(part)))


def stability(before: Real, after: Real) -> float:
    """Return the population stability index of two sets of scores, in tenths of the first."""
    cuts = np.unique(np.quantile(before, np.arange(1, _PSI_BINS) / _PSI_BINS))
    shares = [
        np.bincount(np.searchsorted(cuts, scores, side="right"), minlength=len(cuts) + 1) / len(scores)
        for scores in (before, after)
    ]
    one, other = (np.maximum(share, _EMPTY) for share in shares)
    return float(((other - one) * np.log(other / one)).sum())
