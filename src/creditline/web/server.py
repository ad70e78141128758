"""Running the application: one process, one event loop, Granian's HTTP in front of it."""

import asyncio
import signal
import socket
from collections.abc import Callable

from granian.constants import Interfaces
from granian.server.embed import Server

from creditline.web.app import create_app
from creditline.web.fast_lane import FastLane
from creditline.web.settings import Settings

_HEARTBEAT_S = 0.02
_PATIENCE_S = 30.0


class PortTaken(RuntimeError):
    """The address to listen on is in use."""

    code = "port-taken"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Something else listens on {host}:{port}. Stop it, or choose another port: --port {port + 1}."
        )


class ServerFailed(RuntimeError):
    """The server did not come up."""

    code = "server-failed"

    def __init__(self) -> None:
        super().__init__("The server did not come up; what stopped it stands above.")


async def serve(
    url: str, *, host: str, port: int, on_ready: Callable[[], None], settings: Settings | None = None
) -> None:
    """Serve the database at `url` until SIGINT or SIGTERM; `on_ready` is called once when it answers.

    Raises PortTaken, ServerFailed.
    """
    _check_free(host, port)
    app = create_app(url, settings)
    server = Server(
        FastLane(app),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        backlog=1024,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    stop = _stop_signal()
    await _wait_until_up(serving, host, port)
    on_ready()
    await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    app.state.desk.live.end_streams()
    server.stop()  # type: ignore[no-untyped-call]
    await serving


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise PortTaken(host, port) from taken


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _wait_until_up(serving: "asyncio.Task[None]", host: str, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + _PATIENCE_S
    while asyncio.get_running_loop().time() < deadline and not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(_HEARTBEAT_S)
        else:
            writer.close()
            return
    raise ServerFailed
