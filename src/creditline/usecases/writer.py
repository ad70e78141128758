"""The group-commit writer: commands that wait together are committed together, and answered after the commit.

    submit(command) → the queue → one transaction a group: lock the lines, carry the commands out in memory in their
    order, write all their events, COMMIT → every caller gets its receipt

With three lanes one can prepare its group while PostgreSQL works on the others'. The queue keeps each line's order.
Several processes may each run a writer: row locks, taken in the order of the ids, keep them apart.
"""

import asyncio
import gc
import logging
from collections.abc import Callable
from collections.abc import Sequence as Series
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self

from creditline.lines.commands import AttestFacts, Command, Reverse
from creditline.lines.reach import reach
from creditline.store.database import Database, GroupRejected, StoreUnavailable
from creditline.store.groups import (
    Locked,
    add_legs,
    connect,
    group_transaction,
    lock,
    read_consents,
    read_pasts,
    write,
)
from creditline.store.wire import Wire
from creditline.usecases.deciding import read_deciding
from creditline.usecases.feature_values import KeptStates
from creditline.usecases.queue import Answer, Queue, Waiting, WriterStopped
from creditline.usecases.sequence import KeyReused, Receipt, Sequence

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 15.0
_PAUSE_S = 0.2
_COLLECT_AFTER = 50_000  # new objects: a group makes thousands and drops them all, so looking earlier finds nothing


class KeyInFlight(RuntimeError):
    """The same request is being carried out right now."""

    code = "key-in-flight"

    def __init__(self, key: str) -> None:
        super().__init__(f"A request with the Idempotency-Key '{key}' is being carried out. Ask again in a moment.")


@dataclass(slots=True)
class Counted:
    """What a writer has done since it started; `seconds` is the time its groups took."""

    commands: int = 0
    groups: int = 0
    rejected: int = 0
    seconds: float = 0.0


class Writer:
    """Takes commands and answers them after their commit. An async context manager: runs while it is open.

    lanes: how many groups may be under way at once. queue_limit: how many commands may wait. group_limit: how many
    commands one transaction takes.
    """

    def __init__(
        self, database: Database, *, lanes: int = 3, queue_limit: int = 10_000, group_limit: int = 500
    ) -> None:
        self.counted = Counted()
        self._queue = Queue(queue_limit, lanes)
        kept = KeptStates()
        self._lanes = [_Lane(number, database, self._queue, group_limit, self.counted, kept) for number in range(lanes)]
        self._running: list[asyncio.Task[None]] = []
        self._in_flight: dict[str, bytes | None] = {}

    async def __aenter__(self) -> Self:
        """Start the lanes."""
        self._running = [asyncio.create_task(lane.run()) for lane in self._lanes]
        gc.set_threshold(max(_COLLECT_AFTER, gc.get_threshold()[0]))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Carry out what still waits, then stop."""
        self._queue.close()
        await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many commands wait in the queue."""
        return len(self._queue)

    @property
    def alive(self) -> bool:
        """Whether every lane runs."""
        return bool(self._running) and not any(task.done() for task in self._running)

    async def submit(self, command: Command) -> Receipt:
        """Carry out `command` and return its receipt once it is committed.

        Raises QueueFull, KeyInFlight, KeyReused, LineUnknown, LineExists, CurrencyMismatch, StoreUnavailable,
        WriterStopped; in each case nothing was written for this command, or, where the database was lost during the
        commit, the same command with the same key finds out.
        """
        key, fingerprint = command.stamp.key, command.stamp.fingerprint
        if key is None:
            return await self._enqueue(command)
        if key in self._in_flight:
            raise KeyInFlight(key) if self._in_flight[key] == fingerprint else KeyReused(key)
        self._in_flight[key] = fingerprint
        try:
            return await self._enqueue(command)
        finally:
            del self._in_flight[key]

    def _enqueue(self, command: Command) -> asyncio.Future[Receipt]:
        answered: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._queue.put(Waiting(command, answered))
        return answered


class _Lane:
    """One connection, one group at a time."""

    def __init__(
        self, number: int, database: Database, queue: Queue, group_limit: int, counted: Counted, kept: KeptStates
    ) -> None:
        self._number = number
        self._database = database
        self._queue = queue
        self._counted = counted
        self._group_limit = group_limit
        self._kept = kept
        self._connection: Wire | None = None

    async def run(self) -> None:
        try:
            while group := await self._take():
                await self._serve(group)
                self._queue.release(self._number, group)
                await asyncio.sleep(0)  # who was answered may ask again, and be in the next group
        except Exception:
            _LOG.exception("A lane of the writer stopped; start the server again.")
            raise
        finally:
            for waiting in self._queue.leave(self._number):
                waiting.settle(WriterStopped())
            await self._disconnect()

    async def _serve(self, group: list[Waiting]) -> None:
        """Carry a group out and settle every one of it, whatever happens."""
        started = monotonic()
        try:
            answers = await self._answers(group)
        except BaseException:
            for waiting in group:
                waiting.settle(WriterStopped())
            self._queue.release(self._number, group)
            raise
        for waiting, answer in zip(group, answers, strict=True):
            waiting.settle(answer)
        self._count(group, monotonic() - started)

    async def _take(self) -> list[Waiting]:
        """Take what waits, or wait for it; an empty group means stop."""
        while not (group := self._queue.take(self._number, self._group_limit)) and not self._queue.closed:
            await self._queue.filled()
        return group

    async def _answers(self, group: list[Waiting]) -> Series[Answer]:
        """Answers to a group. One the database rejects is tried again one by one, so that only the culprit fails."""
        commands = [waiting.command for waiting in group]
        try:
            return await self._persist(commands)
        except StoreUnavailable as lost:
            return [lost] * len(group)
        except GroupRejected as rejected:
            if len(group) == 1:
                return await self._without_decision(commands, rejected)
            self._counted.rejected += 1
            _LOG.warning("A group of %d commands was rejected and is carried out one by one: %s", len(group), rejected)
            return [answer for waiting in group for answer in await self._answers([waiting])]

    async def _without_decision(self, commands: list[Command], rejected: GroupRejected) -> Series[Answer]:
        """Carry one command out whose decision may be what the database refused; else the refusal is its answer."""
        try:
            return await _commit(await self._connected(), commands, self._kept, put_off=str(rejected))
        except GroupRejected:
            return [rejected]
        except StoreUnavailable as lost:
            await self._disconnect()
            return [lost]

    async def _persist(self, commands: list[Command]) -> Series[Answer]:
        """Carry a group out; once more where another process was quicker with a line or a key, to find what it left."""
        try:
            return await self._insist(commands)
        except GroupRejected as rejected:
            if not rejected.collided:
                raise
            return await self._insist(commands)

    async def _insist(self, commands: list[Command]) -> Series[Answer]:
        """Carry a group out; while the database is away, try again until patience ends.

        A commit whose answer was lost is found again by its keys, so trying again can double nothing.
        """
        deadline = monotonic() + _PATIENCE_S
        while True:
            try:
                return await _commit(await self._connected(), commands, self._kept)
            except StoreUnavailable:
                await self._disconnect()
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(_PAUSE_S)

    def _count(self, group: list[Waiting], seconds: float) -> None:
        self._counted.commands += len(group)
        self._counted.groups += 1
        self._counted.seconds += seconds

    async def _connected(self) -> Wire:
        if self._connection is None:
            self._connection = await connect(self._database)
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(StoreUnavailable):
                await connection.close()


async def _commit(wire: Wire, commands: list[Command], kept: KeptStates, *, put_off: str | None = None) -> list[Answer]:
    """One transaction for a group of commands. The answers hold once this returns."""
    async with group_transaction(wire):
        return await carry_out(wire, commands, kept, put_off=put_off)


def _whatever(_answers: Series[Answer]) -> None:
    """Take every answer as it is."""


async def carry_out(
    wire: Wire,
    commands: list[Command],
    kept: KeptStates | None = None,
    *,
    put_off: str | None = None,
    alone: bool = True,
    check: Callable[[Series[Answer]], None] = _whatever,
) -> list[Answer]:
    """Lock, carry out in order, decide, write; the answers hold once it is committed.

    kept: feature states, for the next group. put_off: decide nothing this time, and say why at the lines. alone:
    whether all of the transaction is this group, so that it begins and commits here; False within one of the caller's.
    check: sees the answers before anything is written; if it raises, nothing is.
    """
    locked = await lock(
        wire,
        line_ids={command.line_id for command in commands},
        keys=[command.stamp.key for command in commands if command.stamp.key is not None],
        targets=[(command.line_id, command.event) for command in commands if isinstance(command, Reverse)],
        begins=alone,
    )
    await _inform(wire, locked, commands)
    deciding = await read_deciding(wire, commands, locked.decided, kept or KeptStates(), put_off=put_off)
    sequence = Sequence(locked, deciding)
    answers = [sequence.answer(command) for command in commands]
    check(answers)
    await write(wire, sequence.events, first=sequence.writes_before(), also=sequence.writes(), commits=alone)
    if deciding is not None and kept is not None:
        kept.keep(deciding.values)
    return answers


async def _inform(wire: Wire, locked: Locked, commands: list[Command]) -> None:
    """Read what only some commands need to know: history that will be replayed, consents that facts were got under."""
    back = reach(locked.lines, commands, locked.targets)
    if back:
        locked.pasts.update(await read_pasts(wire, back))
        await add_legs(wire, locked, back)
    attested = {command.line_id for command in commands if isinstance(command, AttestFacts)}
    if attested:
        locked.consents.update(await read_consents(wire, attested))
