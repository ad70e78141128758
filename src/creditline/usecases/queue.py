"""What waits for the writer, and which lane may take it: all that waits, but of a line only what no other lane has.

A lane takes its share of all that is asked, waiting or under way, so that with two lanes half of the callers are in one
group and half in the other, and neither lane has to wait for the other's callers.
A line's commands keep their order: from the moment a lane takes one of them until nothing of the line is left with the
lane, all that come for the line wait behind it, for that lane alone.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from creditline.lines.commands import Command
from creditline.usecases.sequence import Receipt

Answer = Receipt | Exception
_SMALL = 32  # a group of so many is not divided: two commits cost more than the overlap gains


class QueueFull(RuntimeError):
    """More commands wait than the writer takes; nothing was written for this one."""

    code = "queue-full"
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__(
            "Too many commands are waiting. Nothing was written; send the same request with the same key again "
            f"in {self.retry_after_s} second."
        )


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
        self._under_way = 0

    def __len__(self) -> int:
        """How many commands wait."""
        return len(self._free) + sum(map(len, self._behind))

    def put(self, waiting: Waiting) -> None:
        """Let a command wait, and wake a lane that has nothing to do; raise QueueFull."""
        if len(self) >= self._limit:
            raise QueueFull
        lane = self._lane_of.get(waiting.command.line_id)
        if lane is not None:
            self._behind[lane].append(waiting)
            return
        self._free.append(waiting)
        if self._idle:
            self.wake()

    async def filled(self) -> None:
        """Wait until there is something that any lane may take, or `wake` is called."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._idle.append(woken)
        await woken

    def wake(self) -> None:
        """Wake the lanes that have nothing to do."""
        idle, self._idle = self._idle, []
        for woken in idle:
            if not woken.done():
                woken.set_result(None)

    def take(self, lane: int, most: int) -> list[Waiting]:
        """Take a lane's share, `most` at most, for a lane that has none under way; what is taken, its lines are its."""
        behind, free = self._behind[lane], self._free
        share = -(-(len(self) + self._under_way) // len(self._behind))
        most = min(most, max(share, _SMALL))
        group = [behind.popleft() for _ in range(min(most, len(behind)))]
        group += [free.popleft() for _ in range(min(most - len(group), len(free)))]
        self._lane_of.update((waiting.command.line_id, lane) for waiting in group)
        self._under_way += len(group)
        if free:  # more than one group waits
            self._move_behind(lane)
        return group

    def release(self, lane: int, group: Sequence[Waiting]) -> None:
        """Let go of the lines of a group that was answered, but for those that more waits for behind the lane."""
        self._under_way -= len(group)
        for waiting in group:
            self._lane_of.pop(waiting.command.line_id, None)
        self._lane_of.update((waiting.command.line_id, lane) for waiting in self._behind[lane])

    def abandon(self, lane: int) -> list[Waiting]:
        """Return what waits behind a lane that takes nothing any more, and let go of its lines."""
        rest = list(self._behind[lane])
        self._behind[lane].clear()
        for waiting in rest:
            self._lane_of.pop(waiting.command.line_id, None)
        return rest

    def _move_behind(self, lane: int) -> None:
        """Put what is left for the lane's lines behind it, before anything that comes for them later."""
        left = [waiting for waiting in self._free if self._lane_of.get(waiting.command.line_id) != lane]
        if len(left) < len(self._free):
            self._behind[lane] += [w for w in self._free if self._lane_of.get(w.command.line_id) == lane]
            self._free = deque(left)
