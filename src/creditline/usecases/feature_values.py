"""The feature states of a group's scored lines: read once, moved by each event, written with the group."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from creditline.features.from_event import rewinds, seen_in, standing, taken
from creditline.features.observation import Observation
from creditline.features.observe import HistoryRewound, replayed
from creditline.features.read import read_some
from creditline.features.state import FeatureState
from creditline.lines.commands import AttestFacts, Command
from creditline.lines.event import Event
from creditline.store.features import history_of, load_states, state_writes
from creditline.store.wire import Wire


@dataclass(slots=True)
class FeatureValues:
    """States by line with the version they stand at; a line that is missing must be rebuilt from its events.

    pasts: all that was observed of the lines about which facts are attested: a fact often counts from an earlier day,
    and the decision that follows is to see it.
    """

    states: dict[str, tuple[int, FeatureState]] = field(default_factory=dict)
    pasts: dict[str, list[Observation]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    @classmethod
    async def of_lines(
        cls, wire: Wire, versions: Mapping[str, int], kept: "KeptStates", commands: Iterable[Command]
    ) -> "FeatureValues":
        """Take the states of locked lines from those kept, read the others; rebuild what is not as new as its line.

        commands: those of the group; the pasts of lines about which they attest facts are read.
        """
        states = kept.of(versions)
        unknown = [name for name in versions if name not in states]
        read = await load_states(wire, unknown) if unknown else {}
        states |= {name: found for name, found in read.items() if found[0] == versions[name]}
        missing = [name for name in unknown if name not in states]
        asked = {command.line_id for command in commands if isinstance(command, AttestFacts)}
        about = [name for name in versions if name in asked]
        history = await history_of(wire, [*missing, *about]) if missing or about else {}
        rebuilt = {name: (versions[name], replayed(history.get(name, ()))) for name in missing}
        return cls(states | rebuilt, {name: history.get(name, []) for name in about})

    def see(self, event: Event) -> None:
        """Take an event into its line's state; what rewinds history drops the state, to be rebuilt by the next group.

        So does what counts from an earlier day, but where the line's past is at hand: there it is rebuilt at once.
        """
        name = event.line_id
        found = self.states.get(name)
        if found is None:
            return
        state = taken(found[1], (event,))
        if rewinds(event):
            self.pasts.pop(name, None)
        if name in self.pasts:
            self.pasts[name] += seen_in(event)
            state = replayed(standing(self.pasts[name])) if state is None else state
        if state is None:
            del self.states[name]
            return
        self.moved.add(name)
        self.states[name] = (event.version, state)

    def some(self, line_id: str, on: date, names: tuple[str, ...]) -> dict[str, int | None]:
        """Return the line's features of these names on a day.

        Raises HistoryRewound where the line's state must be rebuilt first.
        """
        if line_id not in self.states:
            raise HistoryRewound
        return read_some(self.states[line_id][1], on, names)

    def writes(self) -> Iterator[bytes]:
        """Yield the message that writes the states that moved."""
        return state_writes({name: self.states[name] for name in sorted(self.moved) if name in self.states})


class KeptStates:
    """The states of lines that were used last, by the version they stand at: so a line that is used again is not read.

    A state is kept once its group is committed, and taken only for a locked line of the same version.
    """

    def __init__(self, most: int = 16_384) -> None:
        self._most = most
        self._states: dict[str, tuple[int, FeatureState]] = {}

    def of(self, versions: Mapping[str, int]) -> dict[str, tuple[int, FeatureState]]:
        """Return the states that are as new as these lines."""
        kept = self._states
        return {name: kept[name] for name, version in versions.items() if name in kept and kept[name][0] == version}

    def keep(self, values: FeatureValues) -> None:
        """Keep what a committed group left."""
        for name in values.moved:
            self._states.pop(name, None)
            if name in values.states:
                self._states[name] = values.states[name]
        while len(self._states) > self._most:
            del self._states[next(iter(self._states))]
