"""Has a distribution moved? The population stability index for people, a chi-square test for the alarm.

The index with its customary levels (0.1, 0.25) says how far a distribution moved, whatever the numbers; it is no test.
The alarm compares psi · n·m/(n+m) with the chi-square distribution of bins − 1 degrees of freedom, which it follows
when nothing has moved (Yurdakul 2018), at one in a hundred.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

BINS = 10
_HALF = 0.5
_ONE_IN_A_HUNDRED = 2.3263478740408408
"""The quantile of the normal distribution above which one in a hundred lies."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the values of one thing have moved: the index, the alarm's statistic and the value it alarms above."""

    name: str
    psi: float
    chi_square: float
    critical: float
    reference: int
    current: int

    @property
    def alarm(self) -> bool:
        """Whether chance alone would do this less than once in a hundred times."""
        return self.chi_square > self.critical


def shift(name: str, reference: Sequence[int | None], current: Sequence[int | None]) -> Shift:
    """Compare two samples over the tenths of the first one; unknown values have a bin of their own.

    Each bin is given half a value more, so that an empty one is no infinity. Without two samples nothing has moved.
    """
    edges = tenths(reference)
    before, after = counts(reference, edges), counts(current, edges)
    used = [(was, became) for was, became in zip(before, after, strict=True) if was or became]
    if not reference or not current or len(used) < 2:  # noqa: PLR2004 - one bin cannot shift
        return Shift(name, 0.0, 0.0, critical(1), len(reference), len(current))
    psi = _psi(used)
    size = len(reference) * len(current) / (len(reference) + len(current))
    return Shift(name, psi, psi * size, critical(len(used) - 1), len(reference), len(current))


def tenths(values: Sequence[int | None]) -> list[int]:
    """Return the edges between ten bins of about as many of the known values each; equal edges are one."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return []
    return sorted({known[len(known) * tenth // BINS] for tenth in range(1, BINS)} - {known[0]})


def counts(values: Sequence[int | None], edges: Sequence[int]) -> list[int]:
    """Count the values in each bin; the last bin is for those that are not known."""
    found = [0] * (len(edges) + 2)
    for value in values:
        found[-1 if value is None else bisect_right(edges, value)] += 1
    return found


def critical(freedom: int) -> float:
    """Return the value that a chi-square variable exceeds once in a hundred times (Wilson and Hilferty 1931)."""
    ninth = 2 / (9 * freedom)
    return float(freedom * (1 - ninth + _ONE_IN_A_HUNDRED * sqrt(ninth)) ** 3)


def _psi(used: Sequence[tuple[int, int]]) -> float:
    before = sum(was + _HALF for was, _ in used)
    after = sum(became + _HALF for _, became in used)
    shares = [((was + _HALF) / before, (became + _HALF) / after) for was, became in used]
    return sum((became - was) * log(became / was) for was, became in shares)
