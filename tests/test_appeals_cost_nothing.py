"""Using one's rights costs nothing: what decides limits cannot know who has appealed."""

import ast
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "creditline"
QUERIES = SOURCE / "store" / "queries"
TABLES = re.compile(r"\b(appeal|appeal_event|appeal_look|paper|audit|borrower_session)\b")
DECIDES = ["money", "ledger", "customers", "lines", "funding", "law", "features", "scoring", "policy", "decisions"]
MAY_READ = {"appeals", "audit", "people"}


def test_no_query_reads_appeals_but_those_of_appeals() -> None:
    others = [path for path in QUERIES.rglob("*.sql") if path.relative_to(QUERIES).parts[0] not in MAY_READ]
    assert len(others) > 40
    assert [path.name for path in others if TABLES.search(_statement(path))] == []


def test_nothing_that_decides_a_limit_imports_appeals() -> None:
    files = [path for package in DECIDES for path in (SOURCE / package).rglob("*.py")]
    assert files
    assert [str(path) for path in files if any("appeals" in name for name in _imports(path))] == []


def test_the_one_way_from_an_appeal_to_a_line_is_its_effect() -> None:
    writers = {
        path.stem
        for path in (SOURCE / "usecases").glob("*.py")
        if {"creditline.store.appeals", "creditline.usecases.writer"} <= _imports(path)
    }
    assert writers == {"decide_appeal"}


def _statement(path: Path) -> str:
    """The SQL of a file without its comments and its texts."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("--"))
    return re.sub(r"'[^']*'", "''", "\n".join(lines))


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
