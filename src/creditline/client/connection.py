"""One request, sent until it is answered: the same key and the same bytes each time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import uniform
from time import sleep
from typing import Any, TypeVar
from uuid import uuid4

import httpx2
import msgspec

from creditline.client.errors import ConnectionLost, error_for
from creditline.client.shapes import Problem

Answer = TypeVar("Answer")

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 5.0
_WORTH_REPEATING = frozenset({408, 409, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: path below /v1, and for writes the body and the idempotency key."""

    method: str
    path: str
    parameters: Mapping[str, Any]
    content: bytes = b""
    key: str | None = None
    content_type: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that this request needs."""
        sent = {"Content-Type": self.content_type} if self.content else {}
        return sent | ({"Idempotency-Key": self.key} if self.key else {})


class Connection:
    """Sends requests to one server. `attempts` is how often a request is sent at most; `pause` waits in between."""

    def __init__(self, http: httpx2.Client, *, attempts: int, pause: Callable[[float], None] = sleep) -> None:
        self._http = http
        self._attempts = attempts
        self._pause = pause

    def get(self, path: str, answer: type[Answer], **parameters: object) -> Answer:
        """Read what stands at `path`; parameters that are None are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        return msgspec.json.decode(self.send(Request("GET", path, given)), type=answer)

    def post(self, path: str, answer: type[Answer], body: object, *, key: str | None) -> Answer:
        """Write `body` to `path` under `key`, or a new one."""
        request = Request("POST", path, {}, msgspec.json.encode(body), key or f"sdk-{uuid4().hex}")
        return msgspec.json.decode(self.send(request), type=answer)

    def send(self, request: Request) -> bytes:
        """Send until there is an answer; raise an ApiError for a problem, ConnectionLost where none comes."""
        for attempt in range(1, self._attempts + 1):
            response = self._try(request)
            if response is not None and (response.status_code not in _WORTH_REPEATING or attempt == self._attempts):
                return _content(response)
            if attempt < self._attempts:
                self._pause(_pause_s(attempt, response))
        raise ConnectionLost(request.path, self._attempts, request.key)

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[Iterator[str]]:
        """Lend the lines of an answer that does not end; raise an ApiError for a problem."""
        quiet = httpx2.Timeout(10.0, read=60.0)
        with self._http.stream("GET", f"/v1{path}", headers=dict(headers), timeout=quiet) as response:
            if response.is_error:
                response.read()
                _content(response)
            yield response.iter_lines()

    def _try(self, request: Request) -> httpx2.Response | None:
        try:
            return self._http.request(
                request.method,
                f"/v1{request.path}",
                params=dict(request.parameters),
                content=request.content or None,
                headers=request.headers,
            )
        except httpx2.TransportError:
            return None


def _content(response: httpx2.Response) -> bytes:
    if response.is_error:
        raise error_for(_problem(response))
    return response.content


def _problem(response: httpx2.Response) -> Problem:
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        words = f"The server answered {response.status_code} and said nothing that can be read."
        return Problem(status=response.status_code, detail=words)


def _pause_s(attempt: int, response: httpx2.Response | None) -> float:
    """Seconds to wait: what the server asks for, or twice as long each time, spread so that callers do not march."""
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    longest = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (attempt - 1))
    return max(float(asked) if asked.isdigit() else 0.0, uniform(longest / 2, longest))  # noqa: S311 - no secret
