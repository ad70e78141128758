"""Stamps for made-up and imported history: the same content gives the same key and fingerprint on every run."""

from datetime import datetime
from hashlib import sha256

from creditline.lines.commands import Stamp


def stamped(key: str, *content: object, effective_at: datetime, booked_at: datetime, actor: str) -> Stamp:
    """Return a stamp whose fingerprint is the SHA-256 of `content` and the effective instant.

    `booked_at` is left out of it, so that a second run at a later time is recognised as the same.
    """
    text = "|".join(map(str, (effective_at.isoformat(), *content)))
    return Stamp(
        key=key,
        fingerprint=sha256(text.encode()).digest(),
        effective_at=effective_at,
        booked_at=booked_at,
        actor=actor,
    )
