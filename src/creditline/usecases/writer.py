"""The group-commit writer: commands that wait together are committed together, and answered after the commit.

    submit(command) → its lane's queue → one transaction a group: lock the lines, carry the commands out in memory
    in their order, write all their events, COMMIT → every caller gets its receipt

A line always goes through the same lane, so its commands keep their order. Two lanes let one prepare a group while
PostgreSQL works on the other's. Several processes may each run a writer: row locks, taken in the order of the ids,
keep them apart.
"""

import asyncio
import logging
from collections.abc import Sequence as Series
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self
from zlib import crc32

from creditline.lines.commands import Command, Reverse
from creditline.lines.reach import reach
from creditline.notices.of_event import notice_of_event
from creditline.store.database import Database, GroupConnection, GroupRejected, StoreUnavailable
from creditline.store.funding import write_legs
from creditline.store.groups import add_legs, lock, read_pasts, transaction, write
from creditline.store.notice_files import write_notices
from creditline.usecases.deciding import read_deciding
from creditline.usecases.sequence import KeyReused, Receipt, Sequence

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 15.0
_PAUSE_S = 0.2

Answer = Receipt | Exception


class QueueFull(RuntimeError):
    """More commands wait than the writer takes; nothing was written for this one."""

    code = "queue-full"
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__(
            "Too many commands are waiting. Nothing was written; send the same request with the same key again "
            f"in {self.retry_after_s} second."
        )


class KeyInFlight(RuntimeError):
    """The same request is being carried out right now."""

    code = "key-in-flight"

    def __init__(self, key: str) -> None:
        super().__init__(f"A request with the Idempotency-Key '{key}' is being carried out. Ask again in a moment.")


class WriterStopped(RuntimeError):
    """The writer was stopped before the command was carried out."""

    code = "writer-stopped"

    def __init__(self) -> None:
        super().__init__("The server is stopping. Send the same request with the same key again.")


@dataclass(slots=True)
class _Waiting:
    """A command in a queue and the future its caller waits for."""

    command: Command
    answered: asyncio.Future[Receipt]

    def settle(self, answer: Answer) -> None:
        if self.answered.done():
            return
        if isinstance(answer, Receipt):
            self.answered.set_result(answer)
        else:
            self.answered.set_exception(answer)


@dataclass(slots=True)
class Counted:
    """What a writer has done since it started; `seconds` is the time its groups took."""

    commands: int = 0
    groups: int = 0
    rejected: int = 0
    seconds: float = 0.0


class Writer:
    """Takes commands and answers them after their commit. An async context manager: runs while it is open.

    lanes: how many groups may be under way at once. queue_limit: how many commands may wait, divided among the lanes.
    group_limit: how many commands one transaction takes.
    """

    def __init__(
        self, database: Database, *, lanes: int = 2, queue_limit: int = 10_000, group_limit: int = 500
    ) -> None:
        self.counted = Counted()
        self._lanes = [_Lane(database, queue_limit // lanes, group_limit, self.counted) for _ in range(lanes)]
        self._running: list[asyncio.Task[None]] = []
        self._in_flight: dict[str, bytes | None] = {}

    async def __aenter__(self) -> Self:
        """Start the lanes."""
        self._running = [asyncio.create_task(lane.run()) for lane in self._lanes]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Carry out what still waits, then stop."""
        for lane in self._lanes:
            lane.stop()
        await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """How many commands wait in the queues."""
        return sum(lane.waiting for lane in self._lanes)

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
        key = command.stamp.key
        if key is None:
            return await self._enqueue(command)
        self._check_not_in_flight(key, command.stamp.fingerprint)
        self._in_flight[key] = command.stamp.fingerprint
        try:
            return await self._enqueue(command)
        finally:
            del self._in_flight[key]

    def _check_not_in_flight(self, key: str, fingerprint: bytes | None) -> None:
        if key in self._in_flight:
            raise KeyInFlight(key) if self._in_flight[key] == fingerprint else KeyReused(key)

    async def _enqueue(self, command: Command) -> Receipt:
        lane = self._lanes[crc32(command.line_id.encode()) % len(self._lanes)]
        answered: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        lane.put(_Waiting(command, answered))
        return await answered


class _Lane:
    """One queue, one connection, one group at a time."""

    def __init__(self, database: Database, queue_limit: int, group_limit: int, counted: Counted) -> None:
        self._database = database
        self._queue_limit = queue_limit
        self._counted = counted
        self._group_limit = group_limit
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._connection: GroupConnection | None = None
        self._stopped = False

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def put(self, waiting: _Waiting) -> None:
        if self._stopped:
            raise WriterStopped
        if self._queue.qsize() >= self._queue_limit:
            raise QueueFull
        self._queue.put_nowait(waiting)

    def stop(self) -> None:
        self._stopped = True
        self._queue.put_nowait(None)

    async def run(self) -> None:
        try:
            while group := await self._take():
                await self._serve(group)
        except Exception:
            _LOG.exception("A lane of the writer stopped; its lines are refused until the server is started again.")
            raise
        finally:
            self._stopped = True
            self._abandon_rest()
            await self._disconnect()

    async def _serve(self, group: list[_Waiting]) -> None:
        """Carry a group out and settle every one of it, whatever happens."""
        started = monotonic()
        try:
            answers = await self._answers(group)
        except BaseException:
            for waiting in group:
                waiting.settle(WriterStopped())
            raise
        for waiting, answer in zip(group, answers, strict=True):
            waiting.settle(answer)
        self._count(group, monotonic() - started)

    async def _take(self) -> list[_Waiting]:
        """Wait for a command and take all that wait with it; an empty group means stop."""
        first = await self._queue.get()
        group = [] if first is None else [first]
        while group and len(group) < self._group_limit and not self._queue.empty():
            following = self._queue.get_nowait()
            if following is None:
                self._queue.put_nowait(None)
                break
            group.append(following)
        return group

    async def _answers(self, group: list[_Waiting]) -> Series[Answer]:
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
            return await _commit(await self._connected(), commands, put_off=str(rejected))
        except GroupRejected:
            return [rejected]

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
                return await _commit(await self._connected(), commands)
            except StoreUnavailable:
                await self._disconnect()
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(_PAUSE_S)

    def _count(self, group: list[_Waiting], seconds: float) -> None:
        self._counted.commands += len(group)
        self._counted.groups += 1
        self._counted.seconds += seconds

    async def _connected(self) -> GroupConnection:
        if self._connection is None:
            self._connection = await self._database.connect_writer()
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(StoreUnavailable):
                await connection.close()

    def _abandon_rest(self) -> None:
        while not self._queue.empty():
            waiting = self._queue.get_nowait()
            if waiting is not None:
                waiting.settle(WriterStopped())


async def _commit(connection: GroupConnection, commands: list[Command], *, put_off: str | None = None) -> list[Answer]:
    """One transaction: lock, carry out in order, decide, write. The answers hold once this returns.

    put_off: decide nothing this time, and say why at the lines.
    """
    async with transaction(connection):
        return await carry_out(connection, commands, put_off=put_off)


async def carry_out(
    connection: GroupConnection, commands: list[Command], *, put_off: str | None = None
) -> list[Answer]:
    """Lock, carry out in order, decide, write, in a transaction of the caller's; the answers hold once it commits."""
    locked = await lock(
        connection,
        line_ids={command.line_id for command in commands},
        keys=[command.stamp.key for command in commands if command.stamp.key is not None],
        targets=[(command.line_id, command.event) for command in commands if isinstance(command, Reverse)],
    )
    back = reach(locked.lines, commands, locked.targets)
    if back:
        locked.pasts.update(await read_pasts(connection, back))
        await add_legs(connection, locked, back)
    deciding = await read_deciding(connection, commands, put_off=put_off)
    sequence = Sequence(locked, deciding)
    answers = [sequence.answer(command) for command in commands]
    if deciding is not None:
        await deciding.write(connection)
    await write_notices(connection, filter(None, map(notice_of_event, sequence.events)))
    await write(connection, sequence.events)
    if sequence.constraining is not None:
        await write_legs(connection, sequence.constraining.legs, sequence.constraining.participants)
    return answers
