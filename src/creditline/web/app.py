"""The web application: routes, errors, and the parts that open and close with the server."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from creditline.web import api, assets, borrower, console, health
from creditline.web import help as help_pages
from creditline.web.borrower.error_page import answer_error
from creditline.web.deliveries.running import delivering
from creditline.web.desk import open_desk
from creditline.web.explorer import OPENAPI
from creditline.web.gate import admit
from creditline.web.place import Place
from creditline.web.settings import Settings

_LARGEST_BODY = 2_000_000


def create_app(url: str, settings: Settings | None = None, place: Place | None = None) -> Litestar:
    """Make the application for the database at `url`; what is not set is read from the environment.

    place: which of a machine's server processes it is for; None for the only one.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_desk(url, settings, place) as desk, delivering(desk):
            app.state.desk = desk
            gc.freeze()  # what was imported stays; the collector need not walk it at every full collection
            yield

    return Litestar(
        route_handlers=[
            api.ROUTER,
            *borrower.HANDLERS,
            *console.HANDLERS,
            *assets.HANDLERS,
            *help_pages.HANDLERS,
            *health.HANDLERS,
        ],
        lifespan=[lifespan],
        openapi_config=OPENAPI,
        guards=[admit],
        exception_handlers={Exception: answer_error},
        request_max_body_size=_LARGEST_BODY,
        logging_config=None,
    )
