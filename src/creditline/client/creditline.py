"""The client: one object, its resources as attributes."""

from types import TracebackType
from typing import Self

import httpx2

from creditline.client.connection import Connection
from creditline.client.lines import Lines
from creditline.client.repayments import Repayments
from creditline.client.sandbox import Sandbox

_TIMEOUT_S = 30.0


class Creditline:
    """Speaks to the creditline server at `url`. Close it, or use it in a `with` statement; it may be shared by threads.

    api_key: as the server's `creditline keys create` printed it; a sandbox needs none. attempts: how often a request
    is sent at most before ConnectionLost or ServerFault. transport: another way to the server, for tests.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        api_key: str | None = None,
        attempts: int = 5,
        language: str = "en",
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept-Language": language, "User-Agent": "creditline-python"}
        headers |= {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=_TIMEOUT_S, transport=transport)
        connection = Connection(self._http, attempts=attempts)
        self.lines = Lines(connection)
        self.repayments = Repayments(connection)
        self.sandbox = Sandbox(connection)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self.close()
