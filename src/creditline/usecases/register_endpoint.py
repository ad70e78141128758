"""Registering where programs are told, and beginning the next generation of an endpoint's secret: once per key."""

from creditline.lines.commands import Stamp
from creditline.store.database import Database
from creditline.store.webhooks import (
    Endpoint,
    EndpointDisabled,
    add_endpoint,
    begin_generation,
    read_endpoint,
)
from creditline.usecases.once import once


async def register_endpoint(database: Database, stamp: Stamp, endpoint: Endpoint) -> Endpoint:
    """Add an endpoint and return it; raise KeyReused."""
    async with once(database, stamp, endpoint.id) as connection:
        if connection is not None:
            await add_endpoint(connection, endpoint)
    return await read_endpoint(database, endpoint.id)


async def rotate_endpoint(database: Database, stamp: Stamp, endpoint_id: str) -> Endpoint:
    """Begin the next generation of an endpoint's secret; raise EndpointUnknown, EndpointDisabled, KeyReused."""
    endpoint = await read_endpoint(database, endpoint_id)
    if endpoint.disabled_at is not None:
        raise EndpointDisabled(endpoint_id)
    async with once(database, stamp, endpoint_id) as connection:
        if connection is not None:
            await begin_generation(connection, endpoint_id, at=stamp.booked_at)
    return await read_endpoint(database, endpoint_id)
