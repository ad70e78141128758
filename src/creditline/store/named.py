"""One named query on a connection of its own, for what needs no transaction around several."""

from psycopg.rows import DictRow

from creditline.store.database import Database, fetch_all
from creditline.store.queries import query


async def rows_of(database: Database, name: str, /, **parameters: object) -> list[DictRow]:
    """Run the query `name` with named parameters and return its rows."""
    async with database.reader() as connection:
        return await fetch_all(connection, query(name), parameters)


async def run(database: Database, name: str, /, **parameters: object) -> None:
    """Run the statement `name`, which returns no rows."""
    async with database.reader() as connection:
        await connection.execute(query(name), parameters)
