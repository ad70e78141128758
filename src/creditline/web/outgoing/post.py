"""Sending one message: signed as Standard Webhooks 1.0 says, once, within fifteen seconds, without redirects."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic

import httpx2
from standardwebhooks import Webhook

from creditline.store.webhooks import Attempt, Outgoing
from creditline.web.outgoing.target import TargetRefused, resolve

_TIMEOUT_S = 15.0
_MS = 1000


def signed_headers(message_id: str, at: datetime, content: str, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers that prove a message: its id, when it was sent, and a signature with each secret."""
    signatures = [Webhook(secret).sign(message_id, at.astimezone(UTC), content) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


async def post_message(
    client: httpx2.AsyncClient, outgoing: Outgoing, secrets: Sequence[str], *, now: datetime, anywhere: bool
) -> Attempt:
    """Send a message once and return what came of it; nothing is raised."""
    started = monotonic()
    try:
        status = await _post(client, outgoing, secrets, now, anywhere=anywhere)
    except (httpx2.HTTPError, httpx2.InvalidURL, TargetRefused, OSError, ValueError) as failed:
        return Attempt(at=now, status=None, took_ms=_since(started), error=str(failed)[:500] or type(failed).__name__)
    error = None if _is_taken(status) else f"answered {status}"
    return Attempt(at=now, status=status, took_ms=_since(started), error=error)


def make_client() -> httpx2.AsyncClient:
    """Make the client for all messages: no redirects, no proxy or credentials of the environment."""
    return httpx2.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False)


async def _post(
    client: httpx2.AsyncClient, outgoing: Outgoing, secrets: Sequence[str], now: datetime, *, anywhere: bool
) -> int:
    target = await resolve(outgoing.url, anywhere=anywhere)
    content = outgoing.content or ""
    headers = signed_headers(outgoing.id, now, content, secrets)
    headers |= {"Host": target.host, "Content-Type": "application/json", "User-Agent": "creditline"}
    request = client.build_request("POST", target.url, content=content.encode(), headers=headers)
    request.extensions["sni_hostname"] = target.name
    response = await client.send(request, stream=True)
    try:
        return response.status_code
    finally:
        await response.aclose()


def _is_taken(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - the statuses of success


def _since(started: float) -> int:
    return int((monotonic() - started) * _MS)
