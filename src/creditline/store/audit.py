"""The audit trail: who did or read what, in the order it was written. It only grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from creditline.access.principal import Actor
from creditline.store.database import Database, fetch_all
from creditline.store.queries import query


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did. subject: the id it was done to, or empty. number: 0 until it is written."""

    at: datetime
    actor: Actor
    action: str
    subject: str
    detail: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedFilter:
    """Which deeds to read; what is None does not matter."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None


async def write_deeds(database: Database, deeds: Sequence[Deed]) -> None:
    """Write deeds in their order; raise StoreUnavailable."""
    columns = {
        "at": [deed.at for deed in deeds],
        "actor_kind": [deed.actor.kind for deed in deeds],
        "actor_id": [deed.actor.id for deed in deeds],
        "actor_name": [deed.actor.name for deed in deeds],
        "action": [deed.action for deed in deeds],
        "subject": [deed.subject for deed in deeds],
        "detail": [deed.detail for deed in deeds],
    }
    async with database.reader() as connection:
        await connection.execute(query("audit/write"), columns)


async def read_deeds(database: Database, wanted: DeedFilter, *, before: int | None, limit: int) -> list[Deed]:
    """Return up to `limit` deeds, newest first, from just below number `before`."""
    parameters = {**_parameters(wanted), "before": before, "limit": limit}
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("audit/page"), parameters)
    return [
        Deed(
            row["at"],
            Actor(row["actor_kind"], row["actor_id"], row["actor_name"]),
            row["action"],
            row["subject"],
            row["detail"],
            row["number"],
        )
        for row in rows
    ]


async def count_deeds(database: Database, wanted: DeedFilter) -> int:
    """Return how many deeds there are."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("audit/count"), _parameters(wanted))
    return int(rows[0]["found"])


def _parameters(wanted: DeedFilter) -> dict[str, object]:
    return {"actor": wanted.actor, "action": wanted.action, "subject": wanted.subject}
