"""What each feature says by itself: an explainable boosting machine, monotone at fit, once for each fold left out."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditline.training.arrays import Bits, Places, Real
from creditline.training.grid import Grid, NumberGrid

MIN_ROWS_IN_LEAF = 4


@dataclass(frozen=True, slots=True)
class Mains:
    """Log-odds of default: an intercept a fold; for each feature a table of a row a fold, a column a place."""

    intercepts: Real
    tables: list[Real]

    def margins(self, places: Places, fold: int) -> Real:
        """Return the log-odds of each row, by the model that never saw `fold`."""
        known = [table[fold][places[:, column]] for column, table in enumerate(self.tables)]
        total: Real = np.sum(known, axis=0) + self.intercepts[fold]
        return total


def fit_mains(grids: Sequence[Grid], places: Places, bad: Bits, folds: Bits, *, threads: int, seed: int) -> Mains:
    """Return one additive model for each fold, fitted on the rows outside it and stopped early by the rows in it."""
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - costly, needed here only

    count = int(folds.max()) + 1
    bags = np.where(folds[:, None] == np.arange(count), -1, 1).astype(np.int8)
    machine = ExplainableBoostingClassifier(
        interactions=0,
        feature_types=[_kind(grid) for grid in grids],
        monotone_constraints=[grid.feature.risk.sign for grid in grids],
        smoothing_rounds=0,  # measured: with signed features that overlap, smoothing first costs 0.004 of AUC
        outer_bags=count,
        min_samples_leaf=MIN_ROWS_IN_LEAF,
        n_jobs=threads,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it warns that its own plots leave missing values out
        machine.fit(_inputs(grids, places), bad, bags=bags)
    tables = [_table(machine, column, grid) for column, grid in enumerate(grids)]
    return Mains(np.asarray(machine.bagged_intercept_, dtype=np.float64).reshape(count), tables)


def _kind(grid: Grid) -> str | list[float]:
    """Return how the machine is to read a column: bins with a cut between each two, or names."""
    if isinstance(grid, NumberGrid) and grid.missing > 1:
        return [place + 0.5 for place in range(grid.missing - 1)]
    return "nominal"


def _inputs(grids: Sequence[Grid], places: Places) -> Real:
    inputs = places.astype(np.float64)
    for column, grid in enumerate(grids):
        inputs[places[:, column] == grid.missing, column] = np.nan
    return inputs


def _table(machine: Any, column: int, grid: Grid) -> Real:  # noqa: ANN401 - the library has no types
    """Return the scores of a feature, one row a fold, with the missing value last."""
    scores = np.asarray(machine.bagged_scores_[column], dtype=np.float64)
    bins = machine.bins_[column][0]
    if isinstance(bins, dict):
        order = [bins.get(str(place), scores.shape[1] - 1) for place in range(grid.missing)]
    else:
        order = [place + 1 for place in range(grid.missing)]
    return scores[:, [*order, 0]]
