"""`creditline serve`."""

import asyncio
from pathlib import Path
from typing import Annotated

import uvloop
from cyclopts import Parameter
from cyclopts.validators import Number

from creditline.cli.console import MESSAGES
from creditline.cli.run import Data, database_url

_MOST_PROCESSES = 64


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    processes: Annotated[int, Parameter(validator=Number(gte=1, lte=_MOST_PROCESSES))] = 1,
    data: Data = None,
) -> None:
    """Serve the API and the pages until Ctrl-C or SIGTERM.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        processes: How many processes share the port; each uses about one core.
        data: Where the embedded PostgreSQL keeps its data. DATABASE_URL, if set, wins.
    """
    with database_url(data) as url:
        if processes == 1:
            _serve_alone(url, host, port, data)
        else:
            _serve_together(url, host, port, processes, data)
    MESSAGES.print("Stopped.")


def _serve_alone(url: str, host: str, port: int, data: Path | None) -> None:
    from creditline.web.server import serve as serve_application  # noqa: PLC0415 - heavy, and only needed here
    from creditline.web.settings import read_settings  # noqa: PLC0415 - as above

    settings = read_settings(data)
    uvloop.run(serve_application(url, host=host, port=port, on_ready=lambda: _ready(host, port), settings=settings))


def _serve_together(url: str, host: str, port: int, processes: int, data: Path | None) -> None:
    from creditline.web.processes.parent import serve_in_processes  # noqa: PLC0415 - only needed here
    from creditline.web.settings import read_settings  # noqa: PLC0415 - as above

    read_settings(data)  # what is wrong with them is better said once, before anything starts
    asyncio.run(
        serve_in_processes(
            url,
            host=host,
            port=port,
            processes=processes,
            data=data,
            on_ready=lambda: _ready(host, port),
            say=lambda words: MESSAGES.print(words, style="yellow", markup=False, soft_wrap=True),
        )
    )


def _ready(host: str, port: int) -> None:
    MESSAGES.print(f"Ready: http://{host}:{port}")
