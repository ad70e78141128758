"""Finding a line by its id, its name, how that is spelt, or the end of a phone number."""

from collections.abc import Iterable

from creditline.lines.line import Line
from creditline.store.database import Database, fetch_all
from creditline.store.queries import query
from creditline.store.rows import line_from_row

Term = tuple[str, str, str]
"""(line id, kind of term, term in lower case)"""


async def find_lines(database: Database, words: str, *, limit: int) -> list[Line]:
    """Return up to `limit` lines one of whose terms begins with `words`, the closest kind of match first."""
    escaped = words.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("search/find"), {"prefix": f"{escaped}%", "limit": limit})
    return [line_from_row(row) for row in rows]


async def read_unindexed(database: Database, *, limit: int) -> list[tuple[str, str]]:
    """Return (id, name) of up to `limit` lines that cannot be found yet."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("search/unindexed"), {"limit": limit})
    return [(row["id"], row["name"]) for row in rows]


async def add_terms(database: Database, terms: Iterable[Term]) -> None:
    """Add what lines are found by."""
    columns = zip(*terms, strict=True)
    parameters = dict(zip(("line_id", "kind", "term"), map(list, columns), strict=True))
    async with database.reader() as connection:
        await connection.execute(query("search/add_terms"), parameters)


async def set_phone_tail(database: Database, line_id: str, tail: str) -> None:
    """Let a line be found by the last digits of a phone number, instead of those it had."""
    async with database.reader() as connection, connection.transaction():
        await connection.execute(query("search/forget_phone"), {"line_id": line_id})
        parameters = {"line_id": [line_id], "kind": ["phone"], "term": [tail]}
        await connection.execute(query("search/add_terms"), parameters)


async def count_lines(database: Database) -> int:
    """Return how many lines there are."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("count_book"))
    return int(rows[0]["lines"])
