"""The JSON API, version 1. One file a resource."""

from litestar import Router

from creditline.web.api import (
    agreements,
    bulk,
    customers,
    draws,
    events,
    fees,
    holds,
    lender_figures,
    limit_changes,
    line_bounds,
    lines,
    participants,
    payouts,
    products,
    relief,
    repayments,
    reversals,
    sandbox,
    schedules,
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
        *line_bounds.HANDLERS,
        *customers.HANDLERS,
        *participants.HANDLERS,
        *agreements.HANDLERS,
        *lender_figures.HANDLERS,
        *products.HANDLERS,
        *schedules.HANDLERS,
        *relief.HANDLERS,
        *sandbox.HANDLERS,
    ],
)
