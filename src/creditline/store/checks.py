"""The invariants of the book: one query each in `queries/check`, which finds what breaks it."""

from dataclasses import dataclass

from creditline.store.database import Connection, Database, fetch_all
from creditline.store.queries import names, query

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What one invariant's query found: how many break the invariant, and the first of them by name.

    An example is a line's id, an event's, an idempotency key or a currency. `sentence` says what should hold.
    """

    name: str
    sentence: str
    offenders: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What all invariants found in one snapshot of a database, and how much they looked at."""

    lines: int
    events: int
    entries: int
    findings: tuple[Finding, ...]


async def find_offenders(database: Database) -> Findings:
    """Run every invariant's query on one snapshot of the database."""
    async with database.reader() as connection, connection.transaction():
        await connection.execute(query("begin_check"))
        found = [await _find(connection, name) for name in names("check")]
        counted = await fetch_all(connection, query("count_book"))
    return Findings(**counted[0], findings=tuple(found))


async def _find(connection: Connection, name: str) -> Finding:
    invariant = query(name)
    statement = query("count_offenders").format(invariant=invariant, examples=EXAMPLES)
    rows = await fetch_all(connection, statement)
    return Finding(
        name=name.removeprefix("check/"),
        sentence=_sentence(invariant),
        offenders=rows[0]["offenders"] if rows else 0,
        examples=tuple(row["name"] for row in rows),
    )


def _sentence(invariant: str) -> str:
    """Return the comment that the query begins with: the invariant in words."""
    lines = invariant.splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    return " ".join(line.removeprefix("--").strip() for line in lines[:end])
