"""What an import asks the database: how far it has come, and whether the ledger agrees with the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from creditline.store.database import Database, fetch_all
from creditline.store.queries import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A claim about a line: its net balance (owed less credit) at the end of the business date `on`."""

    line_id: str
    on: date
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far claimed balances and the ledger agree; every figure is counted in the database.

    lines: lines that exist. events: theirs. balances: claims made. equal: those the entries add up to.
    """

    lines: int
    events: int
    balances: int
    equal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMonth:
    """What the ledger says of a line and a month: its limit now, the net balance at the end, what was repaid in it."""

    line_id: str
    last_day: date
    limit_minor: int | None
    net_minor: int
    repaid_minor: int


async def read_statement_months(
    database: Database, line_ids: Sequence[str], months: Sequence[tuple[date, date]]
) -> list[StatementMonth]:
    """Return every month, given by its first and last day, of each of the lines that exist, by line and month."""
    firsts, lasts = [first for first, _ in months], [last for _, last in months]
    async with database.reader() as connection:
        asked = {"line_ids": list(line_ids), "firsts": firsts, "lasts": lasts}
        rows = await fetch_all(connection, query("statement_months"), asked)
        return [StatementMonth(**row) for row in rows]


async def count_keyed_events(database: Database, line_ids: Sequence[str]) -> dict[str, int]:
    """Return how many events with an idempotency key each of the lines has; lines without one are left out."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("keyed_events"), {"line_ids": list(line_ids)})
        return {row["line_id"]: row["events"] for row in rows}


async def compare_balances(database: Database, claims: Sequence[Balance]) -> Comparison:
    """Hold `claims` against the sums of the entries on the lines' accounts. A line that does not exist never agrees."""
    parameters = {
        "line_ids": [claim.line_id for claim in claims],
        "days": [claim.on for claim in claims],
        "balances": [claim.net_minor for claim in claims],
    }
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("compare_balances"), parameters)
        return Comparison(**rows[0])


async def read_booked(database: Database, keys: Sequence[str]) -> dict[str, datetime]:
    """Return when the events with these idempotency keys were booked; keys never used are left out."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("booked_by_key"), {"keys": list(keys)})
        return {row["key"]: row["booked_at"] for row in rows}
