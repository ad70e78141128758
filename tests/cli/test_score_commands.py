"""`creditline score` as it is typed: what it prints, what it refuses, and with which exit status."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

CARD = """
format = 1
base = 600
points_to_double = 100
[bands]
B = 0
A = 620
[[features]]
name = "utilisation"
en = "In use: {value} %"
zh = "使用率：{value}%"
risk = "rises"
decimals = 2
actionable = true
moved_by_repayment = true
cuts = [5000, 9000]
points = [40, 0, -50]
missing = -50
reference = 10
[features.effort]
days = 30
[calibration]
scores = [500, 700]
pd_ppm = [300000, 30000]
"""


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "creditline", "score", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _told(*words: str | Path) -> dict[str, object]:
    done = _run(*words, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture
def card(tmp_path: Path) -> Path:
    (tmp_path / "card.toml").write_text(CARD, encoding="utf-8")
    (tmp_path / "borrower.json").write_text('{"utilisation": 9512}', encoding="utf-8")
    return tmp_path


def test_a_good_card_is_proven_and_a_broken_one_is_not(card: Path) -> None:
    assert _told("verify", card)["holds"] is True
    broken = CARD.replace("[40, 0, -50]", "[40, 41, -50]")
    (card / "card.toml").write_text(broken, encoding="utf-8")
    done = _run("verify", card)
    assert done.returncode == 1
    assert "utilisation < 5000 earns 40, but utilisation ≥ 5000" in done.stdout


def test_a_score_is_explained_with_the_borrowers_own_number(card: Path) -> None:
    told = _told("explain", card, card / "borrower.json", "--language", "zh")
    assert (told["points"], told["band"]) == (550, "B")
    assert told["reasons"] == [{"feature": "utilisation", "lost": 60, "words": "使用率：95.12%"}]


def test_a_path_is_found_with_its_day(card: Path) -> None:
    told = _told("path", card, card / "borrower.json", "--to", "600", "--as-of", "2026-03-01")
    assert told["changes"] == [{"feature": "utilisation", "before": 9512, "to": 8999, "days": 30}]
    assert told["on"] == "2026-03-31"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("{", "holds no values"),
        ("[1]", "no JSON object"),
        ('{"utilisation": 95.12}', "not a whole number"),
        ("{}", "'utilisation' has no value"),
    ],
)
def test_values_that_cannot_be_meant_are_refused(card: Path, values: str, said: str) -> None:
    (card / "borrower.json").write_text(values, encoding="utf-8")
    done = _run("explain", card, card / "borrower.json")
    assert done.returncode == 1
    assert said in " ".join(done.stderr.split())


def test_a_card_is_trained_shown_and_verified_from_a_csv(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    debt = chance.integers(0, 1_000, 900)
    bad = (chance.random(900) < 0.1 + 0.6 * debt / 1_000).astype(int)
    pl.DataFrame({"debt": debt, "grade": chance.choice(["a", "b"], 900).tolist(), "bad": bad}).write_csv(
        tmp_path / "loans.csv"
    )
    told = _told("train", tmp_path / "loans.csv", "--target", "bad", "--out", tmp_path / "card", "--threads", "1")
    assert told["auc"] > 0.6  # type: ignore[operator]
    assert {file.name for file in (tmp_path / "card").iterdir()} == {"card.toml", "report.html", "model_card.md"}
    assert _told("verify", tmp_path / "card")["id"] == told["id"]
    assert "debt" in _run("show", tmp_path / "card").stdout


def test_a_wrong_target_is_answered_on_one_line_with_the_nearest_column(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("debt,defaulted\n1,0\n", encoding="utf-8")
    done = _run("train", tmp_path / "loans.csv", "--target", "default", "--out", tmp_path / "card")
    assert done.returncode == 1
    assert "There is no column 'default'. Nearest: defaulted" in " ".join(done.stderr.split())
    assert "column-unknown" in done.stderr
    assert not (tmp_path / "card").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "data.csv", "--target", "bad", "--out", "out", "--threads", "0"), "--threads"),
        (("train", "data.csv", "--target", "bad", "--out", "out", "--pairs", "-1"), "--pairs"),
        (("explain", "card.toml", "borrower.json", "--language", "fr"), "--language"),
    ],
)
def test_an_option_that_cannot_be_is_named_and_no_traceback(words: tuple[str, ...], said: str) -> None:
    done = _run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
