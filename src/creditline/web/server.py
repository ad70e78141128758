"""Running the application: one process, one event loop, Granian's HTTP in front of it."""

import asyncio
import signal
from collections.abc import Callable

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

from creditline.web.app import create_app
from creditline.web.fast_lane import FastLane
from creditline.web.listening import check_free, listens
from creditline.web.settings import Settings

_HEARTBEAT_S = 0.02
_PATIENCE_S = 30.0


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
    check_free(host, port)
    await answer(create_app(url, settings), host=host, port=port, on_ready=on_ready, stop=stop_signal())


async def answer(app: Litestar, *, host: str, port: int, on_ready: Callable[[], None], stop: asyncio.Event) -> None:
    """Answer on a port, perhaps beside other processes, until `stop` is set; then finish what was begun.

    Raises ServerFailed.
    """
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
    await _wait_until_up(serving, port)
    on_ready()
    await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    app.state.desk.live.end_streams()
    server.stop()  # type: ignore[no-untyped-call]
    await serving


def stop_signal() -> asyncio.Event:
    """Return what SIGINT and SIGTERM set from now on."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _wait_until_up(serving: "asyncio.Task[None]", port: int) -> None:
    """Wait until the port is listened on, which it is once the application's parts are open."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE_S
    while not listens(port):
        if serving.done() or asyncio.get_running_loop().time() > deadline:
            raise ServerFailed
        await asyncio.sleep(_HEARTBEAT_S)
