"""A card beside its rivals: the same rows and folds for all, and the paradox that only the free ones have."""

from functools import cache

import polars as pl
from made_up_borrowers import behaviour, borrowers, outcomes

from creditline.training.compare import Comparison, compare
from creditline.training.fit import Settings
from creditline.training.paradox_table import paradox_plot, paradox_table
from creditline.training.rivals import RIVALS
from creditline.training.spec import spec_of


@cache
def compared() -> Comparison:
    data = borrowers()
    how = Settings(folds=3, pairs=1, threads=1)
    return compare(data.drop("bad"), outcomes(data), behaviour(), settings=how, say=lambda _: None, folds=2)


def test_each_model_is_measured_on_every_row() -> None:
    told = compared().as_dict()
    assert set(told["models"]) == {"card", "lightgbm", "lightgbm_monotone", "logistic", "xgboost"}
    for model in told["models"].values():
        assert 0.6 < model["auc"] < 1
        assert 0 < model["ks"] < 1
        assert model["brier"] < 0.25
        assert model["ece"] < 0.2
        assert model["fit_seconds"] > 0
    assert told["rows"] == 1_500


def test_the_card_and_the_monotone_model_have_no_paradox_and_the_free_ones_have() -> None:
    rates = {name: model["paradox_rate"] for name, model in compared().as_dict()["models"].items()}
    assert rates["card"] == rates["lightgbm_monotone"] == 0
    assert rates["lightgbm"] > 0.05
    assert rates["xgboost"] > 0.05
    assert compared().proven


def test_the_pace_of_scoring_is_told() -> None:
    pace = compared().as_dict()["pace"]
    assert pace["scores_per_second"] > 0
    assert pace["batch_rows_per_second"] > 0
    assert pace["microseconds_with_30_features"] > 0


def test_the_paradox_is_a_table_and_a_plot() -> None:
    rows = paradox_table(compared())
    assert [row["model"] for row in rows] == ["card", *RIVALS]
    assert all(row["rows"] > 100 for row in rows)
    plot = paradox_plot(compared())
    assert plot.startswith("<svg")
    assert "Scorecard (proven)" in plot


def test_without_a_repayment_there_is_no_rate() -> None:
    data = borrowers(600)
    spec = spec_of({"features": {"bill": {"value": "bill"}, "status": {"value": "status"}}})
    how = Settings(folds=2, pairs=0, threads=1)
    table: pl.DataFrame = data.drop("bad")
    told = compare(table, outcomes(data), spec, settings=how, say=lambda _: None, folds=2).as_dict()
    assert all("paradox_rate" not in model for model in told["models"].values())
