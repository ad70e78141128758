"""The feature states of a group's scored lines: read once, moved by each event, written with the group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from creditline.features.from_event import observed, rewinds
from creditline.features.observe import HistoryRewound, observe, replayed
from creditline.features.read import read
from creditline.features.state import FeatureState
from creditline.lines.event import Event
from creditline.store.features import history_of, load_states, state_writes
from creditline.store.wire import Wire


@dataclass(slots=True)
class FeatureValues:
    """States by line with the version they stand at; a line that is missing must be rebuilt from its events."""

    states: dict[str, tuple[int, FeatureState]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    @classmethod
    async def read(cls, wire: Wire, line_ids: Sequence[str]) -> "FeatureValues":
        """Read the states of lines whose decisions ask a scorecard; rebuild those that are not there."""
        return await cls.rebuilt(wire, line_ids, await load_states(wire, line_ids)) if line_ids else cls()

    @classmethod
    async def rebuilt(
        cls, wire: Wire, line_ids: Sequence[str], states: Mapping[str, tuple[int, FeatureState]]
    ) -> "FeatureValues":
        """Take the states of lines as they were read; rebuild those that are not there."""
        missing = [line_id for line_id in line_ids if line_id not in states]
        history = await history_of(wire, missing) if missing else {}
        return cls({**states} | {line_id: (0, replayed(history.get(line_id, ()))) for line_id in missing})

    def see(self, event: Event) -> None:
        """Take an event into its line's state; what counts from an earlier day drops the state, to be rebuilt."""
        found = self.states.get(event.line_id)
        if found is None:
            return
        self.moved.add(event.line_id)
        try:
            observation = None if rewinds(event) else observed(event)
            state = found[1] if observation is None else observe(found[1], observation)
        except HistoryRewound:
            del self.states[event.line_id]
            return
        if rewinds(event):
            del self.states[event.line_id]
            return
        self.states[event.line_id] = (event.version, state)

    def of(self, line_id: str, on: date) -> dict[str, int | None]:
        """Return the line's feature values on a day; raise HistoryRewound where its state must be rebuilt first."""
        if line_id not in self.states:
            raise HistoryRewound
        return read(self.states[line_id][1], on)

    def writes(self) -> Iterator[bytes]:
        """Yield the message that writes the states that moved."""
        return state_writes({name: self.states[name] for name in sorted(self.moved) if name in self.states})
