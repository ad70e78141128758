"""What commands share: which database, and running its use cases."""

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import uvloop
from cyclopts import Parameter

from creditline.store.database import Database
from creditline.store.embedded import start_embedded
from creditline.store.migrate import check_schema
from creditline.store.migrate import migrate as migrate_database
from creditline.usecases.writer import Writer

T = TypeVar("T")

Data = Annotated[
    Path | None,
    Parameter(name="--data", help="Where the embedded PostgreSQL keeps its data. DATABASE_URL, if set, wins."),
]
Json = Annotated[bool, Parameter(name="--json", negative="", help="End with one JSON object on stdout.")]


@contextmanager
def server_url(data: Path | None = None) -> Iterator[str]:
    """Lend the URL of the database: DATABASE_URL, else an embedded server that stops with its last user."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with start_embedded(data) as server:
        yield server.url()


@contextmanager
def database_url(data: Path | None = None) -> Iterator[str]:
    """As server_url, with the schema in place: an embedded database is brought up to date, another one is checked."""
    with server_url(data) as url:
        if os.environ.get("DATABASE_URL"):
            check_schema(url)
        else:
            migrate_database(url)
        yield url


def run_with_writer(url: str, work: Callable[[Database, Writer], Awaitable[T]], *, group_limit: int = 500) -> T:
    """Run `work` on the database at `url` with a writer of its own."""

    async def opened() -> T:
        async with Database(url) as database, Writer(database, group_limit=group_limit) as writer:
            return await work(database, writer)

    return uvloop.run(opened())


def run_with_database(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the database at `url`."""

    async def opened() -> T:
        async with Database(url) as database:
            return await work(database)

    return uvloop.run(opened())
