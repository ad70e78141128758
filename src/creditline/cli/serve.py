"""`creditline serve`."""

import uvloop

from creditline.cli.console import MESSAGES
from creditline.cli.run import Data, database_url


def serve(*, host: str = "127.0.0.1", port: int = 8000, data: Data = None) -> None:
    """Serve the API and the pages until Ctrl-C or SIGTERM.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        data: Where the embedded PostgreSQL keeps its data. DATABASE_URL, if set, wins.
    """
    from creditline.web.server import serve as serve_application  # noqa: PLC0415 - heavy, and only needed here
    from creditline.web.settings import read_settings  # noqa: PLC0415 - as above

    with database_url(data) as url:
        uvloop.run(
            serve_application(
                url,
                host=host,
                port=port,
                on_ready=lambda: MESSAGES.print(f"Ready: http://{host}:{port}"),
                settings=read_settings(data),
            )
        )
    MESSAGES.print("Stopped.")
