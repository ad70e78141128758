"""How often is a rule right? Counted from how its verdicts turned out, with the interval that the count allows."""

from dataclasses import dataclass
from math import sqrt

_TWO_SIDED = 1.959963984540054
"""The quantile of the normal distribution for an interval that holds in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How many verdicts of a rule are decided, how many of them were right, and between which shares that points."""

    decided: int
    right: int

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.decided

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval (1927): where the true share lies, in 95 of 100 cases."""
        z, n = _TWO_SIDED, self.decided
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)
