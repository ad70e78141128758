"""Passwords by Argon2, and the six digits of an authenticator beside them."""

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_SHORTEST = 12
_LONGEST = 256
_STEP_S = 30
_ISSUER = "creditline"


class PasswordTooShort(ValueError):
    """A password needs twelve characters or more."""

    code = "password-too-short"

    def __init__(self) -> None:
        super().__init__(f"The password has fewer than {_SHORTEST} characters. Choose a longer one; words will do.")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password; raise PasswordTooShort."""
    if len(password) < _SHORTEST:
        raise PasswordTooShort
    return _HASHER.hash(password)


NOBODY = _HASHER.hash("a password that nobody has")
"""Verified when there is no such login, so that the answer takes as long."""


def is_password(password_hash: str, password: str) -> bool:
    """Whether `password` is the one that was hashed. Takes some 50 ms on purpose: call it off the event loop."""
    try:
        return len(password) <= _LONGEST and _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def new_totp_secret() -> str:
    """Return a new secret for an authenticator, in base 32."""
    return pyotp.random_base32()


def totp_address(secret: str, login: str) -> str:
    """Return the otpauth address that an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def step_of_code(secret: str, code: str, *, at_s: int, after: int | None) -> int | None:
    """Return the 30 s step whose code this is: now, the one before or the one after. None: it is no code of these.

    A step at or before `after` was used already and does not count again.
    """
    now = at_s // _STEP_S
    generator = pyotp.TOTP(secret)
    fresh = (step for step in (now, now - 1, now + 1) if after is None or step > after)
    return next((step for step in fresh if generator.verify(code, for_time=step * _STEP_S)), None)
