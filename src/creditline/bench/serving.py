"""A server process of ours, as an operator starts it: `creditline serve`, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
_PATIENCE_S = 60.0
_HEARTBEAT_S = 0.02
_READY, _MOST_SAID_BYTES = "Ready:", 100_000


class ServeFailed(RuntimeError):
    """The server process did not come up."""

    code = "bench-serve-failed"

    def __init__(self, said: str) -> None:
        super().__init__(f"'creditline serve' did not come up: {said.strip()[-1000:] or 'it said nothing'}")


class ServerProcess:
    """`creditline serve` on the database at `url`, in `processes` processes; a context manager: starts and stops it."""

    def __init__(self, url: str, *, processes: int = 1) -> None:
        self.url = url
        self._processes = processes
        self._port = _free_port()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed on leaving
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the same after every restart."""
        return HOST, self._port

    @property
    def pid(self) -> int:
        """The running server's process id; of several processes, their parent's. 0 while none runs."""
        return 0 if self._process is None else self._process.pid

    @property
    def said(self) -> str:
        """What the server has said since it was started last."""
        return os.pread(self._said.fileno(), _MOST_SAID_BYTES, 0).decode(errors="replace")

    @property
    def memory_kb(self) -> int:
        """How much memory the running server holds, in kB: its resident set."""
        if self._process is None:
            return 0
        status = Path("/proc", str(self._process.pid), "status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    def __enter__(self) -> Self:
        """Start the server and wait until it is ready."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server, by force if it does not go."""
        self.stop()
        self._said.close()

    def start(self) -> None:
        """Start the server and wait until it is ready; raise ServeFailed."""
        command = [sys.executable, "-m", "creditline", "serve", "--host", HOST, "--port", str(self._port)]
        command += ["--processes", str(self._processes)]
        self._said.seek(0)
        self._said.truncate()
        environment = {**os.environ, "DATABASE_URL": self.url}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            start_new_session=True,
        )
        self._wait_until_ready(self._process)

    def kill(self) -> None:
        """End the server and whatever it started at once, with SIGKILL."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the server to stop, and wait until it has."""
        try:
            self._signal(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)
        self._process.wait(timeout=_PATIENCE_S / 2)
        self._process = None

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not (self._says_ready() and _ready(self._port)):
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServeFailed(self.said)
            time.sleep(_HEARTBEAT_S)

    def _says_ready(self) -> bool:
        """Whether the server has said so since it was started last: of several processes one may answer before."""
        return _READY in self.said


def _ready(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
