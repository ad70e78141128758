"""The place of this process among the server processes of its machine."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from creditline.access.allowance import Buckets
from creditline.web.board import Board, Figures, NamedBuckets, total

_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the board, from 1. before: what those counted who had the place before this process."""

    number: int
    board: Board
    before: Figures

    @classmethod
    def taken(cls, number: int, board: Board) -> "Place":
        """Take a place, and go on with its counts, so that none ever falls."""
        return cls(number, board, board.figures_of(number).counts())

    @property
    def first(self) -> bool:
        """Whether what is done once a machine is done here."""
        return self.number == 1

    def buckets(self, kind: str) -> Buckets:
        """Return the buckets of a kind of allowance, which all processes share."""
        return NamedBuckets(self.board, kind)

    def post(self, figures: Figures) -> None:
        """Post what this process has to tell."""
        self.board.post(self.number, total([self.before, figures]))

    async def post_for_ever(self, figures: Callable[[], Figures]) -> None:
        """Post every second, until cancelled: whichever process is asked tells of all."""
        while True:
            self.post(figures())
            await asyncio.sleep(_EVERY_S)


def cpu_seconds() -> float:
    """Return the CPU time of this process."""
    return time.process_time()


def resident_bytes() -> int:
    """Return the memory that this process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
