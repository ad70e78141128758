"""How often somebody may ask: a bucket that fills with time, one for each name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

_MOST_NAMES = 50_000
_MINUTE_S = 60.0

Bucket = tuple[float, float]
"""What was left, and at which monotonic instant."""


class Buckets(Protocol):
    """Where buckets are kept, by name."""

    def change(self, name: str, change: Callable[[Bucket | None], Bucket | None]) -> bool:
        """Put what `change` makes of a bucket in its place, nobody coming in between; False where it makes none."""
        ...


@dataclass(slots=True)
class OwnBuckets:
    """Buckets of this process alone."""

    _left: dict[str, Bucket] = field(default_factory=dict)

    def change(self, name: str, change: Callable[[Bucket | None], Bucket | None]) -> bool:
        """As Buckets has it."""
        bucket = change(self._left.get(name))
        if bucket is not None:
            self._forget_if_too_many()
            self._left[name] = bucket
        return bucket is not None

    def _forget_if_too_many(self) -> None:
        """Start anew when more names were seen than memory is meant to hold."""
        if len(self._left) >= _MOST_NAMES:
            self._left.clear()


@dataclass(slots=True)
class Allowance:
    """Up to `burst` at once, and `per_minute` in the long run."""

    per_minute: int
    burst: int
    buckets: Buckets = field(default_factory=OwnBuckets)

    def take(self, name: str, at_s: float) -> bool:
        """Take one for `name` at the monotonic instant `at_s`; False if none is left."""
        return self.buckets.change(name, partial(self._taken, at_s))

    def _taken(self, at_s: float, bucket: Bucket | None) -> Bucket | None:
        left, since_s = bucket or (float(self.burst), at_s)
        at_s = max(at_s, since_s)  # another process may have looked at its clock a moment later
        left = min(self.burst, left + (at_s - since_s) * self.per_minute / _MINUTE_S)
        return (left - 1, at_s) if left >= 1 else None
