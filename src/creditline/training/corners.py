"""What two features say together: a sum of corners, each monotone by its form, so that the table is monotone too.

A corner is one number on a rectangle that reaches into a corner of the table. On features whose risk rises it may only
add risk in the corner of both high values, or take risk away in the corner of both low ones: any sum of those rises.
Features without a direction may have their corner at either end. Missing values stand beyond the riskiest end.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from creditline.training.arrays import Real

LEAST_ROWS = 100
_SHRINK = 20.0


@dataclass(frozen=True, slots=True)
class Cells:
    """Gradient, hessian and rows in each cell of a table, the riskiest end last."""

    gradient: Real
    hessian: Real
    rows: Real


@dataclass(frozen=True, slots=True)
class Corner:
    """A rectangle of a table, the number it adds, and how much that gains."""

    first: slice
    second: slice
    weight: float
    gain: float


def best_corner(cells: Cells, signs: tuple[int, int]) -> Corner | None:
    """Return the corner that gains most, or None if none gains; `signs` are 1 for features with a direction, else 0."""
    found = [_best_at(cells, at_end, wanted) for *at_end, wanted in _allowed(*signs)]
    gaining = [corner for corner in found if corner is not None]
    return max(gaining, key=lambda corner: corner.gain, default=None)


def grow(cells: Cells, signs: tuple[int, int], *, corners: int, rate: float) -> tuple[Real, float]:
    """Return the sum of so many corners, each taken at `rate` of its best weight, and what the first of them gained."""
    total = np.zeros_like(cells.gradient)
    gained = 0.0
    for _ in range(corners):
        moved = Cells(cells.gradient + cells.hessian * total, cells.hessian, cells.rows)
        corner = best_corner(moved, signs)
        if corner is None:
            break
        total[corner.first, corner.second] += corner.weight * rate
        gained += corner.gain
    return total, gained


def _allowed(first: int, second: int) -> Iterator[tuple[bool, bool, int]]:
    """Yield which ends a corner may be at, True for the high one, and the sign its weight must have, 0 for any."""
    ends = (False, True)
    if not first and not second:
        yield from ((one, other, 0) for one in ends for other in ends)
        return
    for wanted, end in ((1, True), (-1, False)):
        for one in (end,) if first else ends:
            for other in (end,) if second else ends:
                yield one, other, wanted


def _best_at(cells: Cells, at_end: list[bool], wanted: int) -> Corner | None:
    first, second = (slice(None, None, -1) if high else slice(None) for high in at_end)
    gradient, hessian, rows = (
        table[first, second].cumsum(0).cumsum(1) for table in (cells.gradient, cells.hessian, cells.rows)
    )
    weights = -gradient / (hessian + _SHRINK)
    gains = np.where((rows >= LEAST_ROWS) & (weights * wanted >= 0), -gradient * weights, 0.0)
    place = int(gains.argmax())
    if gains.flat[place] <= 0:
        return None
    row, column = divmod(place, gains.shape[1])
    return Corner(
        _reach(at_end[0], row, gains.shape[0]),
        _reach(at_end[1], column, gains.shape[1]),
        float(weights.flat[place]),
        float(gains.flat[place]),
    )


def _reach(high: bool, place: int, length: int) -> slice:  # noqa: FBT001 - which of two ends
    return slice(length - 1 - place, None) if high else slice(place + 1)
