"""Memory that the server processes of a machine share: how often somebody may ask, and what each process has counted.

It is a file without a name, mapped by all of them. A lock is held for a bucket's change only, and the kernel drops it
with its process, so one that is killed leaves nothing locked.
"""

import fcntl
import mmap
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes

from creditline.access.allowance import Bucket

_KEY_BYTES = 16
_SETS, _WAYS = 8_192, 8
_BUCKET = struct.Struct("=Qdd")  # the name's mark, what was left, since when
_SET_BYTES = _WAYS * _BUCKET.size
_DOUBLE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a process has to tell: how it stands now, and what it has counted since it started."""

    waiting: float = 0
    watchers: float = 0
    resident_bytes: float = 0
    commands: float = 0
    groups: float = 0
    rejected: float = 0
    seconds: float = 0
    cpu_seconds: float = 0

    def counts(self) -> "Figures":
        """Return the figures of a process that has ended: what was counted stays, and nothing waits or is open."""
        return Figures(**{name: 0.0 if name in _OF_NOW else getattr(self, name) for name in _NAMES})


_NAMES = Figures.__slots__
_OF_NOW = {"waiting", "watchers", "resident_bytes"}


def total(figures: list[Figures]) -> Figures:
    """Return the sums."""
    return Figures(**{name: sum(getattr(one, name) for one in figures) for name in _NAMES})


class Board:
    """The shared memory of `processes` processes, in the file with this descriptor. Places are numbered from 1."""

    def __init__(self, descriptor: int, processes: int) -> None:
        self.descriptor = descriptor
        self.processes = processes
        self._figures_bytes = processes * len(_NAMES) * _DOUBLE
        self._memory = mmap.mmap(descriptor, _KEY_BYTES + self._figures_bytes + _SETS * _SET_BYTES)
        self._key = self._memory[:_KEY_BYTES]

    def figures(self) -> list[Figures]:
        """Return the figures of every place."""
        return [self.figures_of(number) for number in range(1, self.processes + 1)]

    def figures_of(self, number: int) -> Figures:
        """Return what was posted last in a place."""
        values = struct.unpack_from(f"={len(_NAMES)}d", self._memory, self._place(number))
        return Figures(**dict(zip(_NAMES, values, strict=True)))

    def post(self, number: int, figures: Figures) -> None:
        """Post a place's figures; only who has the place does."""
        values = (getattr(figures, name) for name in _NAMES)
        struct.pack_into(f"={len(_NAMES)}d", self._memory, self._place(number), *values)

    def change(self, name: str, change: Callable[[Bucket | None], Bucket | None]) -> bool:
        """Put what `change` makes of a bucket in its place; see Buckets. Of many names the least used is forgotten."""
        mark = int.from_bytes(blake2b(name.encode(), digest_size=8, key=self._key).digest()) or 1
        with self._alone(mark % _SETS) as first:
            kept = [_BUCKET.unpack_from(self._memory, first + way * _BUCKET.size) for way in range(_WAYS)]
            way = next((way for way, (other, _, _) in enumerate(kept) if other == mark), None)
            bucket = change(None if way is None else kept[way][1:])
            if bucket is not None:
                way = way if way is not None else min(range(_WAYS), key=lambda one: kept[one][2])
                _BUCKET.pack_into(self._memory, first + way * _BUCKET.size, mark, *bucket)
        return bucket is not None

    @contextmanager
    def _alone(self, number: int) -> Iterator[int]:
        """Lend where a set of buckets begins, to this process alone."""
        fcntl.lockf(self.descriptor, fcntl.LOCK_EX, 1, number)
        try:
            yield _KEY_BYTES + self._figures_bytes + number * _SET_BYTES
        finally:
            fcntl.lockf(self.descriptor, fcntl.LOCK_UN, 1, number)

    def _place(self, number: int) -> int:
        return _KEY_BYTES + (number - 1) * len(_NAMES) * _DOUBLE


@contextmanager
def new_board(processes: int) -> Iterator[Board]:
    """Make a board; its memory lives as long as anybody has it."""
    with tempfile.TemporaryFile() as file:
        file.write(token_bytes(_KEY_BYTES))  # so that nobody outside can choose names that push another's out
        file.truncate(_KEY_BYTES + processes * len(_NAMES) * _DOUBLE + _SETS * _SET_BYTES)
        file.flush()
        yield Board(file.fileno(), processes)


@dataclass(frozen=True, slots=True)
class NamedBuckets:
    """A board's buckets of one kind: the same name means another bucket in another kind."""

    board: Board
    kind: str

    def change(self, name: str, change: Callable[[Bucket | None], Bucket | None]) -> bool:
        """As Buckets has it."""
        return self.board.change(f"{self.kind} {name}", change)
