"""Letting staff in: by password and code, or because an identity provider says who it is."""

import asyncio
from datetime import datetime, timedelta

from creditline.access.password import NOBODY, is_password, step_of_code
from creditline.access.principal import Staff
from creditline.access.secret import digest, new_secret
from creditline.store.database import Database
from creditline.store.people import (
    StaffUnknown,
    bind_subject,
    open_session,
    read_staff,
    read_staff_by_subject,
    use_totp_step,
)

SESSION_LASTS = timedelta(hours=10)


class SignInFailed(PermissionError):
    """Login, password and code do not belong together; which of them is wrong is not told."""

    code = "sign-in-failed"

    def __init__(self) -> None:
        super().__init__("Login, password and code do not belong together, or this person may not sign in.")


async def check_password(database: Database, login: str, password: str, code: str, now: datetime) -> Staff:
    """Return who signs in with a password and an authenticator's code; raise SignInFailed."""
    try:
        staff = await read_staff(database, login)
    except StaffUnknown:
        await asyncio.to_thread(is_password, NOBODY, password)
        raise SignInFailed from None
    fits = await asyncio.to_thread(is_password, staff.password_hash or NOBODY, password)
    if not fits or not staff.active or staff.password_hash is None:
        raise SignInFailed
    await _use_code(database, staff, code, now)
    return staff


async def check_subject(database: Database, subject: str, login: str) -> Staff:
    """Return whom an identity provider vouches for: by `subject`, or the first time by a verified `login`.

    Raises SignInFailed: nobody is added by signing in.
    """
    staff = await read_staff_by_subject(database, subject)
    if staff is None:
        staff = await _bound(database, subject, login)
    if not staff.active:
        raise SignInFailed
    return staff


async def begin_session(database: Database, staff: Staff, now: datetime) -> str:
    """Open a session and return its secret, for a cookie."""
    secret = new_secret("ses")
    await open_session(database, digest(secret), staff.id, now, now + SESSION_LASTS)
    return secret


async def _use_code(database: Database, staff: Staff, code: str, now: datetime) -> None:
    secret = staff.totp_secret or ""
    at_s = int(now.timestamp())
    step = step_of_code(secret, code.replace(" ", ""), at_s=at_s, after=staff.totp_step) if secret else None
    if step is None or not await use_totp_step(database, staff.id, step):
        raise SignInFailed


async def _bound(database: Database, subject: str, login: str) -> Staff:
    try:
        staff = await read_staff(database, login)
    except StaffUnknown:
        raise SignInFailed from None
    if staff.oidc_subject is not None or not await bind_subject(database, staff.id, subject):
        raise SignInFailed
    return staff
