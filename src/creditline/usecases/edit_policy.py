"""Changing a policy's row, table, or file: the change is a new version, checked before it is kept."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from creditline.policy.domain import Value
from creditline.policy.write import table_text
from creditline.store.database import Database
from creditline.store.lifecycle import PolicyVersion, read_version
from creditline.usecases.prove_policy import add_policy
from creditline.usecases.sources import write_files

_VERSION_LINE = re.compile(r'^version\s*=\s*"[^"\n]*"', re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")


class TableUnknown(LookupError):
    """What is edited is a table that the version has."""

    code = "policy-table-unknown"

    def __init__(self, table: str) -> None:
        super().__init__(f"The version has no table '{table}'. Its tables are on its page.")


class RowUnknown(LookupError):
    """What is edited is a row that the version has."""

    code = "row-unknown"

    def __init__(self, table: str, row: str) -> None:
        super().__init__(f"The version has no row '{row}' in a table '{table}'.")


class RowUnusable(ValueError):
    """The entries of a row are of their columns' types."""

    code = "row-unusable"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Write whole numbers in digits, true or false, days as 2026-01-31.")


class EntryMissing(RowUnusable):
    """A row has an entry for every column."""

    def __init__(self) -> None:
        super().__init__("An entry is missing.")


class FileUnknown(LookupError):
    """What is edited is a file that the version has."""

    code = "policy-file-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"The version has no file '{name}'. Its files are listed on its page.")


class VersionUnnamed(ValueError):
    """A new version has a name."""

    code = "version-unnamed"

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is no name for a version. Use up to 40 letters, digits, dots and hyphens.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """What a row shall say. entries: the cells, the values and the reason's code, as texts, in the table's order."""

    table: str
    row: str
    entries: Sequence[str]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEdit:
    """The rows a table shall have, in their order: each its name, and then its entries as those of a RowEdit."""

    table: str
    rows: Sequence[Sequence[str]]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """What a file of the policy shall say: formula.toml, parameters/strategy.toml, cases, tables."""

    file: str
    text: str
    version: str


Edit = RowEdit | TableEdit | TextEdit


async def edit_policy(database: Database, sha256: str, edit: Edit, *, by: str, at: datetime) -> PolicyVersion:
    """Keep a new version that differs from `sha256` in one row, table or file.

    Raises PolicyVersionUnknown, TableUnknown, RowUnknown, RowUnusable, FileUnknown, VersionUnnamed, PolicyRefused.
    """
    version = await read_version(database, sha256)
    files = edited(version.files, edit)
    with TemporaryDirectory(prefix="creditline-policy-") as place:
        write_files(Path(place), files)
        return await add_policy(database, Path(place), by=by, at=at)


def edited(files: Mapping[str, str], edit: Edit) -> dict[str, str]:
    """Return a policy's files with one row, table or file changed and the version named anew.

    Raises TableUnknown, RowUnknown, RowUnusable, FileUnknown, VersionUnnamed.
    """
    after = {**files, **_changed(files, edit)}
    if not _NAME.fullmatch(edit.version):
        raise VersionUnnamed(edit.version)
    head = _VERSION_LINE.sub(f'version = "{edit.version}"', after["policy.toml"], count=1)
    return {**after, "policy.toml": head}


def _changed(files: Mapping[str, str], edit: Edit) -> dict[str, str]:
    match edit:
        case RowEdit():
            return _with_row(files, edit)
        case TableEdit():
            return _with_table(files, edit)
        case TextEdit():
            return _with_text(files, edit)


def _with_text(files: Mapping[str, str], edit: TextEdit) -> dict[str, str]:
    if edit.file not in files:
        raise FileUnknown(edit.file)
    return {edit.file: edit.text.replace("\r\n", "\n").rstrip() + "\n"}


def _with_row(files: Mapping[str, str], edit: RowEdit) -> dict[str, str]:
    name, data = _table(files, edit.table)
    if all(row[0] != edit.row for row in data["rows"]):
        raise RowUnknown(edit.table, edit.row)
    written = [edit.row, *_entries(data, edit.entries)]
    return _with_rows(files, name, data, [written if row[0] == edit.row else row for row in data["rows"]])


def _with_table(files: Mapping[str, str], edit: TableEdit) -> dict[str, str]:
    name, data = _table(files, edit.table)
    rows = [[row.strip(), *_entries(data, entries)] for row, *entries in edit.rows]
    return _with_rows(files, name, data, rows)


def _with_rows(
    files: Mapping[str, str], name: str, data: Mapping[str, Any], rows: Sequence[Sequence[Value]]
) -> dict[str, str]:
    return {name: _remarks(files[name]) + table_text({**data, "rows": rows})}


def _table(files: Mapping[str, str], table: str) -> tuple[str, dict[str, Any]]:
    for name, text in files.items():
        if name.startswith("tables/"):
            data = tomllib.loads(text)
            if data["id"] == table:
                return name, data
    raise TableUnknown(table)


def _entries(data: Mapping[str, Any], entries: Sequence[str]) -> list[Value]:
    inputs, outputs = len(data["inputs"]), data["outputs"]
    if len(entries) != inputs + len(outputs) + 1:
        raise EntryMissing
    cells = [text.strip() for text in entries[:inputs]]
    values = [_value(text.strip(), output) for text, output in zip(entries[inputs:-1], outputs, strict=True)]
    return [*cells, *values, entries[-1].strip()]


def _value(text: str, output: Mapping[str, Any]) -> Value:
    try:
        match output["type"]:
            case "integer":
                return int(text)
            case "boolean":
                return {"true": True, "false": False}[text]
            case "date":
                return date.fromisoformat(text)
            case _:
                return text
    except (ValueError, KeyError):
        raise RowUnusable(f"'{text}' cannot stand in the column '{output['name']}'.") from None


def _remarks(text: str) -> str:
    """Return the remarks that a file begins with: they are its author's, and stay."""
    lines = text.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:first])
