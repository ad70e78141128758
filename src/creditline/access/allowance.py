"""How often somebody may ask: a bucket that fills with time, one for each name. Of this process alone."""

from dataclasses import dataclass, field

_MOST_NAMES = 50_000
_MINUTE_S = 60.0


@dataclass(slots=True)
class Allowance:
    """Up to `burst` at once, and `per_minute` in the long run."""

    per_minute: int
    burst: int
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, name: str, at_s: float) -> bool:
        """Take one for `name` at the monotonic instant `at_s`; False if none is left."""
        left, since_s = self._left.get(name, (float(self.burst), at_s))
        left = min(self.burst, left + (at_s - since_s) * self.per_minute / _MINUTE_S)
        if left < 1:
            return False
        self._forget_if_too_many()
        self._left[name] = left - 1, at_s
        return True

    def _forget_if_too_many(self) -> None:
        """Start anew when more names were seen than memory is meant to hold."""
        if len(self._left) >= _MOST_NAMES:
            self._left.clear()
