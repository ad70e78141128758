"""One caller of the API: a keep-alive connection, one request after the other."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from time import time
from typing import Any
from uuid import uuid4

from creditline.bench.http_load import HttpLoadFailed

_PATIENCE_S = 60.0
_FIRST_REFUSAL = 300


class Caller:
    """Asks the sandbox at `address`, which takes requests without a key. Raises HttpLoadFailed for a refusal."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._connection = HTTPConnection(*address, timeout=_PATIENCE_S)
        self.acknowledged_at = 0.0
        """When the last answer had come, in seconds since 1970: a clock that a browser reads too."""

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Read a resource."""
        return json.loads(self._ask("GET", path))

    def size(self, path: str) -> int:
        """Return how many bytes there are at `path`, uncompressed."""
        return len(self._ask("GET", path))

    def post(self, path: str, body: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Send a command with a key of its own."""
        return json.loads(self._ask("POST", path, json.dumps(body)))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex} if body else {}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        self.acknowledged_at = time()
        if answer.status >= _FIRST_REFUSAL:
            raise HttpLoadFailed(said)
        return said
