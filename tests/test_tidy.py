"""The rules of the house that formatters cannot see. Each test names the file and the line that breaks one."""

import ast
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from creditline.lines.outcome import Outcome

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "creditline"
REFERENCE = ROOT / "docs" / "reference"

EXACT = [
    "money",
    "ledger",
    "customers",
    "lines",
    "funding",
    "law",
    "features",
    "policy",
    "decisions",
    "scoring",
    "appeals",
    "notices",
]
TIMELESS = [
    "access",
    "appeals",
    "dates",
    "money",
    "ledger",
    "customers",
    "lines",
    "funding",
    "law",
    "features",
    "policy",
    "scoring",
    "decisions",
    "notices",
    "simulation",
    "usecases",
]
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc", "tools", "shared"}

LONGEST_FUNCTION, LONGEST_FILE = 60, 350
MEDIAN_FUNCTION, NINE_OF_TEN_FUNCTIONS = 8, 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_money_is_never_a_float_and_never_divided() -> None:
    def breaks(node: ast.AST) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            return f"the float {node.value}"
        if isinstance(node, ast.Call) and _name(node.func) == "float":
            return "float(…)"
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            return "a division with /"
        return None

    _expect_none(_found(EXACT, breaks), "Money is whole minor units. Use integers and money.rounding")


def test_statements_of_sql_stand_in_store() -> None:
    statement = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|COPY|LISTEN|NOTIFY)\b")

    def breaks(node: ast.AST) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value):
            return repr(node.value[:40])
        return None

    packages = [folder.name for folder in SOURCE.iterdir() if folder.is_dir() and folder.name != "store"]
    _expect_none(_found(packages, breaks), "SQL belongs into store/queries, under a name")


def test_the_domain_never_asks_what_time_it_is() -> None:
    def breaks(node: ast.AST) -> str | None:
        if isinstance(node, ast.Attribute) and _reads_clock(node):
            return f"{_name(node.value)}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            return next((f"time.{name.name}" for name in node.names if name.name not in PATIENCE), None)
        return None

    found = _found(TIMELESS, breaks)
    outside = (place for place in found if not place.startswith("src/creditline/dates/clock.py:"))
    _expect_none(outside, "Time is passed in; only dates/clock.py reads the clock (usecases may measure patience)")


PATIENCE = {"monotonic", "sleep"}


def _reads_clock(node: ast.Attribute) -> bool:
    of_what = _name(node.value)
    if of_what == "time":
        return node.attr not in PATIENCE
    return of_what in {"datetime", "date"} and node.attr in {"now", "utcnow", "today"}


def test_patience_is_measured_in_usecases_only() -> None:
    def breaks(node: ast.AST) -> str | None:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        from_time = isinstance(node, ast.ImportFrom) and node.module == "time"
        return "time" if from_time or (isinstance(node, ast.Import) and "time" in names) else None

    pure = [name for name in TIMELESS if name != "usecases"]
    _expect_none(_found(pure, breaks), "The domain has no use for the module time")


def test_functions_stay_short() -> None:
    lengths = sorted((_length(node), place) for place, node in _functions())
    too_long = [f"{place}: {length} lines" for length, place in lengths if length > LONGEST_FUNCTION]
    _expect_none(too_long, f"A function has at most {LONGEST_FUNCTION} lines")
    assert median(length for length, _ in lengths) <= MEDIAN_FUNCTION, "half of all functions are too long"
    nine_of_ten, place = lengths[len(lengths) * 9 // 10]
    assert nine_of_ten <= NINE_OF_TEN_FUNCTIONS, (
        f"{place} and a tenth of all functions have {nine_of_ten} or more lines"
    )


def test_files_stay_short() -> None:
    lengths = ((path, len(_text(path).splitlines())) for path in _files([""]))
    too_long = (f"{_shown(path)}:{length}" for path, length in lengths if length > LONGEST_FILE)
    _expect_none(too_long, f"A file has at most {LONGEST_FILE} lines; this one holds more than one idea")


def test_modules_are_named_for_what_they_hold() -> None:
    vague = (_shown(path) for path in _files([""]) if {path.stem, path.parent.name} & SAYS_NOTHING)
    _expect_none(vague, "A module is named for its one idea")


def test_every_outcome_is_explained() -> None:
    headings = _headings("outcomes.md")
    missing = (f"### {outcome.value}" for outcome in Outcome if outcome.value not in headings)
    _expect_none(missing, "docs/reference/outcomes.md lacks these headings")


def test_outcomes_are_explained_in_their_order_of_precedence() -> None:
    explained = [name for name in _headings("outcomes.md") if name in set(Outcome)]
    assert explained == [outcome.value for outcome in Outcome]


def test_every_error_is_explained() -> None:
    headings = _headings("errors.md")
    missing = (f"{place}: ### {code}" for place, code in _error_codes() if code not in headings)
    _expect_none(missing, "docs/reference/errors.md lacks these headings")


def test_no_error_is_explained_that_no_code_raises() -> None:
    text = "\n".join(_text(path) for path in _files([""]))
    stale = (f"### {heading}" for heading in _headings("errors.md") if f'"{heading}"' not in text)
    _expect_none(stale, "docs/reference/errors.md explains codes that are gone")


def test_every_invariant_is_explained_in_its_own_words() -> None:
    page = " ".join(_text(REFERENCE / "invariants.md").split())
    missing = []
    for path in sorted((SOURCE / "store" / "queries" / "check").glob("*.sql")):
        comment = [line.removeprefix("--").strip() for line in _text(path).splitlines() if line.startswith("--")]
        if f"### {path.stem} > {' '.join(comment)}" not in page:
            missing.append(f"{_shown(path)}:1")
    _expect_none(missing, "docs/reference/invariants.md lacks a heading with this sentence")


def test_nothing_built_is_committed() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    built = re.compile(
        r"(^|/)(static|node_modules|dist|build|\.venv|__pycache__)/|\.(mo|pyc|whl|tgz|min\.js|min\.css)$"
    )
    _expect_none(filter(built.search, listed.stdout.splitlines()), "Built files are made, not committed")


def _found(packages: list[str], breaks: Callable[[ast.AST], str | None]) -> Iterator[str]:
    """Yield "file:line: what" for every node in the packages that breaks a rule."""
    for path in _files(packages):
        for node in ast.walk(_tree(path)):
            what = breaks(node)
            if what:
                yield f"{_shown(path)}:{getattr(node, 'lineno', 0)}: {what}"


def _functions() -> Iterator[tuple[str, Function]]:
    for path in _files([""]):
        for node in ast.walk(_tree(path)):
            if isinstance(node, Function):
                yield f"{_shown(path)}:{node.lineno} {node.name}", node


def _length(function: Function) -> int:
    """Lines of the body, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _error_codes() -> Iterator[tuple[str, str]]:
    for path in _files([""]):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                yield from ((f"{_shown(path)}:{line}", code) for line, code in _codes_in(node))


def _codes_in(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        if [_name(target) for target in targets] == ["code"] and isinstance(value, ast.Constant):
            yield statement.lineno, str(value.value)


def _headings(page: str) -> list[str]:
    """Return the third-level headings of a page of the reference, without code marks."""
    return [
        line.removeprefix("### ").strip(" `")
        for line in _text(REFERENCE / page).splitlines()
        if line.startswith("### ")
    ]


def _name(node: ast.AST | None) -> str:
    """Return the last part of a name: `datetime` of `datetime`, and of `x.datetime`."""
    return getattr(node, "id", getattr(node, "attr", ""))


def _files(packages: list[str]) -> list[Path]:
    return sorted(path for package in packages for path in (SOURCE / package).rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_text(path))


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _expect_none(offenders: Iterator[str] | list[str], rule: str) -> None:
    listed = sorted(offenders)
    assert not listed, f"{rule}:\n  " + "\n  ".join(listed)
