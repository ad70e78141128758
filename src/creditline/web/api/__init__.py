"""The JSON API, version 1. One file a resource."""

from litestar import Router

from creditline.web.api import (
    appeals,
    borrower_links,
    bulk,
    contacts,
    draws,
    events,
    fees,
    holds,
    limit_changes,
    lines,
    payouts,
    repayments,
    reversals,
    sandbox,
    transitions,
)
from creditline.web.api.json_request import JsonRequest

ROUTER = Router(
    path="/v1",
    request_class=JsonRequest,
    route_handlers=[
        *lines.HANDLERS,
        *bulk.HANDLERS,
        *draws.HANDLERS,
        *holds.HANDLERS,
        *repayments.HANDLERS,
        *reversals.HANDLERS,
        *limit_changes.HANDLERS,
        *transitions.HANDLERS,
        *fees.HANDLERS,
        *payouts.HANDLERS,
        *events.HANDLERS,
        *contacts.HANDLERS,
        *borrower_links.HANDLERS,
        *appeals.HANDLERS,
        *sandbox.HANDLERS,
    ],
)
