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
        *line_bounds.HANDLERS,
        *customers.HANDLERS,
        *participants.HANDLERS,
        *agreements.HANDLERS,
        *lender_figures.HANDLERS,
        *sandbox.HANDLERS,
    ],
)
