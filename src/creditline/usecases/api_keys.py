"""API keys: issuing them, and recognising them at the cost of one hash."""

from collections import OrderedDict
from datetime import datetime, timedelta

from creditline.access.allowance import Allowance, Buckets
from creditline.access.principal import ApiKey
from creditline.access.rights import Scope
from creditline.access.secret import digest, new_id, new_secret
from creditline.store.database import Database
from creditline.store.people import add_key, read_key

_REMEMBERED_S = 10.0
_MOST_REMEMBERED = 10_000


class KeyLastsTooLong(ValueError):
    """An API key ends, two years from now at the latest."""

    code = "key-lasts-too-long"

    def __init__(self) -> None:
        super().__init__("An API key lasts at most two years. Give a shorter time, such as 365d, and renew it.")


class KeyUseless(ValueError):
    """An API key has a name, works for some time and may ask at least once a minute."""

    code = "key-useless"

    def __init__(self, what: str) -> None:
        super().__init__(f"Such a key would be of no use: {what}.")


_LONGEST = timedelta(days=731)
_LONGEST_NAME = 100


async def issue_key(
    database: Database,
    *,
    name: str,
    scopes: frozenset[Scope],
    lasts: timedelta,
    per_minute: int | None,
    by: str,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make an API key and return it with its secret, which is never shown again. Raises KeyLastsTooLong, KeyUseless."""
    _check(name, lasts, per_minute)
    secret = new_secret("clk")
    key = ApiKey(
        id=new_id("key"),
        name=name,
        scopes=scopes,
        created_at=now,
        created_by=by,
        expires_at=now + lasts,
        per_minute=per_minute,
    )
    await add_key(database, key, digest(secret))
    return key, secret


def _check(name: str, lasts: timedelta, per_minute: int | None) -> None:
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise KeyUseless(f"give it a name of 1 to {_LONGEST_NAME} characters that says what it is for")
    if lasts <= timedelta():
        raise KeyUseless("it would end before it works. Give a time, such as 90d")
    if per_minute is not None and per_minute < 1:
        raise KeyUseless("it might never ask. Give how often it may in a minute, 1 or more")
    if lasts > _LONGEST:
        raise KeyLastsTooLong


class KnownKeys:
    """API keys as this process knows them: each is read again after ten seconds, so a revoked one ends by then.

    buckets: where it is kept how often each may ask.
    """

    def __init__(self, database: Database, buckets: Buckets) -> None:
        self._database = database
        self._buckets = buckets
        self._known: OrderedDict[bytes, tuple[ApiKey, float]] = OrderedDict()

    def recall(self, secret: str, at_s: float, now: datetime) -> ApiKey | None:
        """Return the key of `secret` if it was read lately and works; never asks the database."""
        key, read_s = self._known.get(digest(secret), (None, 0.0))
        return key if key is not None and at_s - read_s < _REMEMBERED_S and key.works_at(now) else None

    async def find(self, secret: str, at_s: float, now: datetime) -> ApiKey | None:
        """Return the key of `secret` if it works; asks the database where it was not read lately."""
        recalled = self.recall(secret, at_s, now)
        if recalled is not None:
            return recalled
        key = await read_key(self._database, digest(secret))
        if key is None or not key.works_at(now):
            return None
        self._remember(digest(secret), key, at_s)
        return key

    def may_ask(self, key: ApiKey, at_s: float) -> bool:
        """Whether the key's allowance has one left; takes it."""
        if key.per_minute is None:
            return True
        return Allowance(key.per_minute, key.per_minute, self._buckets).take(key.id, at_s)

    def _remember(self, key_hash: bytes, key: ApiKey, at_s: float) -> None:
        self._known[key_hash] = key, at_s
        if len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
