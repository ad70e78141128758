"""From tables of log-odds to a card: whole points, few bins, missing values where they belong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from creditline.scoring.card import CategoryFeature, NumberFeature, Pair
from creditline.scoring.card import Feature as CardFeature
from creditline.training.arrays import Places, Real, Whole
from creditline.training.grid import Grid, NumberGrid, TextGrid
from creditline.training.pairs import PairTable

ANCHOR, ANCHOR_ODDS = 1_000, 20


@dataclass(frozen=True, slots=True)
class Scale:
    """How log-odds become points: at odds of 20 to 1 against default a score is 1,000; so many points double them."""

    points_to_double: int

    @property
    def factor(self) -> float:
        """Return the points for one unit of log-odds."""
        return float(self.points_to_double / np.log(2))

    def points(self, log_odds: Real) -> Whole:
        """Return whole points for log-odds of default: the order is kept, ties may arise."""
        return np.rint(-self.factor * log_odds).astype(np.int64)

    def base(self, intercept: float) -> int:
        """Return the points of a borrower of whom no feature says anything."""
        return round(ANCHOR - self.factor * (intercept + float(np.log(ANCHOR_ODDS))))


def card_feature(grid: Grid, log_odds: Real, places: Places, scale: Scale) -> CardFeature:
    """Return the feature of the card; `log_odds` by place, `places` of all rows."""
    points = scale.points(log_odds)
    seen = np.bincount(places, minlength=len(points))
    mean = round(float(points @ seen / seen.sum()))
    if isinstance(grid, TextGrid):
        return _category(grid, points, mean, unseen=not seen[-1])
    unknown = int(points[-1]) if seen[-1] else (int(points[:-1].min()) if grid.feature.risk.sign else mean)
    if grid.feature.moved_by_repayment:
        unknown = min(unknown, int(points[:-1].min()))
    return _number(grid, points[:-1], unknown, mean)


def card_pair(table: PairTable, grids: Sequence[Grid], places: Places, scale: Scale) -> Pair:
    """Return the pair of the card."""
    first, second = table.first, table.second
    points = scale.points(table.mean())
    by_cell = scale.points(table.tables.mean(axis=0)).ravel()
    rows, first_cuts = _merged(points, first.cuts)
    columns, second_cuts = _merged(rows.T, second.cuts)
    return Pair(
        first=grids[first.column].feature.name,
        second=grids[second.column].feature.name,
        first_cuts=first_cuts,
        second_cuts=second_cuts,
        points=tuple(tuple(int(value) for value in row) for row in columns.T),
        reference=round(float(by_cell[table.cells_of(places)].mean())),
    )


def _category(grid: TextGrid, points: Whole, mean: int, *, unseen: bool) -> CategoryFeature:
    return CategoryFeature(
        name=grid.feature.name,
        en=grid.feature.en,
        zh=grid.feature.zh,
        groups={level: int(value) for level, value in zip(grid.levels, points[:-1], strict=True)},
        other=mean,
        missing=mean if unseen else int(points[-1]),
        reference=mean,
    )


def _number(grid: NumberGrid, points: Whole, unknown: int, mean: int) -> NumberFeature:
    declared = grid.feature
    codes = dict(_code_points(grid, points, unknown))
    merged, cuts = _merged_line(*_without_codes(grid, points) if codes else (points, grid.cuts))
    return NumberFeature(
        name=declared.name,
        en=declared.en,
        zh=declared.zh,
        risk=declared.risk,
        decimals=declared.decimals,
        actionable=declared.actionable,
        moved_by_repayment=declared.moved_by_repayment,
        effort=declared.effort,
        cuts=cuts,
        points=merged,
        missing=unknown,
        codes=codes,
        reference=mean,
    )


def _code_points(grid: NumberGrid, points: Whole, unknown: int) -> Iterator[tuple[int, int]]:
    for code in grid.feature.codes:
        place = int(np.searchsorted(grid.cuts, code, side="right"))
        yield code, unknown if grid.feature.risk.sign else int(points[place])


def _without_codes(grid: NumberGrid, points: Whole) -> tuple[Whole, Whole]:
    """Return the points and cuts that remain when the bins of codes are given to their neighbours."""
    if grid.feature.risk.sign:
        return points, grid.cuts
    coded = {int(np.searchsorted(grid.cuts, code, side="right")) for code in grid.feature.codes}
    kept = [place for place in range(len(points)) if place not in coded] or [0]
    return points[kept], grid.cuts[[place - 1 for place in kept[1:]]]


def _merged_line(points: Whole, cuts: Whole) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return points and cuts with neighbours of equal points made one bin."""
    steps = np.flatnonzero(np.diff(points))
    starts = [0, *(steps + 1)]
    return tuple(int(points[start]) for start in starts), tuple(int(cuts[step]) for step in steps)


def _merged(points: Whole, cuts: Whole) -> tuple[Whole, tuple[int, ...]]:
    """Return the rows of a table, the one for missing values last, with equal neighbours made one, and their cuts."""
    known = points[:-1]
    steps = np.flatnonzero((np.diff(known, axis=0) != 0).any(axis=1))
    kept = [0, *(steps + 1), len(points) - 1]
    return points[kept], tuple(int(cuts[step]) for step in steps)
