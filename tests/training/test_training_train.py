"""From a file to a folder: what is written, what is told, and what is refused."""

import tomllib
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from made_up_borrowers import behaviour, borrowers, outcomes

from creditline.scoring.card import CategoryFeature
from creditline.scoring.folder import card_id, load_card
from creditline.scoring.proof import prove
from creditline.training.features import RepaymentPointsTheBadWay, check_signs
from creditline.training.fit import Settings
from creditline.training.leaks import FeatureLeaks
from creditline.training.measure import calibration_error, stability
from creditline.training.plots import points_by_bin
from creditline.training.report import FolderTaken, FolderUnwritable, write_folder
from creditline.training.spec import Spec, SpecInvalid, spec_of
from creditline.training.table import OneClass
from creditline.training.train import NothingLeft, Trained, train, usable_spec

QUICK = Settings(folds=3, pairs=1, threads=1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    file = tmp_path_factory.mktemp("data") / "made_up.csv"
    data = borrowers(1_200)
    months = [f"2026-{1 + row * 6 // data.height:02}-15" for row in range(data.height)]
    data.with_columns(when=pl.Series(months).str.to_date(), region=pl.lit("north")).write_csv(file)
    spec = replace(behaviour(), date="when", groups=("trade",))
    return train(file, "bad", spec=spec, settings=QUICK)


def test_the_latest_fifth_is_held_out_whole_days_at_a_time(trained: Trained) -> None:
    dates = trained.data["when"].to_numpy()
    assert dates[trained.trained_on].max() < dates[trained.evidence.rows].min()
    assert len(trained.trained_on) + len(trained.evidence.rows) == trained.data.height


def test_the_evidence_is_of_the_card_that_is_written(trained: Trained) -> None:
    assert trained.evidence.measures.auc > 0.6
    assert trained.evidence.paradoxes["repaid in full"].rose == 0
    assert trained.card.origin.rows == len(trained.trained_on)


def test_a_folder_holds_the_card_a_report_and_a_model_card(trained: Trained, tmp_path: Path) -> None:
    identity = write_folder(trained, tmp_path / "card")
    card = load_card(tmp_path / "card")
    assert card_id(card) == identity
    assert prove(card).holds
    report = (tmp_path / "card" / "report.html").read_text(encoding="utf-8")
    assert report.count("<svg") >= 5 + len(card.features)
    assert "By trade" in report
    assert "Stability by month" in report
    assert not any(outside in report for outside in ("<script", "http-equiv", 'src="', "url(http"))
    told = (tmp_path / "card" / "model_card.md").read_text(encoding="utf-8")
    assert identity in told
    assert "## Approval" in told
    assert all(f"`{feature.name}`" in told for feature in card.features)


def test_a_card_is_never_written_over_another_one(trained: Trained, tmp_path: Path) -> None:
    first = write_folder(trained, tmp_path)
    assert write_folder(trained, tmp_path) == first
    (tmp_path / "card.toml").write_text("another", encoding="utf-8")
    with pytest.raises(FolderTaken):
        write_folder(trained, tmp_path)


def test_the_same_input_writes_the_same_report(trained: Trained, tmp_path: Path) -> None:
    write_folder(trained, tmp_path / "one")
    write_folder(trained, tmp_path / "other")
    one, other = ((tmp_path / name / "report.html").read_text(encoding="utf-8") for name in ("one", "other"))
    assert one == other


@pytest.mark.parametrize(
    "leak",
    [
        pl.col("bad"),
        pl.when(pl.col("bad") == 1).then(pl.lit("gone")).otherwise(pl.lit("here")),
        pl.when(pl.col("bad") == 1).then(pl.col("paid")),
        pl.col("bad") * 100 + pl.col("limit") // 1_000,
    ],
    ids=["a copy", "a text", "missing unless bad", "hidden in a number"],
)
def test_a_column_that_knows_the_outcome_is_refused_by_name(leak: pl.Expr) -> None:
    data = borrowers()
    leaking = data.drop("bad").with_columns(data.select(recovered=leak)["recovered"])
    with pytest.raises(FeatureLeaks, match="'recovered'"):
        usable_spec(leaking, outcomes(data), None)
    spec, warnings = usable_spec(leaking, outcomes(data), None, drop_leaking=True)
    assert "recovered" not in {feature.name for feature in spec.features}
    assert any("Dropped 'recovered'" in warning for warning in warnings)


def test_good_features_are_no_leak() -> None:
    data = borrowers()
    spec, warnings = usable_spec(data.drop("bad"), outcomes(data), None)
    assert len(spec.features) == 7
    assert warnings == []


def test_a_feature_that_never_differs_is_left_out_and_told() -> None:
    data = borrowers().with_columns(limit=pl.lit(5_000))
    spec, warnings = usable_spec(data, outcomes(data), behaviour())
    assert "limit" not in {feature.name for feature in spec.features}
    assert warnings == ["Left out 'limit': it is the same in every row."]


def test_if_no_feature_is_left_it_says_so() -> None:
    data = borrowers()
    with pytest.raises(NothingLeft, match="copy"):
        usable_spec(data, outcomes(data), spec_of({"features": {"copy": {"value": "bad"}}}), drop_leaking=True)


def test_a_part_of_the_data_with_one_outcome_is_refused(tmp_path: Path) -> None:
    data = borrowers(400).sort("bad").with_columns(when=pl.int_range(400))
    data.write_parquet(tmp_path / "data.parquet")
    with pytest.raises(OneClass, match="part of the data"):
        train(tmp_path / "data.parquet", "bad", spec=behaviour(), date="when", settings=QUICK)


BAD_WAYS = [
    ({"risk": "falls"}, "declared riskier"),
    ({"risk": "rises", "moved_by_repayment": False}, "declare moved_by_repayment"),
    ({"value": "bill * 10000 // (paid - earlier_bill)"}, "into missing"),
]


@pytest.mark.parametrize(("changes", "said"), BAD_WAYS, ids=[said for _, said in BAD_WAYS])
def test_a_spec_whose_features_a_repayment_moves_the_bad_way_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(RepaymentPointsTheBadWay, match=said):
        check_signs(borrowers(), _with_utilisation(changes))


def _with_utilisation(changes: dict[str, object]) -> Spec:
    told = {"value": "bill * 10000 // limit", "risk": "rises", "moved_by_repayment": True, **changes}
    others = tuple(part for part in behaviour().features if part.name != "utilisation")
    (changed,) = spec_of({"features": {"utilisation": told}}).features
    return replace(behaviour(), features=(*others, changed))


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ({"value": "a", "moved_by_repayment": True}, "must say whether it rises or falls"),
        ({"value": "a", "category": "a"}, "give either"),
        ({}, "give either"),
        ({"category": "a", "risk": "rises"}, "no order"),
        ({"value": "a", "risk": "up"}, "one of rises, falls, either"),
        ({"value": "a", "riks": "rises"}, "did you mean risk"),
        ({"value": "a", "actionable": 1}, "true or false"),
        ({"category": "sex"}, "US-06"),
        ({"value": "age * (gender == 1)"}, "US-06"),
    ],
)
def test_a_feature_that_cannot_be_meant_is_refused(feature: dict[str, object], said: str) -> None:
    with pytest.raises(SpecInvalid, match=said):
        spec_of({"features": {"x": feature}})


def test_another_name_does_not_hide_a_forbidden_column() -> None:
    with pytest.raises(SpecInvalid, match="'SEX' may not be used"):
        spec_of({"columns": {"group": {"from": "SEX"}}, "features": {"x": {"value": "group"}}})


def test_the_calibration_error_is_the_mean_distance_of_expected_and_found() -> None:
    bad = np.tile(np.array([0, 0, 0, 1], dtype=np.int8), 300)
    assert calibration_error(bad, np.full(1_200, 0.25)) == pytest.approx(0.0, abs=0.02)
    assert calibration_error(bad, np.full(1_200, 0.45)) == pytest.approx(0.2, abs=0.02)


def test_the_stability_index_is_zero_for_the_same_scores_and_grows_with_the_shift() -> None:
    scores = np.random.default_rng(1).normal(size=4_000)
    assert stability(scores, scores) == 0
    assert 0 < stability(scores, scores + 0.2) < stability(scores, scores + 0.5)


def test_the_shipped_spec_reads_and_signs_all_that_a_repayment_moves() -> None:
    file = Path(__file__).parents[2] / "src" / "creditline" / "training" / "specs" / "taiwan.toml"
    spec = spec_of(tomllib.loads(file.read_text(encoding="utf-8")))
    statuses, amounts = ["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"], range(1, 7)
    chance = np.random.default_rng(3)
    data = pl.DataFrame(
        {name: chance.integers(-2, 9, 500) for name in statuses}
        | {f"BILL_AMT{n}": chance.integers(-5_000, 90_000, 500) for n in amounts}
        | {f"PAY_AMT{n}": chance.integers(0, 60_000, 500) * (chance.random(500) < 0.7) for n in amounts}
        | {"LIMIT_BAL": chance.integers(1, 80, 500) * 10_000}
    )
    check_signs(data, spec)
    assert len(spec.repayments) == 3


def test_a_report_in_chinese_is_drawn_without_a_word_about_fonts() -> None:
    trade = CategoryFeature(name="职业", en="{value}", zh="{value}", groups={"个体户": 3}, other=0, missing=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "个体户" in points_by_bin(trade)


def test_a_folder_that_cannot_be_made_is_refused(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(FolderUnwritable, match="cannot be made"):
        write_folder(trained, tmp_path / "taken" / "card")
