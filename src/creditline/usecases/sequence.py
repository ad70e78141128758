"""A group of commands in order, in memory, on locked lines: the same as one by one."""

from collections.abc import Iterator

from creditline.dates.business_date import business_date
from creditline.lines.apply import apply
from creditline.lines.commands import AttestFacts, Command, Draw, OpenLine, PassTime, Reverse
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.lines.open_line import open_line
from creditline.notices.of_event import notice_of_event
from creditline.store.funding import leg_writes
from creditline.store.groups import Locked
from creditline.store.lines import LineUnknown
from creditline.store.notice_files import notice_writes
from creditline.usecases.constraining import Constraining
from creditline.usecases.deciding import Deciding
from creditline.usecases.price_caps import price_cap
from creditline.usecases.reconsider import Reconsider
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


_UNDOINGS = frozenset({EventKind.REVERSAL, EventKind.REPAYMENT_RETURNED})
_DEFECTS = (AssertionError, AttributeError, ArithmeticError, KeyError, IndexError, StopIteration, TypeError)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command: the events that followed, and whether it had been given before under the same key."""

    events: tuple[Event, ...]
    replayed: bool = False

    @property
    def event(self) -> Event:
        """The event the command asked for, without what time brought and what was replayed. PassTime asks for none."""
        return next(event for event in self.events if event.asked_for)


def _with_price_cap(command: Draw, line: Line) -> Draw:
    product = line.terms.product
    if product is None or product.rate_cap is None:
        return command
    on = business_date(command.stamp.effective_at, line.terms.zone)
    return changed(command, price_cap=price_cap(product.rate_cap, on))


class Sequence:
    """Carries commands out on locked lines, each on the state the one before left."""

    def __init__(self, locked: Locked, deciding: Deciding | None = None) -> None:
        self._deciding = deciding
        self._lines = dict(locked.lines)
        self._seen = dict(locked.seen)
        self._targets = dict(locked.targets)
        self._reversed = set(locked.reversed_already)
        self._pasts = {line_id: list(past) for line_id, past in locked.pasts.items()}
        self._consents = locked.consents
        self._constraining = None if locked.constraints is None else Constraining(locked.constraints)
        self.events: list[Event] = []

    def answer(self, command: Command) -> Receipt | Exception:
        """Carry out one command and return its receipt, or the error that is its answer; errors change nothing."""
        try:
            return self._first_answer(command) or self._carry_out(command)
        except (LineUnknown, ValueError) as refusal:
            return refusal
        except _DEFECTS as defect:
            return Defect(defect)

    def writes_before(self) -> Iterator[bytes]:
        """Yield messages that write what must be there before the events: decisions, and notices of falling limits."""
        if self._deciding is not None:
            yield from self._deciding.writes()
        yield notice_writes(filter(None, map(notice_of_event, self.events)))

    def writes(self) -> Iterator[bytes]:
        """Yield messages that write what lenders' shares add to the events."""
        if self._constraining is not None:
            yield from leg_writes(self._constraining.legs, self._constraining.participants)

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
        if self._deciding is not None:
            events += self._decided(self._deciding, command, events)
        if self._constraining is not None:
            events = self._constraining.settle(events, self._lines.get(command.line_id))
        for event in events:
            self._take(event)
        return Receipt(tuple(events))

    def _decided(self, deciding: Deciding, command: Command, events: list[Event]) -> list[Event]:
        return deciding.follow(command, events, events[-1].after if events else self._lines[command.line_id])

    def _events_of(self, command: Command) -> list[Event]:
        line = self._lines.get(command.line_id)
        if isinstance(command, OpenLine):
            if line is not None:
                raise LineExists(command.line_id)
            return [open_line(command)]
        if line is None:
            raise LineUnknown(command.line_id)
        if isinstance(command, Reconsider):
            command = PassTime(line_id=command.line_id, stamp=command.stamp)
        elif self._deciding is not None:
            self._deciding.check(command, line)
        if line.constrained and self._constraining is not None:
            line = self._constraining.bounded(line, command.stamp.effective_at)
        return apply(line, self._informed(command, line), self._pasts.get(command.line_id, ()))

    def _informed(self, command: Command, line: Line) -> Command:
        if isinstance(command, Draw):
            return _with_price_cap(command, line)
        if isinstance(command, AttestFacts):
            return changed(command, consents=self._consents.get(command.line_id))
        if not isinstance(command, Reverse):
            return command
        target = self._targets.get((command.line_id, command.event))
        already = target is not None and (command.line_id, target.origin) in self._reversed
        return changed(command, target=target, already=already)

    def _take(self, event: Event) -> None:
        self.events.append(event)
        if event.kind is EventKind.LINE_OPENED:
            self._pasts[event.line_id] = []  # all of its past will be here
        if event.line_id in self._pasts:
            self._pasts[event.line_id].append(event)
        self._lines[event.line_id] = event.after
        self._targets[event.line_id, event.version] = event
        if event.key is not None:
            self._seen[event.key] = event
        if event.kind in _UNDOINGS and event.accepted and event.refers_to is not None:
            self._reversed.add((event.line_id, event.refers_to))
