"""What a score means for groups of people, and for months: rates, acceptance, and order within each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from creditline.training.arrays import Bits, Real
from creditline.training.measure import measure, stability

_FEWEST = 50
_ACCEPTED = 0.15  # the probability of default below which the report counts a row as accepted
_MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One group, or one month: rows, found and expected rate of default, AUC if both outcomes occur, PSI to the rest.

    `accepted` is the share of rows below the cut-off, `accepted_good` that share of those who paid as agreed.
    """

    name: str
    rows: int
    found: float
    expected: float
    auc: float | None
    accepted: float
    accepted_good: float
    stability: float


def parts_by(values: pl.Series, bad: Bits, points: Real, pd: Real) -> list[Part]:
    """Return one part for each value, for numbers of many values one for each quarter of the rows."""
    named = _named(values)
    return [
        _part(str(name), (named == name).fill_null(value=False).to_numpy(), bad, points, pd)
        for name in named.drop_nulls().unique().sort().to_list()
        if int((named == name).sum()) >= _FEWEST
    ]


def months_of(dates: pl.Series) -> pl.Series:
    """Return the month of each date as text; what is no date stays as it is."""
    return dates.dt.strftime("%Y-%m") if dates.dtype.is_temporal() else dates.cast(pl.String).str.slice(0, 7)


def impact_ratios(parts: list[Part]) -> Iterator[tuple[str, float, float]]:
    """Yield for each part its acceptance against that of the most accepted one, and the same among those who paid."""
    most = max((part.accepted for part in parts), default=0.0)
    most_good = max((part.accepted_good for part in parts), default=0.0)
    for part in parts:
        yield part.name, part.accepted / most if most else 1.0, part.accepted_good - most_good


def _named(values: pl.Series) -> pl.Series:
    if values.dtype.is_numeric() and values.n_unique() > _MOST_GROUPS:
        return values.qcut([0.25, 0.5, 0.75], allow_duplicates=True).cast(pl.String)
    return values.cast(pl.String)


def _part(name: str, rows: Bits, bad: Bits, points: Real, pd: Real) -> Part:
    inside = np.flatnonzero(rows)
    good = inside[bad[inside] == 0]
    both = 0 < len(good) < len(inside)
    others = np.delete(points, inside)
    return Part(
        name=name,
        rows=len(inside),
        found=float(bad[inside].mean()),
        expected=float(pd[inside].mean()),
        auc=measure(bad[inside], -points[inside], pd[inside]).auc if both else None,
        accepted=float((pd[inside] < _ACCEPTED).mean()),
        accepted_good=float((pd[good] < _ACCEPTED).mean()) if len(good) else 0.0,
        stability=stability(others, points[inside]) if len(others) else 0.0,
    )
