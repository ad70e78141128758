"""What features cost a line: taking an observation in, reading all of them, and the bytes that are kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median
from time import process_time
from typing import Any

from creditline.features.catalogue import CATALOGUE
from creditline.features.from_event import observed
from creditline.features.observation import Observation
from creditline.features.observe import observe
from creditline.features.read import read
from creditline.features.state import FeatureState, unpack
from creditline.lines.apply import apply
from creditline.lines.commands import Command, OpenLine
from creditline.lines.event import Event
from creditline.lines.open_line import open_line
from creditline.simulation.portfolio import portfolio

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_BORROWERS, _SEED, _TURNS = 60, 1, 5
_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """CPU time in microseconds for one observation or one state, the median of some turns; bytes of the states.

    observe_and_read_us is what an event costs a decision; pack_us and unpack_us come once a line and group.
    """

    features: int
    lines: int
    observations: int
    observe_us: float
    read_us: float
    pack_us: float
    unpack_us: float
    bytes_mean: int
    bytes_most: int

    @property
    def observe_and_read_us(self) -> float:
        """One observation taken in, and all features read after it."""
        return self.observe_us + self.read_us

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as values that JSON has."""
        return {**asdict(self), "observe_and_read_us": self.observe_and_read_us}


def run() -> Costs:
    """Measure on a made-up portfolio with a year of history."""
    histories = [list(_observations(commands)) for commands in portfolio(_SEED, _BORROWERS, _NOW)]
    states = [_replayed(history) for history in histories]
    packed = [state.pack() for state in states]
    observations = sum(map(len, histories))
    today = _NOW.date()
    sizes = [len(each) for each in packed]
    return Costs(
        features=len(CATALOGUE),
        lines=len(states),
        observations=observations,
        observe_us=_us_each(lambda: [_replayed(history) for history in histories], observations),
        read_us=_us_each(lambda: [read(state, today) for state in states], len(states)),
        pack_us=_us_each(lambda: [state.pack() for state in states], len(states)),
        unpack_us=_us_each(lambda: [unpack(each) for each in packed], len(states)),
        bytes_mean=sum(sizes) // len(sizes),
        bytes_most=max(sizes),
    )


def _us_each(work: Callable[[], object], times: int) -> float:
    turns = []
    for _ in range(_TURNS):
        began = process_time()
        work()
        turns.append((process_time() - began) * _US / times)
    return round(median(turns), 2)


def _replayed(history: list[Observation]) -> FeatureState:
    state = FeatureState()
    for seen in history:
        state = observe(state, seen)
    return state


def _observations(commands: Iterable[Command]) -> Iterator[Observation]:
    return (seen for event in _events(commands) if (seen := observed(event)) is not None)


def _events(commands: Iterable[Command]) -> Iterator[Event]:
    line = None
    for command in commands:
        if isinstance(command, OpenLine):
            followed = [open_line(command)]
        elif line is not None:
            followed = apply(line, command)
        yield from followed
        line = followed[-1].after if followed else line
