"""`creditline law`, as a shell calls it: the rules at two times, and decisions that came before a rule was known."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from building import make_stamp, make_terms
from creditline.law.shipped import pack_text
from creditline.lines.commands import Draw, OpenLine
from creditline.store.database import Database
from creditline.usecases.seed_decisions import seed_decisions
from creditline.usecases.writer import Writer

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = {"line_salaried_0000": 1_000_000, "line_salaried_0001": 8_000_000}
WITH_THE_LAW_OF_A_FILE = """
import sys
from pathlib import Path
from creditline.law import shipped
text, own = Path(sys.argv.pop(1)).read_bytes(), shipped.pack_text
shipped.pack_text = lambda name: text if name == "cn" else own(name)
from creditline.cli.main import main
main()
"""
ENTERED_LATE = """
[[rule]]
id = "CN-99"
kind = "cap"
title = "For a time, ¥40,000 for consumption"
title_zh = "阶段性上限：消费贷款 4 万元"
verified = "P"
source = "A notice that was found late"
read_in = "the gazette"
read_on = 2026-03-05
[[rule.clause]]
from = {begins}
known_from = 2026-03-05T09:00:00+08:00
when = {{ {when} }}
amount_minor = 4_000_000
"""


@dataclass(frozen=True)
class Shell:
    """A command line in which the law of China has one rule more, which became known on 2026-03-05."""

    law: Path
    url: str

    def law_with(self, begins: str, when: str = 'use = "consumption"') -> "Shell":
        self.law.write_bytes(pack_text("cn") + ENTERED_LATE.format(begins=begins, when=when).encode())
        return self

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", WITH_THE_LAW_OF_A_FILE, str(self.law), "law", *words]
        environment = {**os.environ, "DATABASE_URL": self.url}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def told(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def nowhere(tmp_path: Path) -> Shell:
    """A shell without a database: the rules stand in the product."""
    return Shell(tmp_path / "cn.toml", "postgresql://nowhere/nothing").law_with("2026-03-01")


@pytest.fixture
def book(tmp_path: Path, database_url: str) -> Shell:
    """Two lines of persons, decided on 2 March by the law as it ships, and both confirmed by a draw on 4 March."""
    asyncio.run(_fill(database_url))
    return Shell(tmp_path / "cn.toml", database_url)


async def _fill(url: str) -> None:
    opened_at = BEGIN - timedelta(days=400)
    async with Database(url) as database, Writer(database) as writer:
        for line_id, limit in LIMITS.items():
            stamp = make_stamp(opened_at, key=f"open-{line_id}", booked_at=BEGIN)
            terms = make_terms(opened_on=opened_at.date())
            await writer.submit(OpenLine(line_id=line_id, stamp=stamp, terms=terms, limit_minor=limit, reason="begun"))
        await seed_decisions(database, writer, now=BEGIN)
        for line_id in LIMITS:
            stamp = make_stamp(BEGIN + timedelta(days=2), key=f"draw-{line_id}")
            await writer.submit(Draw(line_id=line_id, stamp=stamp, amount_minor=500, currency="CNY"))


def test_a_rule_is_listed_from_the_instant_on_at_which_it_was_known(nowhere: Shell) -> None:
    asked = ["list", "--pack", "cn", "--kind", "cap", "--on", "2026-03-02", "--known-at"]
    before, after = (nowhere.told(*asked, at) for at in ("2026-03-05T00:59:59", "2026-03-05T09:00:00+08:00"))
    assert {rule["id"] for rule in after} - {rule["id"] for rule in before} == {"CN-99"}
    late = nowhere.told(*asked, "2026-03-05", "--all")
    assert [rule["state"] for rule in late if rule["id"] in {"CN-99", "CN-07", "CN-08"}] == [
        "a draft",
        "unverified, from memory",
        "not known then",
    ]


def test_the_list_has_one_line_a_rule_in_the_language_that_is_asked_for(nowhere: Shell) -> None:
    listed = nowhere.run("list", "--on", "2026-03-02", "--known-at", "2026-03-06").stdout.splitlines()
    assert len(listed) == len(nowhere.told("list", "--on", "2026-03-02", "--known-at", "2026-03-06"))
    (row,) = [line for line in listed if line.startswith("CN-99")]
    assert " ".join(row.split()) == "CN-99 cap 2026-03-01 – P binds For a time, ¥40,000 for consumption"
    chinese = nowhere.run("list", "--pack", "cn", "--language", "zh").stdout
    assert "阶段性上限：消费贷款 4 万元" in chinese
    planned = nowhere.run("list", "--pack", "eu", "--on", "2026-07-01", "--all").stdout
    assert "not in force before 2026-11-20" in planned
    nothing = nowhere.run("list", "--on", "1990-01-01")
    assert (nothing.returncode, nothing.stdout, "--all" in nothing.stderr) == (0, "", True)


def test_a_rule_is_shown_with_source_times_and_words(nowhere: Shell) -> None:
    page = nowhere.run("show", "cn-99", "--on", "2026-03-02", "--known-at", "2026-03-04").stdout
    for said in (
        "阶段性上限",
        "A notice that was found late",
        "the gazette, 2026-03-05",
        "not known then on 2026-03-02, as known at 2026-03-04 08:00",
        "2026-03-05 09:00 – (Asia/Shanghai)",
        "use is consumption",
        "The limit is at most CNY 40000.00.",
    ):
        assert said in page
    told = nowhere.told("show", "CN-99", "--on", "2026-03-02", "--known-at", "2026-03-06")
    assert (told["binds"], told["clauses"][0]["counts"]) == (True, True)
    assert told["clauses"][0]["known_from"] == "2026-03-05T01:00:00+00:00"
    unknown = nowhere.run("show", "CN-98")
    assert (unknown.returncode, "CN-99" in unknown.stderr, "no-such-rule" in unknown.stderr) == (1, True, True)


def test_a_decision_made_before_the_rule_was_known_is_late(book: Shell) -> None:
    found = book.law_with("2026-03-01").told("late")
    assert (found["decisions"], found["confirmations"]) == (2, 2)
    assert [(each["line_id"], each["confirms"]) for each in found["late"]] == [
        ("line_salaried_0001", False),
        ("line_salaried_0001", True),
    ]
    first = found["late"][0]
    assert (first["rule_ids"], first["on"], first["currency"]) == (["CN-99"], "2026-03-02", "CNY")
    then, valid = first["as_known"], first["as_valid"]
    assert (then["cap_minor"], then["limit_minor"], then["effect"]) == (20_000_000, 8_000_000, "kept")
    assert (valid["cap_minor"], valid["limit_minor"], valid["effect"]) == (4_000_000, 4_000_000, "lowered")
    assert valid["binding"] == ["law:CN-99"]
    assert [each["confirms"] for each in book.told("late", "--since", "2026-03-03")["late"]] == [True]
    done = book.run("late")
    assert done.returncode == 0
    assert "as valid  cap CNY 40000.00  limit CNY 40000.00, lowered  bound by law:CN-99" in done.stdout
    assert "2 decisions and 2 confirmations judged by the law as valid: 2 would be otherwise." in done.stderr


def test_a_confirmation_is_late_where_the_rule_counts_only_after_the_decision(book: Shell) -> None:
    found = book.law_with("2026-03-03").told("late")["late"]
    assert [(each["confirms"], each["on"], each["rule_ids"]) for each in found] == [(True, "2026-03-04", ["CN-99"])]


def test_what_a_late_rule_asks_for_and_nobody_knows_cannot_be_told(book: Shell) -> None:
    found = book.law_with("2026-03-01", "households = { above = 1 }").told("late")["late"]
    assert {(each["missing"], each["as_valid"]) for each in found} == {("households", None)}
    assert len(found) == 4
    assert "cannot be told: nobody had asked for the fact 'households'" in book.run("late").stdout


def test_by_the_law_as_it_was_nothing_is_late(book: Shell) -> None:
    assert book.law_with("2026-12-31").told("late")["late"] == []
