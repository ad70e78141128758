"""The notebook to start with: its cells, run in their order against a real server, with a stand-in for marimo."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from api_caller import Serve, start_clock

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "quickstart.py"
TEXT = NOTEBOOK.read_text(encoding="utf-8")


class App:
    """Collects cells; shows nothing."""

    def __init__(self, **_: Any) -> None:
        self.cells: list[Callable[..., Any]] = []

    def cell(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.cells.append(function)
        return function


def returned(name: str) -> list[str]:
    """The names that a cell gives to the others."""
    cell = next(node for node in ast.walk(ast.parse(TEXT)) if isinstance(node, ast.FunctionDef) and node.name == name)
    given = cell.body[-1]
    assert isinstance(given, ast.Return)
    assert isinstance(given.value, ast.Tuple)
    return [part.id for part in given.value.elts if isinstance(part, ast.Name)]


def run(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[Any]]:
    """Run every cell with what the cells before it gave; return all of that, and the tables shown."""
    shown: list[Any] = []
    tables = SimpleNamespace(table=shown.append)
    marimo = SimpleNamespace(App=App, ui=tables, md=str, vstack=list)
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    known: dict[str, Any] = {}
    for cell in run_path(str(NOTEBOOK))["app"].cells:
        names = cell.__code__.co_varnames[: cell.__code__.co_argcount]
        known |= dict(zip(returned(cell.__name__), cell(*(known[name] for name in names)), strict=True))
    return known, shown


def test_its_cells_run_against_a_server(
    database_url: str, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start_clock(database_url)
    pl.DataFrame({"line_id": ["line_a", "line_b"], "owed_minor": [0, 5]}).write_parquet(tmp_path / "tape.parquet")
    monkeypatch.setenv("CREDITLINE_TAPE", str(tmp_path / "tape.parquet"))
    with serve(database_url) as url:
        monkeypatch.setenv("CREDITLINE_URL", url)
        known, shown = run(monkeypatch)
    assert known["repaid"].line.available == known["repaid"].line.limit == 20_000
    assert known["balance"] == 0
    assert [each["event"] for each in known["told"]] == ["repayment", "draw", "line_opened"]
    assert len(shown) == 5


def test_it_says_what_it_needs() -> None:
    script = re.search(r"# /// script\n(.*?)# ///", TEXT, re.DOTALL)
    assert script
    needs = tomllib.loads(re.sub(r"^# ?", "", script[1], flags=re.MULTILINE))["dependencies"]
    assert {re.split(r"[<>=]", need)[0] for need in needs} == {"creditline", "marimo", "polars"}
