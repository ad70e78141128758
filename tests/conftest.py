"""A real PostgreSQL for the tests: one server a session, one migrated database a test."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from creditline.store.embedded import start_embedded
from creditline.store.migrate import create_database, drop_database, migrate

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize="CI" in os.environ,  # a commit that passed there passes again; looking further is done on purpose
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=400, derandomize=False, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

os.environ.setdefault("CREDITLINE_FILES", "memory:///")  # what tests send in is kept nowhere

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The URL of a server: DATABASE_URL if it is set, else an embedded one of this session.

    Its data is not under pytest's tmp_path: when we are root, the user PostgreSQL runs as may not enter that.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="creditline-tests-") as place:
        Path(place).chmod(0o755)
        with start_embedded(Path(place, "data")) as server:
            yield server.url("postgres")


@pytest.fixture(scope="session")
def template_url(server_url: str) -> Iterator[str]:
    """A migrated database that nobody connects to: the others are copies of it."""
    url = make_conninfo(server_url, dbname=f"creditline_template_{os.getpid()}")
    migrate(url)
    yield url
    drop_database(url)


@pytest.fixture
def copies() -> Iterator[Callable[[str], str]]:
    """Makes copies of a database that nobody is connected to; they are dropped after the test."""
    with _copier() as copy:
        yield copy


@pytest.fixture(scope="module")
def module_copies() -> Iterator[Callable[[str], str]]:
    """The same, for what the tests of a file share."""
    with _copier() as copy:
        yield copy


@pytest.fixture
def database_url(template_url: str, copies: Callable[[str], str]) -> str:
    """A fresh, migrated database of this test alone."""
    return copies(template_url)


@pytest.fixture
def other_database_url(template_url: str, copies: Callable[[str], str]) -> str:
    """A second one, to compare with."""
    return copies(template_url)


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """A database without a schema."""
    url = _new_name(server_url)
    create_database(url)
    yield url
    drop_database(url)


@contextmanager
def _copier() -> Iterator[Callable[[str], str]]:
    made: list[str] = []

    def copy(url: str) -> str:
        made.append(_copy(url))
        return made[-1]

    yield copy
    for url in made:
        drop_database(url)


def _copy(template_url: str) -> str:
    url = _new_name(template_url)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(_name_in(url), _name_in(template_url))
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(statement)
    return url


def _new_name(url: str) -> str:
    return make_conninfo(url, dbname=f"creditline_test_{os.getpid()}_{next(_NUMBERS)}")


def _name_in(url: str) -> sql.Identifier:
    return sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
