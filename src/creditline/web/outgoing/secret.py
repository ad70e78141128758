"""Secrets of webhook endpoints: derived when they are needed, kept nowhere, shown once."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256

ROTATION = timedelta(hours=24)
"""How long the secret before the present one still signs, so that a receiver can change over in peace."""


def webhook_key(signing_secret: bytes, of_the_environment: str | None) -> bytes:
    """Return the key that secrets are derived from: the database's, and the environment's where it has one.

    With the second, who has a copy of the database can sign nothing.
    """
    return hmac.new((of_the_environment or "").encode(), b"webhooks" + signing_secret, sha256).digest()


def endpoint_secret(key: bytes, endpoint_id: str, generation: int) -> str:
    """Return the secret of an endpoint's generation, as Standard Webhooks writes one."""
    derived = hmac.new(key, f"webhook {endpoint_id} {generation}".encode(), sha256).digest()
    return f"whsec_{b64encode(derived).decode()}"


def signing_secrets(
    key: bytes, endpoint_id: str, generation: int, rotated_at: datetime | None, now: datetime
) -> list[str]:
    """Return the secrets that sign now: the present one, and the one before while it is changed over."""
    changing = generation > 1 and rotated_at is not None and now < rotated_at + ROTATION
    generations = [generation, generation - 1] if changing else [generation]
    return [endpoint_secret(key, endpoint_id, each) for each in generations]
