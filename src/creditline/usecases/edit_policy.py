"""Changing one row of a policy's table: the change is a new version, checked before it is kept."""

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


class RowUnknown(LookupError):
    """What is edited is a row that the version has."""

    code = "row-unknown"

    def __init__(self, table: str, row: str) -> None:
        super().__init__(f"The version has no row '{row}' in a table '{table}'.")


class RowUnusable(ValueError):
    """A row has an entry for every column, each of its column's type, and its version a name."""

    code = "row-unusable"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Write whole numbers in digits, true or false, days as 2026-01-31.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """What a row shall say. entries: the cells, the values and the reason's code, as texts, in the table's order."""

    table: str
    row: str
    entries: Sequence[str]
    version: str


async def edit_row(database: Database, sha256: str, edit: RowEdit, *, by: str, at: datetime) -> PolicyVersion:
    """Keep a new version that differs from `sha256` in one row.

    Raises PolicyVersionUnknown, RowUnknown, RowUnusable, PolicyRefused.
    """
    version = await read_version(database, sha256)
    files = edited(version.files, edit)
    with TemporaryDirectory(prefix="creditline-policy-") as place:
        write_files(Path(place), files)
        return await add_policy(database, Path(place), by=by, at=at)


def edited(files: Mapping[str, str], edit: RowEdit) -> dict[str, str]:
    """Return a policy's files with one row changed and the version named anew; raise RowUnknown, RowUnusable."""
    name, data = _table(files, edit)
    rows = [[edit.row, *_entries(data, edit)] if row[0] == edit.row else row for row in data["rows"]]
    if not _NAME.fullmatch(edit.version):
        raise RowUnusable("The version needs a name of letters, digits, dots and hyphens.")
    head = _VERSION_LINE.sub(f'version = "{edit.version}"', files["policy.toml"], count=1)
    return {**files, name: _remarks(files[name]) + table_text({**data, "rows": rows}), "policy.toml": head}


def _table(files: Mapping[str, str], edit: RowEdit) -> tuple[str, dict[str, Any]]:
    for name, text in files.items():
        if name.startswith("tables/"):
            data = tomllib.loads(text)
            if data["id"] == edit.table and any(row[0] == edit.row for row in data["rows"]):
                return name, data
    raise RowUnknown(edit.table, edit.row)


def _entries(data: Mapping[str, Any], edit: RowEdit) -> list[Value]:
    inputs, outputs = len(data["inputs"]), data["outputs"]
    if len(edit.entries) != inputs + len(outputs) + 1:
        raise RowUnusable("An entry is missing.")
    cells = [text.strip() for text in edit.entries[:inputs]]
    values = [_value(text.strip(), output) for text, output in zip(edit.entries[inputs:-1], outputs, strict=True)]
    return [*cells, *values, edit.entries[-1].strip()]


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
