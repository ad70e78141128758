"""The day tape as a Parquet file: streamed out of PostgreSQL as CSV, written column by column by DuckDB."""

import tempfile
from datetime import date
from pathlib import Path

from creditline.store.database import Database
from creditline.store.queries import query


class FileUnwritable(OSError):
    """The file cannot be written where it is wanted."""

    code = "file-unwritable"

    def __init__(self, file: Path, cause: OSError) -> None:
        super().__init__(f"{file} cannot be written: {cause.strerror or cause}. Choose another place.")


async def export_tape(database: Database, file: Path, *, since: date, until: date) -> int:
    """Write the tape's days from `since` to `until` to `file`, by line and day; return how many rows.

    Raises FileUnwritable, StoreUnavailable. Memory does not grow with the tape.
    """
    with tempfile.TemporaryDirectory(prefix="creditline-tape-") as folder:
        text = Path(folder) / "tape.csv"
        await _copy_out(database, text, since, until)
        return _to_parquet(text, file)


async def _copy_out(database: Database, text: Path, since: date, until: date) -> None:
    async with database.reader() as connection, connection.cursor() as cursor:
        with text.open("wb") as out:
            async with cursor.copy(query("tape_out"), (since, until)) as copy:
                async for block in copy:
                    out.write(block)


def _to_parquet(text: Path, file: Path) -> int:
    import duckdb  # noqa: PLC0415 - heavy, and only needed here

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("wb").close()
    except OSError as unwritable:
        raise FileUnwritable(file, unwritable) from unwritable
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        statement = query("tape_to_parquet").replace("{source}", _quoted(text)).replace("{target}", _quoted(file))
        (written,) = connection.execute(statement).fetchone() or (0,)
        return int(written)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
