"""Applications to call: in this process, as a sandbox, and as a server of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from api_caller import Caller, Serve, start_clock
from awaiting import await_answer, free_port
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
        port = free_port()
        environment = {**os.environ, "DATABASE_URL": database_url}
        log = tmp_path_factory.mktemp("serve") / "log"
        command = [sys.executable, "-m", "creditline", "serve", "--port", str(port)]
        with log.open("wb") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
            try:
                await_answer(process, f"http://127.0.0.1:{port}", log)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()

    return serve_one
