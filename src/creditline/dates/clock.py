"""The clock port: the one place in the tree that asks what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is. Read once per request, at the edge."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class ClockWouldGoBack(ValueError):
    """A test clock only moves forward."""

    code = "clock-would-go-back"

    def __init__(self, *, now: datetime, wanted: datetime) -> None:
        super().__init__(
            f"The test clock stands at {now.isoformat()} and cannot go back to {wanted.isoformat()}. "
            "Ask for a later instant."
        )


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)


class TestClock:
    """A clock that stands still until it is moved forward: the sandbox's time."""

    __test__ = False  # a name pytest would otherwise collect

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock was last moved to."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Move forward to `at`; raise ClockWouldGoBack for an earlier instant."""
        if at < self._at:
            raise ClockWouldGoBack(now=self._at, wanted=at)
        self._at = at.astimezone(UTC)
