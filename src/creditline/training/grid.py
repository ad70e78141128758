"""The bins of each feature: whole-number cuts at quantiles, as round as they can be; and rows as numbers of bins."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from creditline.training.arrays import Places, Whole
from creditline.training.spec import Feature, Spec

FINE_BINS = 64
_LEEWAY = 0.25  # of a bin: how far a cut may move from its quantile to be rounder


@dataclass(frozen=True, slots=True)
class NumberGrid:
    """The bins of a number feature: bin `i` is below `cuts[i]`; the place after the last bin is for missing values."""

    feature: Feature
    cuts: Whole

    @property
    def missing(self) -> int:
        """Return the place of a missing value."""
        return len(self.cuts) + 1

    def places(self, values: pl.Series) -> Places:
        """Return the bin of each value."""
        unknown = values.is_null()
        if self.feature.risk.sign and self.feature.codes:
            unknown |= values.is_in(self.feature.codes)
        places = np.searchsorted(self.cuts, values.fill_null(0).to_numpy(), side="right")
        return np.where(unknown.to_numpy(), self.missing, places)


@dataclass(frozen=True, slots=True)
class TextGrid:
    """The levels of a category; the place after the last is for missing texts, and for texts never seen."""

    feature: Feature
    levels: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Return the place of a missing value."""
        return len(self.levels)

    def places(self, values: pl.Series) -> Places:
        """Return the level of each value."""
        place_of = {level: place for place, level in enumerate(self.levels)}
        return np.array([place_of.get(value, self.missing) for value in values.to_list()], dtype=np.intp)


Grid = NumberGrid | TextGrid


def grids_of(features: pl.DataFrame, spec: Spec, *, bins: int = FINE_BINS) -> list[Grid]:
    """Return the grid of each feature of the spec, told from the columns of `features`."""
    return [_grid(features[feature.name], feature, bins) for feature in spec.features]


def places_of(features: pl.DataFrame, grids: Sequence[Grid]) -> Places:
    """Return one row of bins for each row of `features`."""
    return np.column_stack([grid.places(features[grid.feature.name]) for grid in grids])


def coarse_places(cuts: Whole, places: Places, bins: int) -> Places:
    """Return which of the `cuts` to keep so that about `bins` bins of like size remain. One row a value known."""
    counts = np.bincount(places, minlength=len(cuts) + 1)[: len(cuts) + 1].cumsum()
    wanted = counts[-1] * np.arange(1, bins) / bins
    kept = np.unique(np.searchsorted(counts[:-1], wanted))
    return kept[kept < len(cuts)]


def _grid(values: pl.Series, feature: Feature, bins: int) -> Grid:
    if feature.value is None:
        return TextGrid(feature, tuple(sorted(values.drop_nulls().unique().to_list())))
    known = values.drop_nulls()
    known = known.filter(~known.is_in(feature.codes)) if feature.codes else known
    cuts = set(_quantile_cuts(known.sort().to_numpy(), bins))
    if not feature.risk.sign:
        cuts |= {edge for code in feature.codes for edge in (code, code + 1)}
    return NumberGrid(feature, np.array(sorted(cuts), dtype=np.int64))


def _quantile_cuts(ordered: Whole, bins: int) -> list[int]:
    """Return cuts between values: one at each value if they are few, else at quantiles and around frequent values."""
    values, counts = np.unique(ordered, return_counts=True)
    if len(values) <= bins:
        return [_roundest(int(low), int(high)) for low, high in pairwise(values)]
    size = len(ordered) / bins
    at = np.arange(1, bins) * size
    lows = ordered[(at - _LEEWAY * size).astype(int)]
    highs = ordered[np.minimum(at + _LEEWAY * size, len(ordered) - 1).astype(int)]
    cuts = [_roundest(int(low), int(high)) for low, high in zip(lows, highs, strict=True) if low < high]
    frequent = np.flatnonzero(counts >= size)
    cuts += [_roundest(int(values[place - 1]), int(values[place])) for place in frequent if place]
    return cuts + [_roundest(int(values[p]), int(values[p + 1])) for p in frequent if p + 1 < len(values)]


def _roundest(above: int, most: int) -> int:
    """Return the whole number with the most trailing zeros that is more than `above` and at most `most`."""
    if above < 0 <= most:
        return 0
    unit = 1
    while (most // (unit * 10)) * unit * 10 > above:
        unit *= 10
    return most // unit * unit
