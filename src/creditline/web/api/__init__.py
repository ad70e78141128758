"""The JSON API, version 1. One file a resource."""

from litestar import Router

from creditline.web.api import (
    bulk,
    decisions,
    draws,
    events,
    fees,
    flags,
    holds,
    limit_changes,
    lines,
    offers,
    payouts,
    products,
    relief,
    repayments,
    reversals,
    sandbox,
    schedules,
    scorecards,
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
        *decisions.HANDLERS,
        *flags.HANDLERS,
        *offers.HANDLERS,
        *products.HANDLERS,
        *schedules.HANDLERS,
        *relief.HANDLERS,
        *sandbox.HANDLERS,
        *scorecards.HANDLERS,
    ],
)
