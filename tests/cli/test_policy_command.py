import json
import shutil
from pathlib import Path

import pytest

from creditline.cli.main import APP
from creditline.policy.fault import PolicyRefused

EXAMPLE = Path(__file__).parents[1] / "policy" / "example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLE, tmp_path / "policy")


def test_check_says_what_holds_and_names_every_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", folder) == 0
    assert "no gap, no dead row and no overlap in 7 rows" in capsys.readouterr().out
    assert run("check", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["tables"] == {"band": 3, "base": 4}
    change(folder / "tables" / "band.toml", "[500..700)", ">= 500, < 700")
    assert run("check", folder, "--json") == 1
    fault, *others = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["kind"], fault["file"], fault["row"], fault["column"]) == (
        "cell-covers-all",
        "tables/band.toml",
        "B",
        "score",
    )
    assert {one["kind"] for one in others} == {"rows-overlap"}
    with pytest.raises(PolicyRefused, match="A comma means 'or'"):
        run("check", folder)


def test_test_runs_the_cases_and_names_rows_without_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test", folder) == 0
    said = capsys.readouterr().out
    assert "✓ A good borrower with enough income gets the top base" in said
    assert "No case reaches band: C" in said
    change(folder / "cases" / "consumer.toml", "limit_minor = 5000000", "limit_minor = 4000000")
    change(folder / "cases" / "consumer.toml", 'reasons = ["HELD"]', 'reasons = ["LAW"]')
    assert run("test", folder, "--json") == 1
    first, second = json.loads(capsys.readouterr().out)["cases"]
    assert first["differences"] == ["the limit is 5000000, expected 4000000"]
    assert second["differences"] == ["reasons are HELD, expected LAW"]


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_a_sentence_and_no_traceback(
    since: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prove", folder, "--since", since) == 2
    said = capsys.readouterr()
    assert "--since" in said.out + said.err


def test_diff_names_each_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder / "tables" / "band.toml", '[500..700)", "B"', '[500..700)", "C"')
    change(folder / "parameters" / "law.toml", "2025-03-01 = 30000000", "2025-03-01 = 25000000")
    change(folder / "formula.toml", "age_days > 0", "age_days > 1")
    assert run("diff", EXAMPLE, folder, "--json") == 0
    changes = json.loads(capsys.readouterr().out)
    assert [change["place"] for change in changes] == [
        "parameters, consumer_cap from 2025-03-01",
        "tables/band, row B, column band",
        "formula, constraint model",
    ]
    assert run("diff", EXAMPLE, folder) == 0
    assert "tables/band, row B, column band: B → C" in capsys.readouterr().out


def test_tables_go_out_and_come_back(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, model = tmp_path / "tables.xlsx", tmp_path / "tables.dmn"
    assert run("table", folder, "--to-excel", book, "--to-dmn", model) == 0
    change(folder / "tables" / "band.toml", "[500..700)", "[400..700)")
    change(folder / "tables" / "band.toml", "< 500", "< 400")
    assert run("table", folder, "--from-excel", book) == 0
    assert "Changed: tables/band.toml" in capsys.readouterr().err
    assert run("table", folder, "--from-dmn", model) == 0
    assert "Changed: nothing" in capsys.readouterr().err
    assert run("table", folder) == 0
    assert "[500..700)" in capsys.readouterr().out


def test_dmn_evaluates_all_decisions_or_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("table", EXAMPLE, "--to-dmn", tmp_path / "model.dmn") == 0
    inputs = '{"score": 710, "drawn_minor": 800, "current_limit_minor": 1000, "age_days": 3}'
    assert run("dmn", tmp_path / "model.dmn", "--inputs", inputs, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"decisions": {"band": "A", "base": 4000000}}
    assert run("dmn", tmp_path / "model.dmn", "--inputs", '{"score": 499}', "--decision", "band") == 0
    assert capsys.readouterr().out == 'band: "C"\n'


def test_tck_fails_where_nothing_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("tck", tmp_path, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"passed": 0, "total": 0, "failures": []}


def run(*words: object) -> int:
    """Run `creditline policy …`; return its exit status."""
    with pytest.raises(SystemExit) as ended:
        APP(["policy", *map(str, words)])
    return int(ended.value.code or 0)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
