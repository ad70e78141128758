"""The page of the rules says what the data says."""

from collections.abc import Iterator
from pathlib import Path

from creditline.law.rule import Clause, Rule
from creditline.law.shipped import PACKS, pack

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "law.md"


def test_every_rule_stands_on_the_page_as_the_data_has_it() -> None:
    said = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [row for row in rows() if row not in said]
    assert not missing, "docs/reference/law.md lacks these rows:\n" + "\n".join(missing)


def test_no_rule_stands_on_the_page_that_is_not_in_the_data() -> None:
    known = set(rows())
    said = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `") and "-" in line[:9]
    ]
    assert [line for line in said if line not in known] == []


def rows() -> Iterator[str]:
    for name in PACKS:
        yield from (row(rule) for rule in pack(name).rules)


def row(rule: Rule) -> str:
    binds = "yes" if rule.binds else "no"
    times = "; ".join(dict.fromkeys(time_of(clause) for clause in rule.clauses))
    cells = [f"`{rule.id}`", rule.kind.value, rule.title, times, rule.verified.value, binds, rule.source.instrument]
    return f"| {' | '.join(cells)} |"


def time_of(clause: Clause) -> str:
    return f"{clause.valid_from} – {clause.valid_to or ''}".rstrip()
