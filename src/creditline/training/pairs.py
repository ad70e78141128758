"""Which pairs of features say more together than alone, and what they say: tables of corners, grown fold by fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from creditline.training.arrays import Bits, Places, Real, Whole
from creditline.training.corners import Cells, grow
from creditline.training.grid import Grid, NumberGrid, coarse_places

PAIR_BINS = 16
_CANDIDATES = 24  # features, by how much they say alone
_PER_FEATURE = 4
_TRIED = 12
_CORNERS_A_VISIT, _RATE = 8, 0.1
_ROUNDS, _PATIENCE, _LEAST_GAIN = 40, 3, 1e-6


@dataclass(frozen=True, slots=True)
class Axis:
    """A number feature in few bins: `of_place` turns its fine place to a coarse one, the riskiest end last."""

    column: int
    sign: int
    cuts: Whole
    of_place: Places

    @property
    def length(self) -> int:
        """Return the number of places, the one for missing values included."""
        return len(self.cuts) + 2


@dataclass(frozen=True, slots=True)
class PairTable:
    """Log-odds of default that two features add together: one table a fold, in the order of places of the axes."""

    first: Axis
    second: Axis
    tables: Real

    def cells_of(self, places: Places) -> Places:
        """Return the cell of each row, counted row by row."""
        return _cells_of(self.first, self.second, places)

    def mean(self) -> Real:
        """Return the mean table over the folds, by rising value, missing last."""
        ordered: Real = self.tables.mean(axis=0)
        return ordered[np.ix_(_by_value(self.first), _by_value(self.second))]


def axis_of(grid: NumberGrid, column: int, places: Places, bins: int = PAIR_BINS) -> Axis:
    """Return the axis of a feature: some of its cuts, so that its bins are of like size."""
    known = places[places[:, column] != grid.missing, column]
    kept = coarse_places(grid.cuts, known, bins)
    order = np.searchsorted(kept, np.arange(grid.missing), side="left")
    if grid.feature.risk.sign < 0:
        order = len(kept) - order
    return Axis(column, abs(grid.feature.risk.sign), grid.cuts[kept], np.append(order, len(kept) + 1))


def choose_pairs(
    grids: Sequence[Grid], places: Places, margins: Real, bad: Bits, spread: Real, *, most: int
) -> list[tuple[Axis, Axis]]:
    """Return the pairs that explain most of what the features alone leave unexplained, beyond what one alone could.

    `spread` says how much each feature says alone. An actionable feature is in one pair with another such at most, so
    that a path can be searched exactly.
    """
    numbers = [(column, grid) for column, grid in enumerate(grids) if isinstance(grid, NumberGrid) and len(grid.cuts)]
    strongest = sorted(numbers, key=lambda part: -spread[part[0]])[:_CANDIDATES]
    axes = [axis_of(grid, column, places) for column, grid in strongest]
    gradient, hessian = _slopes(margins, bad)
    alone = {axis.column: _gain(_cells(None, axis, places, gradient, hessian), (0, axis.sign)) for axis in axes}
    gains = []
    for first, second in combinations(sorted(axes, key=lambda axis: axis.column), 2):
        together = _gain(_cells(first, second, places, gradient, hessian), (first.sign, second.sign))
        gains.append((together - alone[first.column] - alone[second.column], first, second))
    gains.sort(key=lambda found: -found[0])
    return _compatible(grids, [(first, second) for gain, first, second in gains if gain > 0], most)


def fit_pairs(
    chosen: Sequence[tuple[Axis, Axis]], places: Places, margins: Sequence[Real], bad: Bits, folds: Bits
) -> list[PairTable]:
    """Return the tables of the pairs, fitted for each fold on the rows outside it, on top of that fold's `margins`."""
    fitted = [_fit_fold(chosen, places, fold_margins, bad, folds == fold) for fold, fold_margins in enumerate(margins)]
    return [
        PairTable(first, second, np.stack([tables[number] for tables in fitted]))
        for number, (first, second) in enumerate(chosen)
    ]


def _fit_fold(
    chosen: Sequence[tuple[Axis, Axis]], places: Places, margins: Real, bad: Bits, left_out: Bits
) -> list[Real]:
    cells = [_cells_of(first, second, places) for first, second in chosen]
    tables = [np.zeros((first.length, second.length)) for first, second in chosen]
    margins, inside = margins.copy(), np.flatnonzero(left_out == 0)
    best, best_loss, waited = [table.copy() for table in tables], _loss(margins, bad, left_out), 0
    for _ in range(_ROUNDS if chosen else 0):
        for number, (first, second) in enumerate(chosen):
            gradient, hessian = _slopes(margins[inside], bad[inside])
            found = _summed(cells[number][inside], tables[number].shape, gradient, hessian)
            added, _gained = grow(found, (first.sign, second.sign), corners=_CORNERS_A_VISIT, rate=_RATE)
            tables[number] += added
            margins += added.ravel()[cells[number]]
        loss = _loss(margins, bad, left_out)
        waited = 0 if loss < best_loss - _LEAST_GAIN else waited + 1
        if waited == 0:
            best, best_loss = [table.copy() for table in tables], loss
        if waited > _PATIENCE:
            break
    return best


def _compatible(grids: Sequence[Grid], ordered: Sequence[tuple[Axis, Axis]], most: int) -> list[tuple[Axis, Axis]]:
    chosen: list[tuple[Axis, Axis]] = []
    used = np.zeros(len(grids), dtype=np.int64)
    tied: set[int] = set()
    for first, second in ordered:
        pair = (first.column, second.column)
        actionable = [column for column in pair if grids[column].feature.actionable]
        both = len(actionable) > 1
        if len(chosen) < most and max(used[list(pair)]) < _PER_FEATURE and not (both and tied & set(pair)):
            chosen.append((first, second))
            used[list(pair)] += 1
            tied |= set(pair) if both else set()
    return chosen


def _gain(cells: Cells, signs: tuple[int, int]) -> float:
    return grow(cells, signs, corners=_TRIED, rate=0.5)[1]


def _cells(first: Axis | None, second: Axis, places: Places, gradient: Real, hessian: Real) -> Cells:
    """Return the cells of a pair, or of one axis alone as a table of one row."""
    if first is None:
        return _summed(second.of_place[places[:, second.column]], (1, second.length), gradient, hessian)
    return _summed(_cells_of(first, second, places), (first.length, second.length), gradient, hessian)


def _cells_of(first: Axis, second: Axis, places: Places) -> Places:
    row = first.of_place[places[:, first.column]]
    return row * second.length + second.of_place[places[:, second.column]]


def _summed(cells: Places, shape: tuple[int, int], gradient: Real, hessian: Real) -> Cells:
    size = shape[0] * shape[1]

    def summed(weights: Real) -> Real:
        return np.bincount(cells, weights, size).astype(np.float64).reshape(shape)

    return Cells(summed(gradient), summed(hessian), summed(np.ones(len(cells))))


def _slopes(margins: Real, bad: Bits) -> tuple[Real, Real]:
    """Return the first and second derivative of the loss at each row."""
    risk = 1 / (1 + np.exp(-margins))
    return risk - bad, risk * (1 - risk)


def _loss(margins: Real, bad: Bits, among: Bits) -> float:
    chosen = among != 0
    signed = np.where(bad[chosen] == 1, -margins[chosen], margins[chosen])
    return float(np.logaddexp(0, signed).mean())


def _by_value(axis: Axis) -> Places:
    """Return the places of the axis by rising value, missing last: what has a falling risk is kept the other way."""
    places = np.unique(axis.of_place[:-1], return_index=True)
    ordered = places[0][np.argsort(places[1], kind="stable")]
    return np.append(ordered, axis.length - 1)
