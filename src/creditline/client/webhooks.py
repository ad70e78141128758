"""Reading a webhook: is it ours, is it fresh, what does it say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import standardwebhooks

from creditline.client.errors import CreditlineError


class SignatureInvalid(CreditlineError):
    """A webhook must carry a signature made with the endpoint's secret, not older than five minutes."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This webhook is not to be trusted: {why}. Answer it with 401 and do nothing.")


class SecretUnusable(CreditlineError):
    """An endpoint's secret starts with whsec_, as it was shown when the endpoint was made."""

    def __init__(self) -> None:
        super().__init__("This is no secret of a webhook endpoint: it must start with 'whsec_'.")


class WebhookEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook says: `type` such as limit.decided, when, and `data` as the API answers it.

    id: the same each time the same message is delivered, so remember it and act once.
    """

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


class _Body(msgspec.Struct):
    type: str
    timestamp: datetime
    data: dict[str, Any]


def read_webhook(content: bytes, headers: Mapping[str, str], secret: str) -> WebhookEvent:
    """Verify a request's body as it came, byte for byte, and read it; raise SignatureInvalid or SecretUnusable."""
    if not secret.startswith("whsec_"):
        raise SecretUnusable
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        standardwebhooks.Webhook(secret).verify(content, lower)
        body = msgspec.json.decode(content, type=_Body)
    except (standardwebhooks.WebhookVerificationError, ValueError) as invalid:
        raise SignatureInvalid(str(invalid)) from invalid
    return WebhookEvent(id=lower["webhook-id"], type=body.type, timestamp=body.timestamp, data=body.data)
