"""The worker that delivers messages: at least once, in order per line as far as possible, patient for four days."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2

from creditline.dates.clock import Clock
from creditline.store.database import Database, GroupRejected, StoreUnavailable
from creditline.store.webhooks import Attempt, Outgoing, claim, disable_endpoint, keep_content, settle
from creditline.web.deliveries.content import content_of
from creditline.web.outgoing.post import make_client, post_message
from creditline.web.outgoing.secret import signing_secrets

_LOG = logging.getLogger(__name__)
_PAUSE_S = 1.0
_LEASE = timedelta(seconds=60)
_AT_ONCE = 20
_GONE = 410
_PATIENCE = 3  # tries, after which later messages about a line no longer wait for this one

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WAITS = (
    5 * _SECOND,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
"""How long a message waits after its first, second, … try; the first is made at once, and there are ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What sending needs. key: from which secrets are derived. wall: real time. now: the time the system keeps."""

    database: Database
    key: bytes
    wall: Clock
    now: Callable[[], datetime]
    anywhere: Callable[[], bool]


async def send_for_ever(sender: Sender) -> None:
    """Deliver what is due, every second, until cancelled. What goes wrong is logged and tried again."""
    async with make_client() as client:
        while True:
            try:
                while await send_due(sender, client):
                    pass
            except (StoreUnavailable, GroupRejected) as failure:
                _LOG.warning("Webhooks wait and are tried again: %s", failure)
            await asyncio.sleep(_PAUSE_S)


async def send_due(sender: Sender, client: httpx2.AsyncClient) -> int:
    """Deliver up to twenty messages that are due; return how many were tried."""
    now = sender.wall.now()
    due = await claim(sender.database, now=now, until=now + _LEASE, patience=_PATIENCE, limit=_AT_ONCE)
    await asyncio.gather(*(_send(sender, client, outgoing) for outgoing in due))
    return len(due)


async def _send(sender: Sender, client: httpx2.AsyncClient, outgoing: Outgoing) -> None:
    now = sender.wall.now()
    secrets = signing_secrets(sender.key, outgoing.endpoint_id, outgoing.generation, outgoing.rotated_at, now)
    try:
        outgoing = await _with_content(sender, outgoing)
    except (LookupError, ValueError) as broken:
        attempt = Attempt(at=now, status=None, took_ms=0, error=f"The message cannot be written: {broken}")
    else:
        attempt = await post_message(client, outgoing, secrets, now=now, anywhere=sender.anywhere())
    await _settle(sender, outgoing, attempt)


async def _with_content(sender: Sender, outgoing: Outgoing) -> Outgoing:
    if outgoing.content is not None:
        return outgoing
    return await keep_content(sender.database, outgoing, await content_of(sender.database, outgoing, sender.now()))


async def _settle(sender: Sender, outgoing: Outgoing, attempt: Attempt) -> None:
    if attempt.error is None:
        await settle(sender.database, outgoing, attempt, state="delivered", due_at=None)
    elif attempt.status == _GONE:
        await settle(sender.database, outgoing, attempt, state="disabled", due_at=None)
        await disable_endpoint(sender.database, outgoing.endpoint_id, at=attempt.at, why="answered 410 Gone")
    elif outgoing.attempts < len(WAITS):
        due_at = attempt.at + WAITS[outgoing.attempts]
        await settle(sender.database, outgoing, attempt, state="waiting", due_at=due_at)
    else:
        await settle(sender.database, outgoing, attempt, state="failed", due_at=None)
