"""What the benchmarks need of a database: one of their own, the opponent's schema, and the facts to judge by."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row, namedtuple_row

from creditline.decisions.fact_text import facts_text
from creditline.store.database import StoreUnavailable
from creditline.store.migrate import drop_database, migrate
from creditline.store.queries import query


@contextmanager
def bench_database(server_url: str) -> Iterator[str]:
    """Lend the URL of a new, migrated database on the server at `server_url`; it is dropped afterwards."""
    url = make_conninfo(server_url, dbname=f"creditline_bench_{token_hex(4)}")
    try:
        migrate(url)
        yield url
    finally:
        drop_database(url)


def make_opponent(url: str, *, lines: int, limit_minor: int, drawn_minor: int) -> None:
    """Make the schema that pgbench posts to, with its lines."""
    with _connect(url) as connection:
        connection.execute(query("bench/opponent_schema"))
        amounts = {"lines": lines, "limit_minor": limit_minor, "drawn_minor": drawn_minor}
        connection.execute(query("bench/opponent_lines"), amounts)


def opponent_script() -> str:
    """Return the script that pgbench runs: one posting to a random line."""
    return query("bench/opponent_post")


def read_opponent(url: str) -> dict[str, int]:
    """Return how much pgbench posted, and how far its book is from holding (0 everywhere but `posted`)."""
    (row,) = _fetch(url, "bench/opponent_book")
    return {name: int(value) for name, value in row.items()}


def settle(url: str, vacuum: str = "bench/vacuum") -> None:
    """Write out what earlier load left behind, so that the next one does not pay for it; skipped where forbidden."""
    with _connect(url) as connection:
        connection.execute(query(vacuum))
        with suppress(errors.InsufficientPrivilege):
            connection.execute("CHECKPOINT")


def read_server_version(url: str) -> str:
    """Return the PostgreSQL server's version, such as 18.4."""
    with _connect(url) as connection:
        return connection.info.parameter_status("server_version") or ""


def read_asked_for(url: str) -> list[tuple[str | None, str, int, str, str, int]]:
    """Return (key, line id, version, kind, outcome, amount in minor units) of every draw and repayment."""
    with _connect(url) as connection, connection.cursor(row_factory=namedtuple_row) as cursor:
        return [tuple(row) for row in cursor.execute(query("bench/keyed_events"))]


def enrol_all(url: str, line_ids: Sequence[str], policy_id: str, facts: Mapping[str, Any]) -> None:
    """Give each line a profile with the same facts, so that the policy decides it from its next command on."""
    values = {"line_ids": list(line_ids), "policy_id": policy_id, "facts": facts_text(facts)}
    with _connect(url) as connection:
        connection.execute(query("bench/enrol_all"), values)


def read_decided(url: str) -> dict[str, int]:
    """Return how many decisions were made, how many confirmed one, and how many lines wait for theirs."""
    (row,) = _fetch(url, "bench/decided")
    return {name: int(value) for name, value in row.items()}


def read_drawn(url: str) -> dict[str, int]:
    """Return principal less credit balance of every line, in minor units."""
    return {row["id"]: row["drawn_minor"] for row in _fetch(url, "bench/drawn_by_line")}


def _fetch(url: str, name: str) -> list[dict[str, Any]]:
    with _connect(url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query(name)).fetchall()


def _connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as lost:
        raise StoreUnavailable(lost) from lost
