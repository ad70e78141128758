"""Starting a server of its own: a port that nobody has, and waiting until something answers there."""

import socket
import subprocess
import time
from pathlib import Path

import httpx2
import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_answer(process: "subprocess.Popen[bytes]", url: str, log: Path | None = None, *, at: str = "/livez") -> None:
    """Wait until `url` answers at `at`; fail when the process ends before."""
    with httpx2.Client() as client:
        while process.poll() is None:
            try:
                client.get(url + at).raise_for_status()
            except (httpx2.TransportError, httpx2.HTTPStatusError):
                time.sleep(0.05)
            else:
                return
    pytest.fail(f"The server did not come up: {log.read_text() if log else ''}")
