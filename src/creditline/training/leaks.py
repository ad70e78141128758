"""Columns that know the outcome: what is only known after the fact must not be learned from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from creditline.training.arrays import Bits, Places, Real
from creditline.training.grid import grids_of, places_of
from creditline.training.measure import measure
from creditline.training.spec import Spec

_CERTAIN, _SUSPICIOUS = 0.99, 0.93
_USUAL = 0.70  # where half of the other columns stay below it, one at 0.93 is no coincidence


@dataclass(frozen=True, slots=True)
class Leak:
    """A feature that tells the outcome by itself, and how well."""

    feature: str
    auc: float


class FeatureLeaks(ValueError):
    """No feature may tell the outcome by itself."""

    code = "feature-leaks"

    def __init__(self, leaks: Sequence[Leak]) -> None:
        named = ", ".join(f"'{leak.feature}' (AUC {leak.auc:.4f} alone)" for leak in leaks)
        super().__init__(
            f"Known only after the outcome, by the look of it: {named}. Nothing that is known when credit is "
            "decided tells the outcome so well. Take it out of the data, or give --drop-leaking."
        )


def find_leaks(features: pl.DataFrame, bad: Bits, spec: Spec) -> list[Leak]:
    """Return the features that tell the outcome by themselves: almost surely, or far better than the others do."""
    grids = grids_of(features, spec)
    places = places_of(features, grids)
    aucs = [_auc_alone(places[:, column], bad) for column in range(len(grids))]
    found = []
    for column, auc in enumerate(aucs):
        others = [other for place, other in enumerate(aucs) if place != column and other < _SUSPICIOUS]
        stands_out = bool(others) and float(np.median(others)) < _USUAL
        if auc >= _CERTAIN or (auc >= _SUSPICIOUS and stands_out):
            found.append(Leak(grids[column].feature.name, auc))
    return found


def _auc_alone(places: Places, bad: Bits) -> float:
    """Return the AUC of the rate of default by bin, each half of the rows judged by the rates of the other."""
    half = np.arange(len(bad)) % 2 == 0
    risk = np.empty(len(bad))
    for judged in (half, ~half):
        risk[judged] = _rates(places[~judged], bad[~judged], int(places.max()) + 1)[places[judged]]
    return measure(bad, risk, risk).auc


def _rates(places: Places, bad: Bits, length: int) -> Real:
    rows = np.bincount(places, minlength=length)
    rates: Real = (np.bincount(places, bad, length) + bad.mean()) / (rows + 1)
    return rates
