"""Reading named columns from Parquet, CSV, XLS and XLSX files alike: every cell as the text it shows."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
from fastexcel import FastExcelError

_HEADING_ROWS = 2
_NOT_A_NAME = re.compile(r"[^A-Z0-9]+")


class TableMissing(FileNotFoundError):
    """The file to read must exist."""

    code = "table-missing"

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file '{path}'. Check the path.")


class TableKindUnknown(ValueError):
    """A table is told by the ending of its file's name."""

    code = "table-kind-unknown"

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path.name}' ends in none of {', '.join(_READERS)}. Give a file of one of these kinds.")


class TableUnreadable(ValueError):
    """The file's content must be what its name's ending says."""

    code = "table-unreadable"

    def __init__(self, path: Path, cause: Exception) -> None:
        detail = str(cause).strip().partition("\n")[0] or type(cause).__name__
        super().__init__(f"'{path.name}' cannot be read as {path.suffix.lower()}: {detail}.")


class ColumnsMissing(ValueError):
    """The file must have the columns that are read from it."""

    code = "columns-missing"

    def __init__(self, path: Path, what: str, missing: list[str]) -> None:
        super().__init__(f"'{path.name}' is not {what}. Missing: {', '.join(missing)}.")


def read_table(path: Path, columns: Mapping[str, str], *, what: str) -> pl.DataFrame:
    """Return the wanted columns of the file at `path`, one String column each, and `row`, the number of each row.

    columns: each wanted name and the other name it may go by; capitals and punctuation do not matter. They are
    looked for in the first two rows, and the last that has them all is the heading. Rows count as in a spreadsheet:
    the first is 1. An empty cell is None; empty rows are left out. `what` says in an error what was expected.
    Raises TableMissing, TableKindUnknown, TableUnreadable, ColumnsMissing.
    """
    cells = _read_cells(path)
    heading, places = _find_heading(cells, columns)
    missing = [name for name in columns if name not in places]
    if missing:
        raise ColumnsMissing(path, what, missing)
    below = cells.with_row_index("row", offset=1).slice(heading + 1)
    wanted = below.select("row", **{name: pl.nth(place + 1) for name, place in places.items()})
    return wanted.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))


def _read_cells(path: Path) -> pl.DataFrame:
    """Return all cells as text; the first row is the first row of the file."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise TableKindUnknown(path)
    if not path.is_file():
        raise TableMissing(path)
    try:
        return reader(path)
    except (pl.exceptions.PolarsError, FastExcelError, OSError) as unreadable:
        raise TableUnreadable(path, unreadable) from unreadable


def _find_heading(cells: pl.DataFrame, columns: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Return which row names most of the wanted columns, the later of equals, and the places of those it names."""
    candidates = enumerate(_places(row, columns) for row in cells.head(_HEADING_ROWS).iter_rows())
    return max(candidates, key=lambda candidate: (len(candidate[1]), candidate[0]))


def _places(row: tuple[str | None, ...], columns: Mapping[str, str]) -> dict[str, int]:
    places = {_plain_name(text): place for place, text in enumerate(row) if text}
    found = {name: places.get(name, places.get(other)) for name, other in columns.items()}
    return {name: place for name, place in found.items() if place is not None}


def _plain_name(text: str) -> str:
    return _NOT_A_NAME.sub("_", text.upper()).strip("_")


def _read_parquet(path: Path) -> pl.DataFrame:
    frame = pl.read_parquet(path).cast(pl.String)
    heading = pl.DataFrame({name: [name] for name in frame.columns}, schema=frame.schema)
    return heading.vstack(frame)


def _read_csv(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, has_header=False, infer_schema=False, truncate_ragged_lines=True)


def _read_workbook(path: Path) -> pl.DataFrame:
    return pl.read_excel(path, has_header=False, infer_schema_length=0).cast(pl.String)


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": _read_parquet,
    ".csv": _read_csv,
    ".xls": _read_workbook,
    ".xlsx": _read_workbook,
}
