"""The feature states of a group's scored lines: read once, moved by each event, written with the group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from creditline.features.from_event import taken
from creditline.features.observe import HistoryRewound, replayed
from creditline.features.read import read
from creditline.features.state import FeatureState
from creditline.lines.event import Event
from creditline.store.database import GroupConnection
from creditline.store.features import history_of, load_states, save_states


@dataclass(slots=True)
class FeatureValues:
    """States by line with the version they stand at; a line that is missing must be rebuilt from its events."""

    states: dict[str, tuple[int, FeatureState]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    @classmethod
    async def read(cls, connection: GroupConnection, versions: Mapping[str, int]) -> "FeatureValues":
        """Read the states of lines whose decisions ask a scorecard, each at its line's version; rebuild the others."""
        if not versions:
            return cls()
        stored = await load_states(connection, versions)
        states = {line_id: found for line_id, found in stored.items() if found[0] == versions[line_id]}
        missing = [line_id for line_id in versions if line_id not in states]
        history = await history_of(connection, missing) if missing else {}
        return cls(states | {line_id: (0, replayed(history.get(line_id, ()))) for line_id in missing})

    def see(self, line_id: str, events: Sequence[Event]) -> None:
        """Take a command's events into its line's state; history that was rewound drops the state, to be rebuilt."""
        found = self.states.get(line_id)
        if found is None or not events:
            return
        state = taken(found[1], events)
        if state is None:
            del self.states[line_id]
            return
        self.moved.add(line_id)
        self.states[line_id] = (events[-1].version, state)

    def of(self, line_id: str, on: date) -> dict[str, int | None]:
        """Return the line's feature values on a day; raise HistoryRewound where its state must be rebuilt first."""
        if line_id not in self.states:
            raise HistoryRewound
        return read(self.states[line_id][1], on)

    async def write(self, connection: GroupConnection) -> None:
        """Write the states that moved."""
        await save_states(connection, {name: self.states[name] for name in self.moved if name in self.states})
