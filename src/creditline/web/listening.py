"""The port to listen on: whether it is free, how it is kept for several processes, and whether this one listens."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OF_NETWORKS = {socket.AF_INET, socket.AF_INET6}


class PortTaken(RuntimeError):
    """The address to listen on is in use."""

    code = "port-taken"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Something else listens on {host}:{port}. Stop it, or choose another port: --port {port + 1}."
        )


def check_free(host: str, port: int) -> None:
    """Raise PortTaken where somebody listens."""
    with socket.socket() as probe:
        _bind(probe, host, port, socket.SO_REUSEADDR)


@contextmanager
def kept(host: str, port: int) -> Iterator[None]:
    """Keep a port for the processes that will listen on it together, also while none of them does; raise PortTaken.

    The socket is bound and never listens, so the kernel gives it no connection.
    """
    check_free(host, port)  # without SO_REUSEPORT: another server of ours would share its callers with us
    with socket.socket() as keeper:
        _bind(keeper, host, port, socket.SO_REUSEPORT)
        yield


def listens(port: int) -> bool:
    """Whether this very process listens on a port: to connect would not tell, as another may answer there."""
    return any(_is_listener(int(one.name), port) for one in Path("/dev/fd").iterdir())


def _bind(one: socket.socket, host: str, port: int, option: int) -> None:
    one.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        one.bind((host, port))
    except OSError as taken:
        raise PortTaken(host, port) from taken


def _is_listener(descriptor: int, port: int) -> bool:
    try:
        one = socket.socket(fileno=descriptor)
    except OSError:  # no socket, or closed by now
        return False
    try:
        waits = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return bool(waits) and one.family in _OF_NETWORKS and one.getsockname()[1] == port
    except OSError:
        return False
    finally:
        one.detach()  # it is another's, who closes it
