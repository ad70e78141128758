"""A caller of the API: sends JSON with a key of its own, and can look what the database holds."""

import json
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from hashlib import sha256
from itertools import count
from typing import Any

import psycopg
from litestar.testing import TestClient

from creditline.access.rights import Scope
from creditline.access.secret import digest
from creditline.web.desk import Desk

API_KEY = "clk_for_tests"
SANDBOX_STARTS = "2026-01-01T00:00:00Z"

Serve = Callable[[str], AbstractContextManager[str]]  # from a database's URL to a running server's

_KEYS = count(1)


class Caller:
    """Speaks to one application over one database, with an API key that may do everything.

    `client` has get, post and request as httpx has them.
    """

    def __init__(self, client: Any, url: str) -> None:
        self.client = client
        self.url = url
        client.headers.update(api_key(url))

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> Any:
        """POST `body` as JSON to /v1`path` with an Idempotency-Key, a new one unless `key` is given."""
        return self.post_bytes(path, b"" if body is None else json.dumps(body).encode(), key=key, **headers)

    def post_bytes(self, path: str, content: bytes, *, key: str | None = None, **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Content-Type": "application/json", "Idempotency-Key": key or new_key(), **given}
        return self.client.post(f"/v1{path}", content=content, headers=sent)

    def get(self, path: str, **parameters: Any) -> Any:
        return self.client.get(f"/v1{path}", params=parameters)

    def open(self, name: str = "shop", *, limit: str | None = "20000.00", **terms: Any) -> str:
        """Open line_`name` in CNY and return its path, /lines/line_`name`."""
        body = {"id": f"line_{name}", "name": name, "currency": "CNY", "limit": limit, **terms}
        answer = self.post("/lines", body)
        assert answer.status_code == 201, answer.text
        return f"/lines/line_{name}"

    def done(self, path: str, body: object = None) -> dict[str, Any]:
        """POST and return the answer's body; it must be 201."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def line(self, path: str, **parameters: Any) -> dict[str, Any]:
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def advance(self, by: str) -> dict[str, Any]:
        answer = self.post("/sandbox/clock/advance", {"by": by})
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Run SQL of the test's own."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def event_count(self) -> int:
        return int(self.ask("SELECT count(*) FROM event")[0][0])

    @property
    def desk(self) -> Desk:
        """The parts of the application, where it runs in this process."""
        assert isinstance(self.client, TestClient)
        desk: Desk = self.client.app.state.desk
        return desk


def start_clock(url: str) -> None:
    """Make the database at `url` a sandbox whose clock stands at SANDBOX_STARTS."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO sandbox_clock (now_at) VALUES (%s)", [SANDBOX_STARTS])


def api_key(
    url: str, *, secret: str = API_KEY, scopes: Iterable[str] = tuple(Scope), **columns: object
) -> dict[str, str]:
    """Put an API key into the database at `url` and return the header that shows it; all scopes unless some are given.

    columns: expires_at, revoked_at, per_minute.
    """
    values = {"expires_at": "2099-01-01", "revoked_at": None, "per_minute": None, **columns}
    statement = (
        "INSERT INTO api_key (id, hash, name, scopes, created_at, created_by, expires_at, revoked_at, per_minute) "
        "VALUES (%s, %s, 'tests', %s, now(), 'tests', %s, %s, %s) ON CONFLICT DO NOTHING"
    )
    key_id = f"key_{sha256(secret.encode()).hexdigest()[:20]}"
    with psycopg.connect(url, autocommit=True) as connection:
        row = [key_id, digest(secret), list(scopes), values["expires_at"], values["revoked_at"], values["per_minute"]]
        connection.execute(statement, row)
    return {"Authorization": f"Bearer {secret}"}


def new_key() -> str:
    return f"key-{next(_KEYS)}"


def cny(amount: str, **more: object) -> dict[str, object]:
    """The body of a request about an amount."""
    return {"amount": amount, "currency": "CNY", **more}
