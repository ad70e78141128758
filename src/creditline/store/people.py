"""Staff, their sessions, API keys, and the secret that signs borrowers' links."""

from datetime import datetime
from secrets import token_bytes

from psycopg.rows import DictRow

from creditline.access.pass_token import Pass
from creditline.access.principal import ApiKey, Staff
from creditline.access.rights import Role, Scope
from creditline.store.database import Database
from creditline.store.named import rows_of, run

_SECRET_BYTES = 32


class StaffUnknown(LookupError):
    """There is no member of staff with this login."""

    code = "staff-unknown"

    def __init__(self, login: str) -> None:
        super().__init__(f"Nobody signs in as '{login}'. 'creditline staff list' shows who does.")


class StaffExists(ValueError):
    """A login belongs to one person."""

    code = "staff-exists"

    def __init__(self, login: str) -> None:
        super().__init__(f"'{login}' is taken. Change that person with 'creditline staff roles', or choose another.")


class KeyUnknown(LookupError):
    """There is no working API key with this id."""

    code = "key-unknown"

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no API key '{key_id}' that works. 'creditline keys list' shows those that do.")


async def add_staff(database: Database, staff: Staff, added_at: datetime) -> None:
    """Add a member of staff; raise StaffExists."""
    added = await rows_of(
        database,
        "people/add_staff",
        id=staff.id,
        login=staff.login,
        name=staff.name,
        roles=sorted(staff.roles),
        password_hash=staff.password_hash,
        totp_secret=staff.totp_secret,
        added_at=added_at,
    )
    if not added:
        raise StaffExists(staff.login)


async def read_all_staff(database: Database) -> list[Staff]:
    """Return everybody, by login."""
    return [_staff(row) for row in await rows_of(database, "people/staff")]


async def read_staff(database: Database, login: str) -> Staff:
    """Return who signs in with `login`; raise StaffUnknown."""
    rows = await rows_of(database, "people/staff_by_login", login=login.strip().lower())
    if not rows:
        raise StaffUnknown(login)
    return _staff(rows[0])


async def read_staff_by_subject(database: Database, subject: str) -> Staff | None:
    """Return whom an identity provider means by `subject`."""
    rows = await rows_of(database, "people/staff_by_subject", subject=subject)
    return _staff(rows[0]) if rows else None


async def set_roles(database: Database, login: str, roles: frozenset[Role]) -> None:
    """Give somebody these roles instead of those they had; raise StaffUnknown."""
    await _change(database, "set_roles", login, roles=sorted(roles))


async def set_active(database: Database, login: str, now: datetime, *, active: bool) -> None:
    """Let somebody in again, or shut them out and end their sessions; raise StaffUnknown."""
    await _change(database, "set_active", login, active=active)
    if not active:
        await run(database, "people/end_sessions_of", login=login, now=now)


async def set_password(database: Database, login: str, password_hash: str, totp_secret: str, now: datetime) -> None:
    """Give somebody a new password and authenticator, and end their sessions; raise StaffUnknown."""
    await _change(database, "set_password", login, password_hash=password_hash, totp_secret=totp_secret)
    await run(database, "people/end_sessions_of", login=login, now=now)


async def use_totp_step(database: Database, staff_id: str, step: int) -> bool:
    """Mark the code of a step as used; False if it, or a later one, was used before."""
    return bool(await rows_of(database, "people/use_totp_step", id=staff_id, step=step))


async def bind_subject(database: Database, staff_id: str, subject: str) -> bool:
    """Bind somebody to who an identity provider says they are; False if they are bound already."""
    return bool(await rows_of(database, "people/bind_subject", id=staff_id, subject=subject))


async def open_session(
    database: Database, session_hash: bytes, staff_id: str, opened_at: datetime, expires_at: datetime
) -> None:
    """Open a session for a member of staff."""
    await run(
        database,
        "people/open_session",
        hash=session_hash,
        staff_id=staff_id,
        opened_at=opened_at,
        expires_at=expires_at,
    )


async def read_session(database: Database, session_hash: bytes, now: datetime) -> Staff | None:
    """Return whose session this is; None if it has ended or its owner was shut out."""
    rows = await rows_of(database, "people/session", hash=session_hash, now=now)
    return _staff(rows[0]) if rows else None


async def end_session(database: Database, session_hash: bytes, now: datetime) -> None:
    """End a session."""
    await run(database, "people/end_session", hash=session_hash, now=now)


async def add_key(database: Database, key: ApiKey, key_hash: bytes) -> None:
    """Add an API key by the hash of its secret."""
    await run(
        database,
        "people/add_key",
        id=key.id,
        hash=key_hash,
        name=key.name,
        scopes=sorted(key.scopes),
        per_minute=key.per_minute,
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
    )


async def read_keys(database: Database) -> list[ApiKey]:
    """Return all API keys, newest first."""
    return [_key(row) for row in await rows_of(database, "people/keys")]


async def read_key(database: Database, key_hash: bytes) -> ApiKey | None:
    """Return the API key whose secret has this hash, whether it still works or not."""
    rows = await rows_of(database, "people/key_by_hash", hash=key_hash)
    return _key(rows[0]) if rows else None


async def revoke_key(database: Database, key_id: str, now: datetime) -> None:
    """Make an API key useless from now on; raise KeyUnknown."""
    if not await rows_of(database, "people/revoke_key", id=key_id, now=now):
        raise KeyUnknown(key_id)


async def read_signing_secret(database: Database) -> bytes:
    """Return what signs borrowers' links, made by whoever asks first."""
    await run(database, "people/start_secret", secret=token_bytes(_SECRET_BYTES))
    rows = await rows_of(database, "people/secret")
    return bytes(rows[0]["secret"])


async def use_link(database: Database, link: Pass, opened_at: datetime, expires_at: datetime) -> bool:
    """Note that a borrower's link was used; False if it was before."""
    used = await rows_of(
        database, "people/use_link", link_id=link.id, line_id=link.line_id, opened_at=opened_at, expires_at=expires_at
    )
    return bool(used)


async def _change(database: Database, name: str, login: str, /, **parameters: object) -> None:
    if not await rows_of(database, f"people/{name}", login=login, **parameters):
        raise StaffUnknown(login)


def _staff(row: DictRow) -> Staff:
    return Staff(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        roles=frozenset(Role(role) for role in row["roles"]),
        active=row["active"],
        password_hash=row["password_hash"],
        totp_secret=row["totp_secret"],
        totp_step=row["totp_step"],
        oidc_subject=row["oidc_subject"],
    )


def _key(row: DictRow) -> ApiKey:
    return ApiKey(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
        created_at=row["created_at"],
        created_by=row["created_by"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        per_minute=row["per_minute"],
    )
