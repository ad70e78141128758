"""A group of commands in order, in memory, on locked lines: the same as one by one."""

from creditline.lines.apply import apply
from creditline.lines.commands import Command, OpenLine, Reverse
from creditline.lines.event import Event, EventKind
from creditline.lines.open_line import open_line
from creditline.store.groups import Locked
from creditline.store.lines import LineUnknown
from creditline.values import changed, dataclass


class KeyReused(ValueError):
    """An idempotency key stands for one request only."""

    code = "key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The Idempotency-Key '{key}' was already used for another request. Use a new key for a new request."
        )


class LineExists(ValueError):
    """A line is opened once."""

    code = "line-exists"

    def __init__(self, line_id: str) -> None:
        super().__init__(f"The line '{line_id}' is already open. Choose another id, or leave the id out.")


class Defect(RuntimeError):
    """A mistake in our own code stopped this command; nothing of it was written, and no other was disturbed."""

    code = "defect"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"The command was not carried out because of a defect of ours: {cause!r}. Please report it.")


_DEFECTS = (AssertionError, AttributeError, ArithmeticError, KeyError, IndexError, TypeError)


_BROUGHT_BY_TIME = frozenset({EventKind.HOLD_EXPIRED, EventKind.INTEREST_ACCRUED})


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command: the events that followed, and whether it had been given before under the same key."""

    events: tuple[Event, ...]
    replayed: bool = False

    @property
    def event(self) -> Event:
        """The event the command asked for, without what time brought before and after it. PassTime asks for none."""
        return next(event for event in self.events if event.kind not in _BROUGHT_BY_TIME)


class Sequence:
    """Carries commands out on locked lines, each on the state the one before left."""

    def __init__(self, locked: Locked) -> None:
        self._lines = dict(locked.lines)
        self._seen = dict(locked.seen)
        self._targets = dict(locked.targets)
        self._reversed = set(locked.reversed_already)
        self.events: list[Event] = []

    def answer(self, command: Command) -> Receipt | Exception:
        """Carry out one command and return its receipt, or the error that is its answer; errors change nothing."""
        try:
            return self._first_answer(command) or self._carry_out(command)
        except (LineUnknown, ValueError) as refusal:
            return refusal
        except _DEFECTS as defect:
            return Defect(defect)

    def _first_answer(self, command: Command) -> Receipt | None:
        key = command.stamp.key
        seen = self._seen.get(key) if key is not None else None
        if seen is None:
            return None
        if seen.fingerprint != command.stamp.fingerprint:
            raise KeyReused(seen.key or "")
        return Receipt((seen,), replayed=True)

    def _carry_out(self, command: Command) -> Receipt:
        events = self._events_of(command)
        for event in events:
            self._take(event)
        return Receipt(tuple(events))

    def _events_of(self, command: Command) -> list[Event]:
        line = self._lines.get(command.line_id)
        if isinstance(command, OpenLine):
            if line is not None:
                raise LineExists(command.line_id)
            return [open_line(command)]
        if line is None:
            raise LineUnknown(command.line_id)
        return apply(line, self._informed(command))

    def _informed(self, command: Command) -> Command:
        if not isinstance(command, Reverse):
            return command
        name = (command.line_id, command.event)
        return changed(command, target=self._targets.get(name), already=name in self._reversed)

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self._lines[event.line_id] = event.after
        self._targets[event.line_id, event.version] = event
        if event.key is not None:
            self._seen[event.key] = event
        if event.kind is EventKind.REVERSAL and event.accepted and event.refers_to is not None:
            self._reversed.add((event.line_id, event.refers_to))
