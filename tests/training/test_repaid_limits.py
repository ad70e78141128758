"""A full repayment under a policy with a proven card, and under a threshold on a model without directions."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from made_up_clients import clients

from creditline.cli.main import APP
from creditline.cli.taiwan_trial import DataFileMissing
from creditline.decisions.packs import LAW_OF, strategy
from creditline.portfolio.policy_columns import decide_frame
from creditline.training.features import columns_after
from creditline.training.fit import Settings
from creditline.training.policy_facts import facts_of_clients
from creditline.training.repaid_limits import ScoreNotAsked, paid_in_full, try_repaying, unpaid
from creditline.training.spec import Spec, read_spec

ON = date(2026, 11, 26)


def taiwan() -> Spec:
    with as_file(files("creditline.training").joinpath("specs", "taiwan.toml")) as file:
        return read_spec(file)


def simulated(name: str, *more: str, capsys: pytest.CaptureFixture[str]) -> Any:
    APP(["policy", "simulate", name, "--on", "taiwan", "--json", *more], result_action="return_value")
    return json.loads(capsys.readouterr().out)


def test_a_full_repayment_lowers_nobody_under_the_strategy_and_some_under_the_threshold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, plot = tmp_path / "clients.parquet", tmp_path / "plot.svg"
    clients().write_parquet(table)
    told = simulated("cn-bank", "--data-file", str(table), "--plot", str(plot), "--threads", "1", capsys=capsys)
    assert (told["policy"], told["source"], told["clients"], told["card_proven"]) == ("cn-bank", "file", 1_200, True)
    for group in ("paid_in_full", "owed_and_might_pay"):
        ours, naive = told[group]["policy"], told[group]["naive"]
        assert ours["clients"] == naive["clients"] > 100
        assert (ours["lowered"], ours["by_score"]) == (0, 0)
        assert naive["lowered"] > 0
    assert told["owed_and_might_pay"]["policy"]["raised"] > 0
    assert plot.read_text(encoding="utf-8").startswith("<svg")


def test_the_table_before_the_payment_becomes_the_table_after_it_by_the_event() -> None:
    table, spec = clients(300).drop("default"), taiwan()
    paid = paid_in_full(table)
    before = unpaid(table, paid)
    assert set(before.filter(pl.Series(paid))["PAY_AMT1"]) == {0}
    after = columns_after(before, spec, spec.repayments[0]).filter(pl.Series(paid))
    names = ["PAY_0", "PAY_AMT1", "BILL_AMT1"]
    assert after.select(names).equals(table.filter(pl.Series(paid)).select(names))


@pytest.mark.parametrize("name", sorted(LAW_OF))
def test_clients_are_facts_of_every_strategy_and_better_points_never_a_lower_limit(name: str) -> None:
    table = clients(50)
    limit = pl.Series([2_000_000] * 50)
    limits = [
        decide_frame(
            strategy(name), facts_of_clients(strategy(name), table, np.full(50, points), limit, "review"), on=ON
        )["limit_minor"]
        for points in (400, 650, 900)
    ]
    assert limits[2].max() > 0
    assert (limits[0] <= limits[1]).all()
    assert (limits[1] <= limits[2]).all()


def test_a_policy_that_does_not_ask_for_the_event_is_refused_with_what_is_missing() -> None:
    table, policy = clients(100), strategy("cn-bank")
    deaf = replace(policy, facts={name: domain for name, domain in policy.facts.items() if name != "trigger"})
    with pytest.raises(ScoreNotAsked, match="'cn-bank' has no fact trigger"):
        try_repaying(
            table.drop("default"), table["default"].to_numpy().astype("int8"), taiwan(), deaf,
            on=ON, threshold_bps=1_500, source="file", how=Settings(threads=1),
        )  # fmt: skip


def test_without_the_table_the_trial_says_what_it_needs() -> None:
    with pytest.raises(DataFileMissing, match="--data-file"):
        APP(["policy", "simulate", "cn-bank", "--on", "taiwan"], result_action="return_value")
