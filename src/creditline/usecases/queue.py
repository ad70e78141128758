"""What waits for the writer, and which lane may take it.

A lane takes its share of all that is asked, waiting or under way: with three lanes, a third of the callers are in each
group, and while Python works on one, PostgreSQL works on the others. A line's commands keep their order: from when a
lane takes the first of them until it has carried out the last, all that come for the line wait behind it, for that lane
alone.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from creditline.lines.commands import Command
from creditline.usecases.sequence import Receipt

Answer = Receipt | Exception

_SMALL = 32  # a group of so many is not divided: a second commit costs more than is gained


class QueueFull(RuntimeError):
    """More commands wait than the writer takes; nothing was written for this one."""

    code = "queue-full"
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__(
            "Too many commands are waiting. Nothing was written; send the same request with the same key again "
            f"in {self.retry_after_s} second."
        )


class WriterStopped(RuntimeError):
    """The writer was stopped before the command was carried out."""

    code = "writer-stopped"

    def __init__(self) -> None:
        super().__init__("The server is stopping. Send the same request with the same key again.")


@dataclass(slots=True)
class Waiting:
    """A command and the future its caller waits for."""

    command: Command
    answered: asyncio.Future[Receipt]

    def settle(self, answer: Answer) -> None:
        """Give the caller its answer, unless it went away."""
        if self.answered.done():
            return
        if isinstance(answer, Receipt):
            self.answered.set_result(answer)
        else:
            self.answered.set_exception(answer)


class Queue:
    """The commands that wait, at most `limit`, for lanes that are numbered from 0."""

    def __init__(self, limit: int, lanes: int) -> None:
        self._limit = limit
        self._free: deque[Waiting] = deque()
        self._behind: list[deque[Waiting]] = [deque() for _ in range(lanes)]
        self._lane_of: dict[str, int] = {}  # of each line that a lane has
        self._idle: list[asyncio.Future[None]] = []
        self._lanes = lanes
        self._asked = 0  # waiting or under way
        self._under_way = 0
        self.closed = False

    def __len__(self) -> int:
        """How many commands wait."""
        return self._asked - self._under_way

    def put(self, waiting: Waiting) -> None:
        """Let a command wait, and wake the lanes that have nothing to do; raise QueueFull, WriterStopped."""
        if self.closed:
            raise WriterStopped
        if len(self) >= self._limit:
            raise QueueFull
        self._asked += 1
        lane = self._lane_of.get(waiting.command.line_id)
        if lane is not None:
            self._behind[lane].append(waiting)
            return
        self._free.append(waiting)
        self._wake()

    def close(self) -> None:
        """Take nothing more; what waits is still given to the lanes."""
        self.closed = True
        self._wake()

    async def filled(self) -> None:
        """Wait until there is something that any lane may take, or nothing will come any more."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._idle.append(woken)
        await woken

    def take(self, lane: int, most: int) -> list[Waiting]:
        """Take up to `most` commands for a lane that has none under way; their lines are the lane's until released."""
        behind, free = self._behind[lane], self._free
        group = [behind.popleft() for _ in range(min(most, len(behind)))]
        share = max(_SMALL, -(-self._asked // self._lanes))
        group += [free.popleft() for _ in range(min(min(most, share) - len(group), len(free)))]
        self._under_way += len(group)
        self._lane_of.update((waiting.command.line_id, lane) for waiting in group)
        if free:
            self._move_behind(lane)
        return group

    def release(self, lane: int, group: Sequence[Waiting]) -> None:
        """Let go of the lines of a group that was answered, but for those that more waits for behind the lane."""
        self._under_way -= len(group)
        self._asked -= len(group)
        for waiting in group:
            self._lane_of.pop(waiting.command.line_id, None)
        self._lane_of.update((waiting.command.line_id, lane) for waiting in self._behind[lane])

    def leave(self, lane: int) -> list[Waiting]:
        """Let a lane take nothing more, and return what nobody will carry out now: all, if it was the last lane."""
        rest, self._behind[lane] = self._behind[lane], deque()
        self._lanes -= 1
        if not self._lanes:
            self.closed = True
            rest += self._free
            self._free.clear()
        self._under_way += len(rest)
        self.release(lane, rest)
        return list(rest)

    def _wake(self) -> None:
        for woken in self._idle:
            if not woken.done():
                woken.set_result(None)
        self._idle.clear()

    def _move_behind(self, lane: int) -> None:
        """Put what is left for the lane's lines behind it, before anything that comes for them later."""
        left = [waiting for waiting in self._free if self._lane_of.get(waiting.command.line_id) != lane]
        if len(left) < len(self._free):
            self._behind[lane] += [w for w in self._free if self._lane_of.get(w.command.line_id) == lane]
            self._free = deque(left)
