"""What the crash benchmark kills and brings back: the server process, and PostgreSQL."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from creditline.bench.serving import ServerProcess
from creditline.store.bench import bench_database
from creditline.store.embedded import EmbeddedServer, start_embedded
from creditline.store.migrate import migrate


class Kill(StrEnum):
    """What a round kills."""

    SERVER = "server"
    POSTGRES = "postgres"
    BOTH = "both"


class Postgres:
    """The database under test, ours or given: `url` never changes; `kinds` is what may be killed."""

    def __init__(self, url: str, data: Path | None = None, embedded: EmbeddedServer | None = None) -> None:
        self.url = url
        self.kinds = tuple(Kill) if embedded else (Kill.SERVER,)
        self._data = data
        self._embedded = embedded

    def kill(self) -> None:
        """End our own postmaster and all its children at once with SIGKILL."""
        if self._embedded is None:
            return
        postmaster = self._embedded.pid
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no more of them meanwhile
        for pid in [*_children_of(postmaster), postmaster]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        """Bring our own PostgreSQL back on the same data."""
        if self._embedded is not None:
            self._embedded.close()
            self._embedded = start_embedded(self._data)

    def close(self) -> None:
        """Stop our own PostgreSQL."""
        if self._embedded is not None:
            self._embedded.close()


@contextmanager
def victim_postgres(server_url: str | None) -> Iterator[Postgres]:
    """Lend a migrated database: a new one on the server at `server_url`, else on a PostgreSQL of its own."""
    if server_url:
        with bench_database(server_url) as url:
            yield Postgres(url)
        return
    with TemporaryDirectory(prefix="creditline-crash-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user; what it keeps there is its own alone
        data = Path(folder, "data")
        embedded = start_embedded(data)
        postgres = Postgres(embedded.url(), data, embedded)
        try:
            migrate(postgres.url)
            yield postgres
        finally:
            postgres.close()


def kill(kind: Kill, server: ServerProcess, postgres: Postgres) -> None:
    """Kill what `kind` says, at once."""
    if kind is not Kill.SERVER:
        postgres.kill()
    if kind is not Kill.POSTGRES:
        server.kill()


def bring_back(kind: Kill, server: ServerProcess, postgres: Postgres) -> None:
    """Start again what `kill` ended. A server whose PostgreSQL alone was killed must find back by itself."""
    if kind is not Kill.SERVER:
        postgres.restart()
    if kind is not Kill.POSTGRES:
        server.start()


def _children_of(pid: int) -> list[int]:
    folder = Path("/proc", str(pid), "task")
    return [int(child) for task in folder.iterdir() for child in (task / "children").read_text().split()]
