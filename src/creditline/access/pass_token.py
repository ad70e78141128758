"""A borrower's way in: a signed text that names one line, for minutes. First a link, then a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

LINK_LASTS = timedelta(minutes=5)
SESSION_LASTS = timedelta(minutes=30)
_ALGORITHM = "HS256"


class PassInvalid(PermissionError):
    """The link or session of a borrower cannot be used (any more)."""

    code = "pass-invalid"

    def __init__(self) -> None:
        super().__init__("This link has expired or was used already. Open the page from your lender's app again.")


@dataclass(frozen=True, slots=True)
class Pass:
    """What a signed text says: its id, what it is for (link or session), the line, and until when it holds."""

    id: str
    use: str
    line_id: str
    expires_at: datetime


def sign(given: Pass, secret: bytes) -> str:
    """Write a pass as a signed text."""
    claims = {"jti": given.id, "aud": given.use, "sub": given.line_id, "exp": int(given.expires_at.timestamp())}
    return jwt.encode({"alg": _ALGORITHM}, claims, OctKey.import_key(secret))


def verify(text: str, secret: bytes, *, use: str, now: datetime) -> Pass:
    """Read a signed text; raise PassInvalid if it is not ours, is for something else, or has expired."""
    try:
        claims = jwt.decode(text, OctKey.import_key(secret), algorithms=[_ALGORITHM]).claims
        found = Pass(claims["jti"], claims["aud"], claims["sub"], datetime.fromtimestamp(claims["exp"], now.tzinfo))
    except (JoseError, KeyError, TypeError, ValueError) as invalid:
        raise PassInvalid from invalid
    if found.use != use or now >= found.expires_at:
        raise PassInvalid
    return found
