"""Many open streams at once: what they cost the server in memory, and how long after a commit each of them knows."""

import resource
import selectors
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from time import monotonic, time
from types import TracebackType
from typing import Self

from creditline.bench.caller import Caller
from creditline.bench.http_load import OK, HttpLoadFailed, get_request
from creditline.bench.samples import quantile
from creditline.bench.sandbox import CURRENCY
from creditline.bench.serving import ServerProcess

_AT_ONCE = 50  # streams that are opened together
_FEW = 20  # streams that warm the server up, before its memory is read
_FILES_BESIDE = 200  # what a process has open besides
_PATIENCE_S = 60.0
_READ = 262_144
_END = b"\n\n\r\n"  # a message ends with an empty line, and the part it was sent in with a line's end


class TooFewFiles(RuntimeError):
    """A process needs an open file for each stream."""

    code = "bench-too-few-files"

    def __init__(self, subscribers: int, most: int) -> None:
        super().__init__(
            f"{subscribers:,} subscribers need {subscribers + _FILES_BESIDE:,} open files, and this process may have "
            f"{most:,}. Raise it with 'ulimit -Hn', or ask for fewer: --subscribers {max(1, most - _FILES_BESIDE)}"
        )


@dataclass(frozen=True, slots=True)
class Stream:
    """A kind of stream: its path, and what only a message about the line has in it, no sign of life."""

    path: str
    mark: bytes


EVENTS = Stream("/v1/lines/{line_id}/stream", b"\nid: ")
PAGE = Stream("/lines/{line_id}/live", b"<hx-partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holding streams open took.

    served: how many were told of the commit on their line. Megabytes and kilobytes are of 1,024, resident in the
    server. message_p50_ms, message_p99_ms: from the answer to the commit until the message was read, over all.
    """

    subscribers: int
    served: int
    commits: int
    server_mb_before: float
    server_mb_with: float
    kb_per_subscriber: float
    message_p50_ms: float
    message_p99_ms: float


def allow_files(subscribers: int) -> None:
    """Let this process and the servers it starts hold so many streams; raise TooFewFiles."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = subscribers + _FILES_BESIDE
    most = hard if hard != resource.RLIM_INFINITY else wanted
    if most < wanted:
        raise TooFewFiles(subscribers, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def hold(server: ServerProcess, stream: Stream, line_ids: Sequence[str], subscribers: int) -> Held:
    """Open `subscribers` streams, the same number on each line, and commit once on every line that has one."""
    with Subscribers(server.address, stream) as few:
        few.open(line_ids[:_FEW])
        few.commit_on_each()
    before_kb = server.memory_kb
    with Subscribers(server.address, stream) as held:
        held.open(list(islice(cycle(line_ids), subscribers)))
        waits_s = sorted(held.commit_on_each())
        with_kb = server.memory_kb
    return Held(
        subscribers=subscribers,
        served=len(waits_s),
        commits=min(subscribers, len(line_ids)),
        server_mb_before=round(before_kb / 1024, 1),
        server_mb_with=round(with_kb / 1024, 1),
        kb_per_subscriber=round((with_kb - before_kb) / subscribers, 1),
        message_p50_ms=round(quantile(waits_s, 50) * 1000, 2),
        message_p99_ms=round(quantile(waits_s, 99) * 1000, 2),
    )


@dataclass(slots=True)
class _Subscriber:
    """One open stream, and what came of a message that is not whole yet."""

    connection: socket.socket
    received: bytes = b""


class Subscribers:
    """Streams that are open together; a context manager that hangs all of them up."""

    def __init__(self, address: tuple[str, int], stream: Stream) -> None:
        self._address = address
        self._stream = stream
        self._selector = selectors.DefaultSelector()
        self._on_line: dict[str, list[_Subscriber]] = {}

    def __enter__(self) -> Self:
        """Begin with none."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        for subscribers in self._on_line.values():
            for one in subscribers:
                one.connection.close()
        self._selector.close()

    def open(self, line_ids: Sequence[str]) -> None:
        """Open a stream on each of these lines, and wait until it has said something."""
        for start in range(0, len(line_ids), _AT_ONCE):
            opened = [self._open(line_id) for line_id in line_ids[start : start + _AT_ONCE]]
            self._hear(opened, b"")

    def commit_on_each(self) -> list[float]:
        """Repay a little on each line, one after the other; return the seconds that each subscriber waited for it."""
        waits_s: list[float] = []
        caller = Caller(self._address)  # a new one: the server hangs up on those that were silent
        for line_id, subscribers in self._on_line.items():
            caller.post(f"/v1/lines/{line_id}/repayments", {"amount": "1.00", "currency": CURRENCY})
            heard_at = self._hear(subscribers, self._stream.mark)
            waits_s += [max(0.0, at - caller.acknowledged_at) for at in heard_at]
        caller.close()
        return waits_s

    def _open(self, line_id: str) -> _Subscriber:
        one = _Subscriber(socket.create_connection(self._address))
        one.connection.sendall(get_request(self._address[0], self._stream.path.format(line_id=line_id)))
        self._selector.register(one.connection, selectors.EVENT_READ, one)
        self._on_line.setdefault(line_id, []).append(one)
        return one

    def _hear(self, wanted: Sequence[_Subscriber], mark: bytes) -> list[float]:
        """Wait for a message with `mark` on each of these streams; return when it came, for those on which one did."""
        waiting = {id(one) for one in wanted}
        heard_at: list[float] = []
        deadline = monotonic() + _PATIENCE_S
        while waiting and monotonic() < deadline:
            for ready, _ in self._selector.select(timeout=1):
                one: _Subscriber = ready.data
                if self._read(one, mark) and id(one) in waiting:
                    heard_at.append(time())
                    waiting.remove(id(one))
        return heard_at

    def _read(self, one: _Subscriber, mark: bytes) -> bool:
        """Read what has come; tell whether it is a whole message with `mark`."""
        part = one.connection.recv(_READ)
        if not part:
            self._selector.unregister(one.connection)
            return False
        one.received += part
        if one.received.startswith(b"HTTP/") and not one.received.startswith(OK):
            raise HttpLoadFailed(one.received)
        if not one.received.endswith(_END):
            return False
        message, one.received = one.received, b""
        return mark in message
