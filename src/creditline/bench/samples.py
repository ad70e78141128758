"""What a load leaves behind: when each operation was answered, and how long its caller waited."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Samples:
    """Every operation of a load, in seconds of one monotonic clock."""

    answered_at: "array[float]" = field(default_factory=lambda: array("d"))
    took_s: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, answered_at: float, took_s: float) -> None:
        """Note one operation."""
        self.answered_at.append(answered_at)
        self.took_s.append(took_s)

    def between(self, start: float, end: float) -> "Slice":
        """Return the operations answered from `start` to `end`; what was before is warm-up."""
        took = (took for at, took in zip(self.answered_at, self.took_s, strict=True) if start <= at < end)
        return Slice(seconds=end - start, took_s=array("d", took))


@dataclass(frozen=True, slots=True)
class Slice:
    """The measured part of a load."""

    seconds: float
    took_s: "array[float]"

    @property
    def ops(self) -> float:
        """Operations a second."""
        return len(self.took_s) / self.seconds


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison: its slices taken together. Rates are the median slice's, waits are over all."""

    ops: float
    p50_ms: float
    p99_ms: float


def side(slices: Iterable[Slice]) -> Side:
    """Sum up the slices of one side."""
    taken = list(slices)
    took_s = sorted(took for part in taken for took in part.took_s)
    return Side(
        ops=round(median(part.ops for part in taken), 1),
        p50_ms=round(quantile(took_s, 50) * 1000, 2),
        p99_ms=round(quantile(took_s, 99) * 1000, 2),
    )


def quantile(ordered: Sequence[float], percent: int) -> float:
    """Return the value below which `percent` of these lie, which are in order; 0 of none."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
