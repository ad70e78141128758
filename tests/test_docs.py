"""What the documentation says exists, and what exists is in the documentation.

Outcomes, errors that are classes, and invariants are looked after by test_tidy.py.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import psycopg
from cyclopts import App

from creditline.cli.main import APP
from creditline.ledger.account import Account
from creditline.lines.event import EventKind
from creditline.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "creditline"
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CALL = re.compile(r"^(?:\.venv/bin/)?creditline ((?:[a-z]+ ?)+)(.*)$", re.MULTILINE)
_MAKE = re.compile(r"\bmake ([a-z0-9]+)")


def test_every_command_and_its_flags_have_a_place_in_the_reference() -> None:
    sections = _sections(REFERENCE / "cli.md", "## ")
    missing = []
    for words, app in _commands(APP, ("creditline",)):
        names = [name for argument in app.assemble_argument_collection() for name in argument.names]
        flags = [name for name in names if name.startswith("-")]
        heading = " ".join([*words, *(name for name in names if name not in flags)])
        said = sections.pop(heading, None)
        missing += [heading] if said is None else [f"{heading} {flag}" for flag in flags if f"`{flag}" not in said]
    assert missing == []
    assert [heading for heading in sections if heading.startswith("creditline")] == []


def test_the_variables_of_the_environment_are_in_the_reference() -> None:
    named = {name for text in _sources() for name in re.findall(r'"((?:CREDITLINE|DATABASE)_[A-Z_]+)"', text)}
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in _text(REFERENCE / "cli.md")] == []


def test_every_kind_of_event_and_every_account_is_explained() -> None:
    page = REFERENCE / "events.md"
    assert sorted(_sections(page, "### ")) == sorted(kind.value for kind in EventKind)
    assert [account.value for account in Account if f"| `{account}` |" not in _text(page)] == []


def test_every_problem_the_api_can_answer_with_is_explained() -> None:
    codes = set(_problem_codes())
    assert {"internal", "not-found", "idempotency-key-missing"} <= codes
    assert sorted(codes - set(_sections(REFERENCE / "errors.md", "### "))) == []


def test_every_address_of_the_api_is_in_the_reference() -> None:
    page = _text(REFERENCE / "api.md")
    paths = create_app("postgresql://nowhere/nothing").openapi_schema.paths or {}
    asked = [(method, path) for path, item in paths.items() for method in ("get", "post") if getattr(item, method)]
    assert asked
    assert [f"{method} {path}" for method, path in asked if f"`{method.upper()} {path}`" not in page] == []


def test_every_metric_is_explained() -> None:
    made = re.findall(r'(Gauge|Counter)MetricFamily\(\s*"(creditline_[a-z_]+)"', _text(SOURCE / "web" / "health.py"))
    named = {name if kind == "Gauge" else f"{name}_total" for kind, name in made}
    assert named
    page = _text(ROOT / "docs" / "how-to" / "run-in-production.md")
    assert [name for name in sorted(named) if f"| `{name}` |" not in page] == []


def test_every_table_and_column_is_explained(database_url: str) -> None:
    columns = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    with psycopg.connect(database_url) as connection:
        found = connection.execute(columns).fetchall()
    sections = _sections(REFERENCE / "schema.md", "## ")
    assert {table for table, _ in found} <= set(sections)
    assert [f"{table}.{column}" for table, column in found if f"`{column}`" not in sections[table]] == []


def test_the_grants_are_as_the_reference_says(database_url: str) -> None:
    query = (
        "SELECT table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type) "
        "FROM information_schema.role_table_grants WHERE grantee = 'creditline_app' GROUP BY table_name"
    )
    with psycopg.connect(database_url) as connection:
        granted = dict(connection.execute(query).fetchall())
    grants = _sections(REFERENCE / "schema.md", "## ")["Append-only by grant"]
    assert granted.pop("event") == granted.pop("entry") == "INSERT, SELECT"
    assert "| `event`, `entry` | `SELECT`, `INSERT` |" in grants
    for table in ("line", "hold", "sandbox_clock"):
        assert granted.pop(table) == "INSERT, SELECT, UPDATE"
    assert "| `line`, `hold`, `sandbox_clock` | `SELECT`, `INSERT`, `UPDATE` |" in grants
    assert [table for table in granted if f"`{table}`" not in grants] == []


def test_every_link_leads_somewhere() -> None:
    broken = [f"{_shown(page)}: {link}" for page in PAGES for link in _links(page) if not _leads_somewhere(page, link)]
    assert broken == []


def test_every_page_is_in_the_index() -> None:
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in _links(ROOT / "docs" / "README.md")}
    parts = [page for page in PAGES if page.parent.name in {"tutorial", "how-to", "reference", "explanation"}]
    assert [_shown(page) for page in parts if page not in linked] == []


def test_commands_in_the_documentation_exist() -> None:
    known = {" ".join(words[1:]) for words, _ in _commands(APP, ("creditline",))}
    called = [(page, words.strip()) for page in PAGES for words, _ in _CALL.findall(_code(page))]
    assert called
    unknown = [f"{_shown(page)}: creditline {words}" for page, words in called if not _begins_with(words, known)]
    assert unknown == []


def test_flags_in_the_documentation_exist() -> None:
    flags = {words[1:]: _flags(app) for words, app in _commands(APP, ("creditline",))}
    unknown = []
    for page in PAGES:
        for words, rest in _CALL.findall(_code(page)):
            known = next(known for command, known in flags.items() if _begins_with(words.strip(), [" ".join(command)]))
            given = re.findall(r"(?<!\S)--[a-z-]+", rest.partition("#")[0])
            unknown += [f"{_shown(page)}: creditline {words}{flag}" for flag in given if flag not in known]
    assert unknown == []


def test_make_targets_in_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    named = {(_shown(page), target) for page in PAGES for target in _MAKE.findall(_code(page) + _spans(page))}
    assert ("README.md", "demo") in named
    assert ("README.md", "test") in named
    assert [f"{page}: make {target}" for page, target in sorted(named) if target not in targets] == []


def test_every_make_target_is_explained() -> None:
    targets = re.findall(r"^([a-z0-9]+):.*## ", _text(ROOT / "Makefile"), re.MULTILINE)
    page = _text(ROOT / "docs" / "how-to" / "develop.md")
    assert [target for target in targets if f"| `make {target}` |" not in page] == []


def test_the_chinese_readme_has_all_the_english_one_has() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert _levels(chinese) == _levels(english)
    assert _FENCE.findall(_text(chinese)) == _FENCE.findall(_text(english))
    theirs = [link.replace(".zh-CN.", ".") for link in _links(chinese)[1:]]
    assert theirs == _links(english)[1:]  # the first leads to the other language
    assert (_links(chinese)[0], _links(english)[0]) == (english.name, chinese.name)


def test_the_glossary_has_one_row_a_term() -> None:
    rows = [line.split("|")[1].strip() for line in _text(REFERENCE / "glossary.md").splitlines() if line[:2] == "| "]
    terms = [term for term in rows if term != "term"]
    assert sorted(terms) == sorted(set(terms))


def test_headings_of_a_page_can_be_told_apart() -> None:
    twice = []
    for page in PAGES:
        headings = sorted(_slug(heading) for _, heading in _headings(page))
        if page.name != "CHANGELOG.md":
            twice += [f"{_shown(page)}: {one}" for one, other in pairwise(headings) if one == other]
    assert twice == []


def test_no_page_speaks_of_the_machine_it_was_written_on() -> None:
    private = re.compile(r"/(?:work|root|home)/|\.\./shared|127\.0\.0\.1:8[1-9]")
    assert [_shown(page) for page in PAGES if private.search(_text(page))] == []


def _commands(app: App, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], App]]:
    """Yield the words and the app of every command that does something."""
    if app.default_command:
        yield words, app
    for name in app:
        if not name.startswith("-"):
            yield from _commands(app[name], (*words, name))


def _flags(app: App) -> set[str]:
    return {name for argument in app.assemble_argument_collection() for name in argument.names}


def _begins_with(words: str, commands: Iterable[str]) -> bool:
    return any(words == command or words.startswith(f"{command} ") for command in commands)


def _problem_codes() -> Iterator[str]:
    """Yield the codes that web/problems.py makes itself."""
    tree = ast.parse(_text(SOURCE / "web" / "problems.py"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").lower().endswith("fault"):
            yield from (str(part.value) for part in node.args[1:2] if isinstance(part, ast.Constant))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
            code = str(node.elts[0].value)
            if re.fullmatch(r"[a-z]+(-[a-z]+)+", code):
                yield code


def _sources() -> list[str]:
    return [_text(path) for path in sorted(SOURCE.rglob("*.py"))]


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    return _FENCE.sub("", _text(page))


def _code(page: Path) -> str:
    """Return what a page shows to be typed."""
    return "\n".join(code for language, code in _FENCE.findall(_text(page)) if language == "sh")


def _spans(page: Path) -> str:
    return "\n".join(re.findall(r"`([^`\n]+)`", _prose(page)))


def _links(page: Path) -> list[str]:
    """Return the links of a page that lead to a file or a heading of ours."""
    return [link for link in _LINK.findall(_prose(page)) if not re.match(r"[a-z]+:", link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or anchor in {_slug(heading) for _, heading in _headings(target)}


def _headings(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"^(#+) (.+)$", _prose(page), re.MULTILINE)


def _levels(page: Path) -> list[str]:
    return [level for level, _ in _headings(page)]


def _slug(heading: str) -> str:
    """Name a heading as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _sections(page: Path, mark: str) -> dict[str, str]:
    """Return the text below each heading that begins with `mark`."""
    parts = re.split(rf"^{mark}(.+)$", _text(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
