"""Webhook endpoints and the log of deliveries to them."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from creditline.store.webhooks import (
    Delivery,
    Endpoint,
    disable_endpoint,
    read_deliveries,
    read_endpoints,
    resend,
)
from creditline.usecases.once import id_from_key
from creditline.usecases.register_endpoint import register_endpoint, rotate_endpoint
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, post_command, stamp
from creditline.web.api.lines import PageLimit
from creditline.web.api.notices import Before
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import principal_of
from creditline.web.outgoing.message_type import TYPES, MessageType
from creditline.web.outgoing.secret import ROTATION, endpoint_secret
from creditline.web.outgoing.target import check_url
from creditline.web.problems import InvalidField

PathEndpointId = Annotated[str, PathParameter(pattern=patterns.ENDPOINT_ID, description="The endpoint's id.")]
EndpointId = Annotated[str, Meta(pattern=patterns.ENDPOINT_ID)]
PathMessageId = Annotated[str, PathParameter(pattern=patterns.MESSAGE_ID, description="The message's id.")]


class EndpointRequest(Struct, forbid_unknown_fields=True):
    """Where messages shall go, and which; no types: all."""

    url: Annotated[
        str, Meta(min_length=10, max_length=500, pattern=patterns.URL, examples=["https://example.com/creditline"])
    ]
    types: Annotated[list[MessageType], Meta(max_length=len(TYPES))] = []


class EndpointState(Struct):
    """An endpoint. types empty: all. disabled_why: by whom or by what it was disabled."""

    id: str
    url: str
    types: list[str]
    generation: int
    rotated_at: datetime | None
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: str | None


class EndpointAnswer(EndpointState):
    """An endpoint with its secret, which is shown this once; the one before signs too until `both_until`."""

    secret: str
    both_until: datetime | None


class EndpointPage(Struct):
    """All endpoints, the oldest first."""

    data: list[EndpointState]


class DeliveryAnswer(Struct):
    """How one message fares at one endpoint. state: waiting, delivered, failed or disabled."""

    message_id: str
    endpoint_id: str
    type: str
    line_id: str
    subject: str
    at: datetime
    state: str
    attempts: int
    due_at: datetime | None
    delivered_at: datetime | None
    tried_at: datetime | None
    status: int | None
    error: str | None


class DeliveryPage(Struct):
    """Deliveries, the newest messages first, and the cursor of the next page; null at the end."""

    data: list[DeliveryAnswer]
    next_cursor: str | None


class ResendRequest(Struct, forbid_unknown_fields=True):
    """To which endpoint the message shall go once more."""

    endpoint_id: EndpointId


class ResendAnswer(Struct):
    """The message and the endpoint that it goes to once more."""

    message_id: str
    endpoint_id: str


@post_command("/webhook-endpoints", summary="Create a webhook endpoint", tags=["Webhooks"])
async def create_endpoint(
    request: AppRequest, data: JSONBody[EndpointRequest], idempotency_key: IdempotencyKey
) -> Response[EndpointAnswer]:
    """Create an endpoint. It is told of what happens from now on; its secret is shown only here."""
    desk, marked = desk_of(request), await stamp(request, idempotency_key)
    check_url(data.url, anywhere=desk.sandbox)
    endpoint = Endpoint(
        id=id_from_key("whe", marked),
        url=data.url,
        types=tuple(dict.fromkeys(data.types)),
        created_at=desk.wall.now(),
        created_by=principal_of(request).actor.id,
    )
    return Response(_answer(request, await register_endpoint(desk.database, marked, endpoint)), status_code=201)


@get("/webhook-endpoints", summary="List webhook endpoints", tags=["Webhooks"], responses=READ_PROBLEMS)
async def list_endpoints(request: AppRequest) -> EndpointPage:
    """List all endpoints, without their secrets."""
    return EndpointPage([_state(each) for each in await read_endpoints(desk_of(request).database)])


@post_command(
    "/webhook-endpoints/{endpoint_id:str}/disable", summary="Disable an endpoint", tags=["Webhooks"], status_code=200
)
async def disable(
    request: AppRequest,
    endpoint_id: PathEndpointId,
    idempotency_key: IdempotencyKey,  # noqa: ARG001 - disabling twice is disabling once
) -> EndpointState:
    """Tell an endpoint nothing more, and give up what waits for it. Safe to repeat."""
    desk, by = desk_of(request), principal_of(request).actor.id
    return _state(await disable_endpoint(desk.database, endpoint_id, at=desk.wall.now(), why=f"by {by}"))


@post_command(
    "/webhook-endpoints/{endpoint_id:str}/rotate", summary="Rotate a secret", tags=["Webhooks"], status_code=200
)
async def rotate(
    request: AppRequest, endpoint_id: PathEndpointId, idempotency_key: IdempotencyKey
) -> Response[EndpointAnswer]:
    """Make the endpoint's next secret, shown only here. For 24 hours the one before signs too."""
    desk, marked = desk_of(request), await stamp(request, idempotency_key)
    marked = replace(marked, booked_at=desk.wall.now())
    endpoint = await rotate_endpoint(desk.database, marked, endpoint_id)
    return Response(_answer(request, endpoint), status_code=200)


@get("/webhook-deliveries", summary="List webhook deliveries", tags=["Webhooks"], responses=READ_PROBLEMS)
async def list_deliveries(
    request: AppRequest,
    endpoint: FromQuery[str | None] = None,
    delivery_state: Annotated[str | None, QueryParameter(name="state")] = None,
    limit: PageLimit = 50,
    before: Before = None,
) -> DeliveryPage:
    """List what was sent and what waits, with the last answer. A cursor may cut between two endpoints of a message."""
    if delivery_state is not None and delivery_state not in {"waiting", "delivered", "failed", "disabled"}:
        raise InvalidField("state", "Give waiting, delivered, failed or disabled.")
    found = await read_deliveries(
        desk_of(request).database,
        endpoint_id=None if endpoint is None else endpoint.replace("\x00", ""),
        state=delivery_state,
        before=int(before) if before else None,
        limit=limit,
    )
    return DeliveryPage([_delivery(each) for each in found], str(found[-1].message) if len(found) == limit else None)


@post_command(
    "/webhook-deliveries/{message_id:str}/resend", summary="Resend a message", tags=["Webhooks"], status_code=200
)
async def resend_message(
    request: AppRequest,
    message_id: PathMessageId,
    data: JSONBody[ResendRequest],
    idempotency_key: IdempotencyKey,  # noqa: ARG001 - receivers know a message by its id
) -> ResendAnswer:
    """Send a message once more to one endpoint, the same bytes under the same id."""
    await resend(desk_of(request).database, message_id, data.endpoint_id)
    return ResendAnswer(message_id, data.endpoint_id)


def _answer(request: AppRequest, endpoint: Endpoint) -> EndpointAnswer:
    state = _state(endpoint)
    both_until = endpoint.rotated_at + ROTATION if endpoint.rotated_at else None
    secret = endpoint_secret(desk_of(request).webhook_key, endpoint.id, endpoint.generation)
    fields = {name: getattr(state, name) for name in EndpointState.__struct_fields__}
    return EndpointAnswer(**fields, secret=secret, both_until=both_until)


def _state(endpoint: Endpoint) -> EndpointState:
    return EndpointState(
        id=endpoint.id,
        url=endpoint.url,
        types=list(endpoint.types),
        generation=endpoint.generation,
        rotated_at=endpoint.rotated_at,
        created_at=endpoint.created_at,
        disabled_at=endpoint.disabled_at,
        disabled_why=endpoint.disabled_why,
    )


def _delivery(delivery: Delivery) -> DeliveryAnswer:
    fields = {name: getattr(delivery, name) for name in DeliveryAnswer.__struct_fields__ if name != "message_id"}
    return DeliveryAnswer(message_id=delivery.id, **fields)


HANDLERS = [create_endpoint, list_endpoints, disable, rotate, list_deliveries, resend_message]
