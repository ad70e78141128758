"""`creditline features` and the registry's part of `creditline score`, as they are typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from test_score_commands import CARD

from creditline.features.catalogue import CATALOGUE
from creditline.store.feature_sql import Dialect, feature_statement

LINE = (
    "INSERT INTO line VALUES ('line_shop', 'Shop', 'CNY', 0, 'act/365', 'UTC', '2026-01-01', NULL, 'open', 10000, 4000,"
    " 0, 0, 0, 0, 0, '2026-01-02', '2026-01-02T09:00:00Z', 2)"
)
EVENTS = [
    ("line_opened", 1, 0, "2026-01-01T09:00:00Z", 0),
    ("draw", 2, 4_000, "2026-01-02T09:00:00Z", 4_000),
]
EVENT = (
    "INSERT INTO event (line_id, kind, version, outcome, amount_minor, effective_at, booked_at, actor, forced, status,"
    " limit_minor, principal_minor, interest_minor, fees_minor, credit_minor, held_minor, available_minor,"
    " accrual_residue, accrued_on, moved_at)"
    " VALUES ('line_shop', %s, %s, 'accepted', %s, %s, '2026-01-02T09:00:00Z', 'test', false, 'open', 10000, %s, 0, 0,"
    " 0, 0, 6000, 0, '2026-01-02', '2026-01-02T09:00:00Z')"
)


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    """A book of one line: opened, and 40 % of its limit drawn the day after."""
    with psycopg.connect(database_url) as connection:
        connection.execute(LINE)
        for kind, version, amount, at, principal in EVENTS:
            connection.execute(EVENT, [kind, version, amount, at, principal])
    where = conninfo_to_dict(database_url)
    url = "postgresql://?" + "&".join(f"{name}={value}" for name, value in where.items())
    return {**os.environ, "DATABASE_URL": url}


def run(environment: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "creditline", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def told(environment: dict[str, str], *words: str | Path) -> dict[str, object]:
    done = run(environment, *words, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_features_are_shown_rebuilt_checked_and_exported(environment: dict[str, str], tmp_path: Path) -> None:
    shown = told(environment, "features", "show", "line_shop", "--at", "2026-01-02")
    assert list(shown) == [feature.name for feature in CATALOGUE]
    assert (shown["utilisation"], shown["draw_count_30d"], shown["income_verified_days"]) == (4_000, 1, None)
    assert told(environment, "features", "rebuild")["lines"] == 1
    out = tmp_path / "observations.parquet"
    assert told(environment, "features", "export", "--out", out)["observations"] == 2
    asked = "(SELECT 'line_shop' AS line_id, 20455 AS day)"
    statement = feature_statement(Dialect.DUCKDB, observation=f"'{out}'", asked=asked)
    (row,) = duckdb.sql(statement).fetchall()
    assert row[2:] == tuple(shown.values())


def test_a_line_that_is_not_there_is_one_sentence_and_a_code(environment: dict[str, str]) -> None:
    done = run(environment, "features", "rebuild", "--line", "line_gone")
    assert done.returncode == 1
    assert "There is no line 'line_gone'" in done.stderr
    assert "line-unknown" in done.stderr


def test_a_card_is_registered_activated_used_and_watched(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "card.toml").write_text(CARD, encoding="utf-8")
    card = told(environment, "score", "register", folder)
    assert card["new"] is True
    asked = ["score", "activate", str(card["id"])[:15], "--role", "champion", "--assessment", "pia-7", "--by", "Ana"]
    refused = run(environment, *asked, "--second", "Ana")
    assert (refused.returncode, "second-person-missing" in refused.stderr) == (1, True)
    assert told(environment, *asked, "--second", "Bo")["card_id"] == card["id"]
    assert told(environment, "score", "book") == {"lines": 1, "cards": 1}
    assert told(environment, "score", "monitor")["card_id"] == card["id"]
    assert told(environment, "score", "feedback") == {"rules": [], "labels": {}, "early": 0}
