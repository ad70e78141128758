"""Tables as Excel sheets, and back: a sheet for each table, one more for the texts of the reasons."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from fastexcel import FastExcelError

from creditline.policy.domain import Kind, show
from creditline.policy.policy import Policy
from creditline.policy.table import Output, Table
from creditline.policy.write import table_data

_REASONS = "reasons"
_WIDEST = 40


class WorkbookUnreadable(ValueError):
    """A workbook must be an .xlsx file with the sheets that were exported."""

    code = "workbook-unreadable"

    def __init__(self, path: Path, cause: object) -> None:
        super().__init__(f"'{path}' cannot be read: {cause}. Give a workbook that `--to-excel` wrote.")


class SheetDiffers(ValueError):
    """A sheet must have the columns of its table; rows and cells are what Excel may change."""

    code = "sheet-differs"

    def __init__(self, sheet: str, row: int, why: str) -> None:
        super().__init__(f"Sheet '{sheet}', row {row}: {why}")


def write_workbook(policy: Policy, path: Path) -> None:
    """Write every table of `policy` to the workbook `path`."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in policy.tables:
            _write_sheet(book, table.id, _grid(table), bold)
        _write_sheet(book, _REASONS, _reason_grid(policy), bold)


def read_workbook(policy: Policy, path: Path) -> dict[str, dict[str, Any]]:
    """Return each table of `policy` as raw TOML, with the rows, hit policy and reasons of the workbook.

    Raises WorkbookUnreadable, SheetDiffers.
    """
    reasons = _read_reasons(path)
    return {table.id: _read_sheet(table, path, reasons) for table in policy.tables}


def _write_sheet(book: Any, name: str, grid: list[list[Any]], bold: Any) -> None:  # noqa: ANN401 - xlsxwriter's own
    sheet = book.add_worksheet(name)
    for number, row in enumerate(grid):
        for column, value in enumerate(row):
            if isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value if isinstance(value, str) else show(value))
    for number in _headings(grid):
        sheet.set_row(number, None, bold)
    for column in range(max(map(len, grid))):
        widths = [len(str(row[column])) + 2 for row in grid[_headings(grid)[-1] :] if column < len(row)]
        sheet.set_column(column, column, min(max(widths, default=_WIDEST), _WIDEST))
    sheet.freeze_panes(_headings(grid)[-1] + 1, 1)


def _headings(grid: list[list[Any]]) -> list[int]:
    return [0] if grid[0][0] == "table" and grid[0][1] == "code" else [0, 1]


def _grid(table: Table) -> list[list[Any]]:
    first = ["table", table.id, "hit", str(table.hit), "en", table.title.en, "zh", table.title.zh]
    return [first, ["id", *table.column_names, "reason"], *table_data(table)["rows"]]


def _reason_grid(policy: Policy) -> list[list[Any]]:
    rows = [
        [table.id, code, wording.en, wording.zh] for table in policy.tables for code, wording in table.reasons.items()
    ]
    return [["table", "code", "en", "zh"], *rows]


def _read_sheet(table: Table, path: Path, reasons: dict[str, dict[str, dict[str, str]]]) -> dict[str, Any]:
    sheet = table.id
    first, heading, *rows = _cells(path, sheet)
    columns = ["id", *table.column_names, "reason"]
    if [text for text in heading if text] != columns:
        raise SheetDiffers(sheet, 2, f"the columns must be {', '.join(columns)}. Change columns in the TOML file.")
    head = dict(zip(first[::2], first[1::2], strict=False))
    data = table_data(table)
    return data | {
        "hit": head.get("hit") or data["hit"],
        "title": {language: head.get(language) or data["title"][language] for language in ("en", "zh")},
        "rows": [_read_row(table, sheet, number, row[: len(columns)]) for number, row in enumerate(rows, start=3)],
        "reasons": reasons.get(table.id, {}),
    }


def _read_row(table: Table, sheet: str, number: int, row: list[str]) -> list[Any]:
    middle = 1 + len(table.inputs)
    values = [
        _read_value(output, text, sheet, number) for output, text in zip(table.outputs, row[middle:-1], strict=True)
    ]
    return [row[0], *(text or "-" for text in row[1:middle]), *values, row[-1]]


def _read_value(output: Output, text: str, sheet: str, number: int) -> int | str | bool:
    match output.domain.kind:
        case Kind.INTEGER:
            try:
                return int(text.removesuffix(".0"))
            except ValueError as error:
                raise SheetDiffers(sheet, number, f"column {output.name}: '{text}' is no whole number.") from error
        case Kind.BOOLEAN if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        case _:
            return text


def _read_reasons(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    reasons: dict[str, dict[str, dict[str, str]]] = {}
    for table, code, english, chinese, *_ in _cells(path, _REASONS)[1:]:
        reasons.setdefault(table, {})[code] = {"en": english, "zh": chinese}
    return reasons


def _cells(path: Path, sheet: str) -> list[list[str]]:
    """All cells of a sheet as text, without empty rows; an empty cell is ''."""
    try:
        frame = pl.read_excel(path, sheet_name=sheet, has_header=False, infer_schema_length=0)
    except (pl.exceptions.PolarsError, FastExcelError, OSError, ValueError) as error:
        raise WorkbookUnreadable(path, str(error).partition("\n")[0]) from error
    return list(_texts(frame))


def _texts(frame: pl.DataFrame) -> Iterator[list[str]]:
    for row in frame.cast(pl.String).iter_rows():
        texts = [(text or "").strip() for text in row]
        if any(texts):
            yield texts
