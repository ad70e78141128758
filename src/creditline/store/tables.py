"""Tables as files: CSV, Parquet and Excel workbooks. Every value is text, as the page and the API write it."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from creditline.store.queries import query

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Append rows to a CSV file; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_as_text(value) for value in row] for row in rows)


def write_parquet(source: Path, target: Path) -> None:
    """Turn a CSV file into a Parquet file. DuckDB does it: imported here, since it is large."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as connection:
        connection.execute(query("jobs/to_parquet"), {"source": str(source), "target": str(target)})


def write_xlsx(source: Path, target: Path, sheet: str) -> None:
    """Turn a CSV file into a workbook with one sheet, its first row frozen and filtered."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only needed here

    with Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        page, head = book.add_worksheet(sheet), book.add_format({"bold": True})
        with source.open(encoding="utf-8", newline="") as file:
            last, width = 0, 0
            for last, row in enumerate(csv.reader(file)):
                width = max(width, len(row))
                page.write_row(last, 0, row, None if last else head)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, max(width - 1, 0))


def _as_text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
