"""Load over HTTP: one thread, one selector, raw sockets and ready-made requests.

It shares the machine with the server it measures, so it does as little as it can: a request is one `send` of bytes
made beforehand, an answer is read by its status and its length.
"""

import selectors
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from time import perf_counter

from creditline.bench.book import CURRENCY, LARGEST_MINOR, new_key
from creditline.bench.samples import Samples, Slice
from creditline.money.amount import format_minor

_CREATED, OK = b"HTTP/1.1 201", b"HTTP/1.1 200"
_LENGTH = b"content-length: "
_READ = 65_536


class HttpLoadFailed(RuntimeError):
    """The server gave another answer than the one that was measured."""

    code = "bench-http-failed"

    def __init__(self, answer: bytes) -> None:
        super().__init__(
            f"The server did not answer as it should: {answer[:500].decode(errors='replace') or 'it hung up'}"
        )


def step_requests(line_ids: list[str], rng: Random, *, host: str, api_key: str) -> Iterator[bytes]:
    """Make requests to draw from or repay to a random line, without end."""
    while True:
        path = f"/v1/lines/{rng.choice(line_ids)}/{rng.choice(('draws', 'repayments'))}"
        amount = format_minor(rng.randint(1, LARGEST_MINOR), CURRENCY)
        body = b'{"amount":"%b","currency":"%b"}' % (amount.encode(), _CURRENCY)
        yield post_request(host, path, new_key(rng), body, api_key)


def post_request(host: str, path: str, key: str, body: bytes, api_key: str) -> bytes:
    """Return the bytes of one POST with a JSON body, sent with an API key."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {api_key}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get_request(host: str, path: str, *headers: str) -> bytes:
    """Return the bytes of one GET as a browser sends it, with these lines in its head."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip, deflate, br", *headers)
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def load_http(
    address: tuple[str, int],
    requests: Iterator[bytes],
    *,
    connections: int,
    warm_up_s: float,
    seconds: float,
    status: bytes = _CREATED,
) -> Slice:
    """Keep one request waiting on each connection for warm_up_s + seconds; return what came after the warm-up.

    Raises HttpLoadFailed for an answer that does not begin with `status`.
    """
    samples = Samples()
    with selectors.DefaultSelector() as selector:
        callers = [_connected(address, selector) for _ in range(connections)]
        start = perf_counter() + warm_up_s
        for caller in callers:
            _send(caller, next(requests))
        _converse(selector, requests, samples, status, until=start + seconds)
        for caller in callers:
            caller.connection.close()
    return samples.between(start, start + seconds)


@dataclass(slots=True)
class _Caller:
    """A connection with one request under way."""

    connection: socket.socket
    asked_at: float = 0.0
    received: bytes = b""


def _connected(address: tuple[str, int], selector: selectors.BaseSelector) -> _Caller:
    connection = socket.create_connection(address)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    caller = _Caller(connection)
    selector.register(connection, selectors.EVENT_READ, caller)
    return caller


def _converse(
    selector: selectors.BaseSelector, requests: Iterator[bytes], samples: Samples, status: bytes, *, until: float
) -> None:
    """Answer each answer with the next request; after `until` wait for the answers still due."""
    under_way = len(selector.get_map())
    while under_way:
        for ready, _ in selector.select():
            caller: _Caller = ready.data
            if not _receive(caller, status):
                continue
            now = perf_counter()
            samples.add(now, now - caller.asked_at)
            if now < until:
                _send(caller, next(requests))
            else:
                under_way -= 1


def _send(caller: _Caller, request: bytes) -> None:
    caller.asked_at = perf_counter()
    caller.connection.sendall(request)


def _receive(caller: _Caller, status: bytes) -> bool:
    """Read what has come, and say whether the answer is complete; raise HttpLoadFailed for another status."""
    part = caller.connection.recv(_READ)
    answer = caller.received + part if caller.received else part
    if not part or not answer.startswith(status):
        raise HttpLoadFailed(answer)
    if not _complete(answer):
        caller.received = answer
        return False
    caller.received = b""
    return True


def _complete(answer: bytes) -> bool:
    at = answer.find(_LENGTH)
    head_end = answer.find(b"\r\n\r\n")
    if at < 0 or head_end < 0:
        return False
    length = int(answer[at + len(_LENGTH) : answer.index(b"\r", at)])
    return len(answer) == head_end + 4 + length


_CURRENCY = CURRENCY.encode()
