"""Long random texts: made here, shown once, and kept as their hash.

SHA-256 is enough for 256 random bits; a slow hash is for what people choose.
"""

from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

_BYTES = 32


def new_secret(prefix: str) -> str:
    """Return a new secret that says what it is for: `prefix` and 43 random characters."""
    return f"{prefix}_{token_urlsafe(_BYTES)}"


def new_id(prefix: str) -> str:
    """Return a new id: `prefix`, an underscore and 20 hexadecimal digits."""
    return f"{prefix}_{uuid4().hex[:20]}"


def digest(secret: str) -> bytes:
    """Return what is kept of a secret, and what it is found by."""
    return sha256(secret.encode()).digest()
