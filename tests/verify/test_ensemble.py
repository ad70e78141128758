"""Tree ensembles: differencing proves a monotone one, does not prove a free one, and predicts what LightGBM does."""

from typing import Any

import lightgbm
import numpy as np
import pytest

from creditline.verify.ensemble import (
    Ensemble,
    EnsembleUnsupported,
    Interval,
    Leaf,
    difference,
    ensemble_of,
    replay_book,
)
from creditline.verify.event import Way

REPAYMENT = {"utilisation": Way.FALLS, "repaid_share": Way.RISES}
NAMES = ["utilisation", "repaid_share", "income"]


def borrowers(count: int = 4_000) -> tuple[Any, Any]:
    """Borrowers among whom those who use nothing default a little more, as real ones do; some values are missing."""
    random = np.random.default_rng(3)
    x = random.random((count, 3))
    risk = 2 * x[:, 0] - x[:, 1] + 1.5 * (x[:, 0] < 0.1)
    y = (risk + random.normal(0, 0.5, count) > 1.2).astype(int)
    x[random.random(count) < 0.1, 2] = np.nan
    return x, y


def trained(**settings: Any) -> Any:
    x, y = borrowers()
    data = lightgbm.Dataset(x, y, feature_name=NAMES, free_raw_data=False)
    return lightgbm.train(
        {"objective": "binary", "num_leaves": 15, "verbose": -1, "num_threads": 1, "seed": 1, **settings}, data, 40
    )


MONOTONE = {"monotone_constraints": [1, -1, 0], "monotone_constraints_method": "intermediate"}


def rows(x: Any) -> list[dict[str, float | None]]:
    return [dict(zip(NAMES, (None if np.isnan(one) else float(one) for one in row), strict=True)) for row in x]


def test_a_monotone_ensemble_is_proven() -> None:
    found = difference(ensemble_of(trained(**MONOTONE).dump_model()), REPAYMENT)
    assert found.proven
    assert found.trees == 40


def test_a_free_ensemble_is_not_proven_and_a_replay_shows_whom_it_punishes() -> None:
    ensemble = ensemble_of(trained().dump_model())
    assert not difference(ensemble, REPAYMENT).proven
    before = rows(borrowers(300)[0])
    replay = replay_book(ensemble, ((one, {**one, "utilisation": 0.0, "repaid_share": 1.0}) for one in before))
    assert replay.borrowers == 300
    assert replay.riskier > 0
    assert replay.worst > 0


def test_no_replay_rises_above_what_differencing_allows() -> None:
    ensemble = ensemble_of(trained().dump_model())
    before = rows(borrowers(300)[0])
    replay = replay_book(ensemble, ((one, {**one, "utilisation": 0.0, "repaid_share": 1.0}) for one in before))
    assert replay.worst <= difference(ensemble, REPAYMENT).bound


def test_it_predicts_what_lightgbm_predicts() -> None:
    model = trained()
    x = borrowers(200)[0]
    ours = [ensemble_of(model.dump_model()).predict(row) for row in rows(x)]
    assert ours == pytest.approx(list(model.predict(x, raw_score=True)))


def test_a_known_value_does_not_become_missing() -> None:
    known = Leaf(0.0, {"utilisation": Interval(missing=False)})
    unknown = Leaf(1.0, {"utilisation": Interval(low=1.0, high=0.0)})
    ensemble = Ensemble(("utilisation",), ((known, unknown),), frozenset({"utilisation"}))
    assert difference(ensemble, REPAYMENT).bound == 0


@pytest.mark.parametrize(("field", "value"), [("decision_type", "=="), ("missing_type", "Zero")])
def test_what_cannot_be_differenced_is_refused(field: str, value: str) -> None:
    leaf = {"leaf_value": 0.0}
    split = {"split_feature": 0, "threshold": 0.5, "decision_type": "<=", "missing_type": "None", "default_left": True}
    tree = {**split, "left_child": leaf, "right_child": leaf, field: value}
    with pytest.raises(EnsembleUnsupported, match=value):
        ensemble_of({"feature_names": ["utilisation"], "tree_info": [{"tree_structure": tree}]})
