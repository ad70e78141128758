"""Tables as files: CSV written row by row, Parquet made of it, so that a table of any length takes little memory."""

import csv
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from creditline.store.queries import query


class TableEndingUnknown(ValueError):
    """A table is written as .csv or .parquet."""

    code = "table-ending-unknown"

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' ends in neither .csv nor .parquet. Name the file by what it shall be.")


async def write_table(path: Path, columns: Mapping[str, str], pages: AsyncIterator[Sequence[Mapping[str, Any]]]) -> int:
    """Write pages of rows to `path`, a .csv or .parquet file; return how many rows.

    columns: name → DuckDB type, in order; every row has all of them. Raises TableEndingUnknown, OSError.
    """
    if path.suffix == ".csv":
        return await _write_csv(path, columns, pages)
    if path.suffix != ".parquet":
        raise TableEndingUnknown(path)
    with tempfile.TemporaryDirectory(prefix="creditline-") as folder:
        source = Path(folder, "table.csv")
        count = await _write_csv(source, columns, pages)
        _to_parquet(source, path, columns)
    return count


async def _write_csv(path: Path, columns: Mapping[str, str], pages: AsyncIterator[Sequence[Mapping[str, Any]]]) -> int:
    count = 0
    with path.open("w", newline="", encoding="utf-8") as opened:
        table = csv.writer(opened)
        table.writerow(columns)
        async for page in pages:
            table.writerows([_written(row[name]) for name in columns] for row in page)
            count += len(page)
    return count


def _written(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _to_parquet(source: Path, target: Path, columns: Mapping[str, str]) -> None:
    import duckdb  # noqa: PLC0415 - takes a while to load, and only exports need it

    statement = query("tables/csv_to_parquet").format(
        source=_quoted(str(source)),
        target=_quoted(str(target)),
        columns="{" + ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in columns.items()) + "}",
    )
    with duckdb.connect() as connection:
        connection.execute(statement)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
