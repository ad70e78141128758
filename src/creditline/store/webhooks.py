"""Endpoints of programs that want to be told, and the deliveries to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg.rows import DictRow

from creditline.store.database import Connection, Database
from creditline.store.named import rows_of, run
from creditline.store.queries import query


class EndpointUnknown(LookupError):
    """There is no webhook endpoint with this id."""

    code = "endpoint-unknown"

    def __init__(self, endpoint_id: str) -> None:
        super().__init__(f"There is no endpoint '{endpoint_id}'. Endpoints are listed at /v1/webhook-endpoints.")


class EndpointDisabled(ValueError):
    """An endpoint that was disabled stays so; a new one takes its place."""

    code = "endpoint-disabled"

    def __init__(self, endpoint_id: str) -> None:
        super().__init__(f"The endpoint '{endpoint_id}' is disabled. Create a new one with the same address.")


class DeliveryUnknown(LookupError):
    """There is no delivery of this message to this endpoint."""

    code = "delivery-unknown"

    def __init__(self, message_id: str, endpoint_id: str) -> None:
        super().__init__(
            f"'{message_id}' was not meant for '{endpoint_id}'. Deliveries are listed at /v1/webhook-deliveries."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where messages go. types: which; none named: all. generation: how often its secret was made, 1 at first."""

    id: str
    url: str
    types: tuple[str, ...]
    created_at: datetime
    created_by: str
    generation: int = 1
    rotated_at: datetime | None = None
    disabled_at: datetime | None = None
    disabled_why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that is due at one endpoint. content: the bytes sent before, so that they stay the same."""

    message: int
    endpoint_id: str
    attempts: int
    id: str
    type: str
    line_id: str
    subject: str
    at: datetime
    content: str | None
    url: str
    generation: int
    rotated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when, the HTTP status if there was an answer, how long it took, what went wrong."""

    at: datetime
    status: int | None
    took_ms: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How one message fares at one endpoint: waiting, delivered, failed or disabled; and its last try."""

    message: int
    id: str
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


async def add_endpoint(connection: Connection, endpoint: Endpoint) -> None:
    """Add an endpoint; it is told of what happens from now on."""
    row = {name: getattr(endpoint, name) for name in Endpoint.__slots__}
    await connection.execute(query("webhooks/add"), row | {"types": list(endpoint.types)})


async def read_endpoints(database: Database) -> list[Endpoint]:
    """Return all endpoints, the oldest first."""
    return [_endpoint(row) for row in await rows_of(database, "webhooks/endpoints")]


async def read_endpoint(database: Database, endpoint_id: str) -> Endpoint:
    """Return an endpoint; raise EndpointUnknown."""
    rows = await rows_of(database, "webhooks/endpoint", id=endpoint_id)
    if not rows:
        raise EndpointUnknown(endpoint_id)
    return _endpoint(rows[0])


async def disable_endpoint(database: Database, endpoint_id: str, *, at: datetime, why: str) -> Endpoint:
    """Tell an endpoint nothing more; what waits for it is given up. Safe to repeat; raises EndpointUnknown."""
    async with database.reader() as connection, connection.transaction():
        await connection.execute(query("webhooks/disable"), {"id": endpoint_id, "at": at, "why": why})
        await connection.execute(query("webhooks/drop_waiting"), {"id": endpoint_id})
    return await read_endpoint(database, endpoint_id)


async def begin_generation(connection: Connection, endpoint_id: str, *, at: datetime) -> None:
    """Begin the next generation of an endpoint's secret."""
    await connection.execute(query("webhooks/rotate"), {"id": endpoint_id, "at": at})


async def claim(database: Database, *, now: datetime, until: datetime, patience: int, limit: int) -> list[Outgoing]:
    """Claim messages that are due until an instant; after it somebody else may. In the order they came about.

    patience: how often a message is tried before later ones about the same line no longer wait for it.
    """
    rows = await rows_of(database, "webhooks/claim", now=now, until=until, patience=patience, limit=limit)
    return sorted((Outgoing(**row) for row in rows), key=lambda outgoing: outgoing.message)


async def keep_content(database: Database, outgoing: Outgoing, content: str) -> Outgoing:
    """Keep what a message says, the first time it is made; return it with what is kept."""
    await run(database, "webhooks/keep_content", number=outgoing.message, content=content)
    return replace(outgoing, content=content)


async def settle(
    database: Database, outgoing: Outgoing, attempt: Attempt, *, state: str, due_at: datetime | None
) -> None:
    """Note a try and how the delivery stands after it."""
    named = {"message": outgoing.message, "endpoint_id": outgoing.endpoint_id}
    tried = {name: getattr(attempt, name) for name in Attempt.__slots__}
    standing = {"state": state, "due_at": due_at, "delivered_at": attempt.at if state == "delivered" else None}
    async with database.reader() as connection, connection.transaction():
        await connection.execute(query("webhooks/note_attempt"), named | tried)
        await connection.execute(query("webhooks/settle"), named | standing)


async def read_deliveries(
    database: Database,
    *,
    endpoint_id: str | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int,
) -> list[Delivery]:
    """Return deliveries, the newest messages first, from before a message's number."""
    rows = await rows_of(
        database, "webhooks/deliveries", endpoint_id=endpoint_id, state=state, before=before, limit=limit
    )
    return [Delivery(**{name: row[name] for name in Delivery.__slots__}) for row in rows]


async def resend(database: Database, message_id: str, endpoint_id: str) -> None:
    """Let a message be delivered once more, from the first try on; raise DeliveryUnknown, EndpointDisabled."""
    endpoint = await read_endpoint(database, endpoint_id)
    if endpoint.disabled_at is not None:
        raise EndpointDisabled(endpoint_id)
    if not await rows_of(database, "webhooks/resend", id=message_id, endpoint_id=endpoint_id):
        raise DeliveryUnknown(message_id, endpoint_id)


def _endpoint(row: DictRow) -> Endpoint:
    fields: dict[str, Any] = {name: row[name] for name in Endpoint.__slots__}
    return Endpoint(**(fields | {"types": tuple(row["types"])}))
