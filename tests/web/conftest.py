"""Applications to call: in this process, as a sandbox, and as a server of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from api_caller import Caller, Serve, start_clock
from litestar.testing import TestClient
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from creditline.store.migrate import drop_database
from creditline.web.app import create_app


@pytest.fixture
def api(database_url: str) -> Iterator[Caller]:
    """An application on a database of this test alone."""
    with TestClient(create_app(database_url)) as client:
        yield Caller(client, database_url)


@pytest.fixture
def sandbox(database_url: str) -> Iterator[Caller]:
    """The same as a sandbox, whose clock stands at SANDBOX_STARTS."""
    start_clock(database_url)
    with TestClient(create_app(database_url)) as client:
        yield Caller(client, database_url)


@pytest.fixture(scope="module")
def module_database_url(template_url: str) -> Iterator[str]:
    """A migrated database for all tests of a module: where they write nothing, or each to lines of its own."""
    name = f"{conninfo_to_dict(template_url)['dbname']}_module"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    identifiers = sql.Identifier(name), sql.Identifier(str(conninfo_to_dict(template_url)["dbname"]))
    with psycopg.connect(make_conninfo(template_url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(statement.format(*identifiers))
    url = make_conninfo(template_url, dbname=name)
    yield url
    drop_database(url)


@pytest.fixture(scope="module")
def shared_api(module_database_url: str) -> Iterator[Caller]:
    """One application for all tests of a module."""
    with TestClient(create_app(module_database_url)) as client:
        yield Caller(client, module_database_url)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Start `creditline serve` on a database and lend its URL: the real server, in a process of its own."""

    @contextmanager
    def serve_one(database_url: str) -> Iterator[str]:
        port = _free_port()
        environment = {**os.environ, "DATABASE_URL": database_url}
        log = tmp_path_factory.mktemp("serve") / "log"
        command = [sys.executable, "-m", "creditline", "serve", "--port", str(port)]
        with log.open("wb") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
            try:
                _await_answer(process, f"http://127.0.0.1:{port}", log)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()

    return serve_one


def _await_answer(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    with httpx2.Client() as client:
        while process.poll() is None:
            try:
                client.get(f"{url}/livez")
            except httpx2.TransportError:
                time.sleep(0.05)
            else:
                return
    pytest.fail(f"The server did not come up: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
