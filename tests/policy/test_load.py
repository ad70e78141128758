import shutil
from pathlib import Path

import pytest

from creditline.policy.fault import FaultKind, PolicyRefused
from creditline.policy.load import load_policy, policy_hash

EXAMPLE = Path(__file__).parent / "example"

BASE, BAND, FORMULA, CASES = "tables/base.toml", "tables/band.toml", "formula.toml", "cases/consumer.toml"
LAW = "parameters/law.toml"

FAULTS = [
    (BAND, '"[500..700)"', '"[500..690)"', "gap", "", "", "score is 690"),
    (BAND, '"[500..700)"', '"[500..710)"', "rows-overlap", "B", "", "Rows 'A' and 'B' both apply where score is 700"),
    (BAND, '"[500..700)"', '">= 500, < 700"', "cell-covers-all", "B", "score", "A comma means 'or'"),
    (BAND, '"[500..700)"', '"(500..501)"', "cell-never-true", "B", "score", "true for no value"),
    (BAND, '"[500..700)"', '"[500..7000)"', "cell-meaningless", "B", "score", "'7000' is not"),
    (BAND, '"[500..700)"', '"five"', "cell-meaningless", "B", "score", "an expression is not"),
    (BAND, '"[500..700)"', '"[500..700"', "cell-malformed", "B", "score", "not closed"),
    (BAND, '"[500..700)"', '"every x in y"', "cell-outside-language", "B", "score", "'every'"),
    (BAND, '"B", "SCORE"]', '"Z", "SCORE"]', "value-outside", "B", "band", "'Z' is no value"),
    (BAND, '"B", "SCORE"]', '"SCORE"]', "row-shape", "B", "", "does not have its 4 entries"),
    (BAND, '["B",', '["A",', "name-twice", "A", "", "another row with this id"),
    (BAND, 'fact = "score"', 'fact = "scores"', "name-unknown", "", "scores", "There is no fact"),
    (BAND, 'hit = "UNIQUE"', 'hit = "PRIORITY"', "type-wrong", "", "hit", "no hit policy"),
    (BAND, 'hit = "UNIQUE"', "", "key-missing", "", "hit", "'hit' is missing"),
    (BAND, 'hit = "UNIQUE"', 'hit = "UNIQUE"\nnote = 1', "key-unknown", "", "note", "means nothing here"),
    (BAND, 'zh = "您的评分为{score}。"', "", "text-missing", "", "reasons.SCORE", "no text in 'zh'"),
    (BAND, 'zh = "您的评分为{score}。"', 'zh = "您的评分。"', "text-differs", "", "reasons.SCORE", "different names"),
    (BAND, "rows = [", "rows = ", "unreadable", "", "", "cannot be read"),
    (BASE, "'\"A\"',      '< 800'", "'\"A\"',      '-'", "row-dead", "A2", "", "earlier rows cover"),
    (BASE, '"drawn_minor", "current', '"score", "current', "unit-mismatch", "", "ratio", "points ÷ minor"),
    (BASE, "when_zero = 0, ", "", "key-missing", "", "when_zero", "zero below the line"),
    (FORMULA, "@consumer_cap", "score", "unit-mismatch", "law", "is", "This is in points"),
    (FORMULA, "@consumer_cap", "@consumer_cup", "name-unknown", "law", "is", "no parameter '@consumer_cup'"),
    (FORMULA, "/ 10000)", "/ score)", "divisor", "income_cap", "is", "The divisor can be 0"),
    (FORMULA, "/ 10000)", "/ 0)", "divisor", "income_cap", "is", "The divisor can be 0"),
    (FORMULA, "floor(income", "sqrt(income", "formula-malformed", "income_cap", "is", "no function of formulas"),
    (FORMULA, "income_minor *", "income_minor / ", "formula-malformed", "income_cap", "is", "does not stand alone"),
    (FORMULA, "income_minor *", "income_minor * drawn_minor *", "too-wide", "income_cap", "is", "64 bits"),
    (FORMULA, "multiple_minor = 10000", "multiple_minor = 0", "type-wrong", "", "multiple_minor", "The multiple is 0"),
    (CASES, "score = 800, ", "", "case-fact", "A good", "score", "lacks facts"),
    (CASES, "score = 800, ", "score = 8000, ", "value-outside", "A good", "score", "8000 is no value"),
    (CASES, 'base = "A1"', 'base = "A9"', "name-unknown", "A good", "rows", "no row 'base.A9'"),
    ("facts.toml", "high = 1000,", "high = -1,", "domain-empty", "score", "", "empty"),
    ("facts.toml", 'unit = "points"', "unit = 3", "type-wrong", "score", "unit", "not a text"),
    ("facts.toml", "score =", "Score =", "name-malformed", "Score", "Score", "is no name"),
    (LAW, "{ 2020-01-01 = 30000 }", "{}", "parameter-undated", "income_multiple", "values", "no value"),
    ("promises.toml", "[P1]", "[P9]", "name-unknown", "P9", "", "no promise"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "good", "bad", "kind", "row", "column", "says"), FAULTS)
def test_a_fault_has_its_kind_file_row_column_and_mend(
    file: str, good: str, bad: str, kind: str, row: str, column: str, says: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    text = (folder / file).read_text(encoding="utf-8")
    assert good in text
    (folder / file).write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    fault = refused.value.faults[0]
    assert (fault.kind, fault.file, fault.column) == (kind, file, column)
    assert fault.row.startswith(row)
    assert says in fault.sentence
    assert fault.mend
    assert fault.place in str(refused.value)


def test_every_kind_of_fault_has_an_example_and_a_heading_in_the_reference() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "policy-language.md"
    headings = {line.removeprefix("### ") for line in page.read_text(encoding="utf-8").splitlines()}
    assert {str(kind) for kind in FaultKind} <= headings
    assert {kind for _, _, _, kind, *_ in FAULTS} == {str(kind) for kind in FaultKind}


def test_a_text_that_fills_in_an_unknown_name_is_named_by_its_own_file(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    for file in (BAND, FORMULA):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace("{", "{un").replace("{un ", "{ "), encoding="utf-8")
    (folder / BAND).rename(folder / "tables" / "another.toml")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    places = {(fault.file, fault.column) for fault in refused.value.faults}
    assert places == {("tables/another.toml", "reasons.SCORE"), (FORMULA, "text")}


def test_a_file_that_windows_saved_with_a_mark_is_read(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    for path in folder.rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_policy(folder).tables == load_policy(EXAMPLE).tables


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    for file in (BAND, LAW):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace('zh = "', 'chinese = "'), encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert {fault.file for fault in refused.value.faults} == {BAND, LAW}
    assert len(refused.value.faults) > 2


def test_a_missing_folder_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"policy\.toml"):
        load_policy(tmp_path / "nowhere")


def test_the_hash_follows_every_file(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    before = policy_hash(folder)
    assert load_policy(folder).sha256 == before == policy_hash(EXAMPLE)
    (folder / "promises.toml").write_text("", encoding="utf-8")
    assert policy_hash(folder) != before


def test_a_fact_may_not_have_the_name_of_what_a_decision_adds(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "policy")
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("income_minor", "base_amount_minor")
        path.write_text(text.replace("current_limit_minor", "limit_minor"), encoding="utf-8")
    with pytest.raises(PolicyRefused) as refused:
        load_policy(folder)
    assert [fault.column for fault in refused.value.faults] == ["base_amount_minor", "limit_minor"]
