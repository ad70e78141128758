"""Changing tables in a policy folder: all or nothing, and only if the policy is then free of faults."""

import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from creditline.policy.load import load_policy
from creditline.policy.write import table_text


def replace_tables(folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Write the given raw tables, by id, into the policy `folder`; return the files that changed.

    The change is tried on a copy first. Raises PolicyRefused and leaves the folder as it is if that has faults.
    """
    changed = {name: text for name, text in _texts(folder, tables).items() if text != _present(folder / name)}
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / "policy"
        shutil.copytree(folder, trial)
        _write(trial, changed)
        load_policy(trial)
    _write(folder, changed)
    return sorted(changed)


def _texts(folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The text of each table at its file's name; a table that did not change keeps its text, comments and all."""
    files = {str(_parsed(path).get("id")): path for path in sorted((folder / "tables").glob("*.toml"))}
    texts = {}
    for name, data in tables.items():
        path = files.get(name)
        same = path is not None and table_text(_parsed(path)) == table_text(data)
        place = f"tables/{name}.toml" if path is None else path.relative_to(folder).as_posix()
        texts[place] = path.read_text(encoding="utf-8") if same and path is not None else table_text(data)
    return texts


def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def _present(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
