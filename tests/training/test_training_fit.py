"""Cards made from data: proven, free of the paradox that the data hold, the same each time."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from made_up_borrowers import behaviour, borrowers, outcomes

from creditline.scoring.card import Card, CategoryFeature, NumberFeature
from creditline.scoring.folder import card_of, card_text
from creditline.scoring.proof import prove
from creditline.scoring.score import score
from creditline.training.batch_card import points_of
from creditline.training.features import features_of
from creditline.training.fit import Settings, fit, fold_of_rows
from creditline.training.measure import measure
from creditline.training.paradox import count_paradoxes, counterfactuals
from creditline.training.spec import Spec

QUICK = Settings(folds=3, pairs=2, threads=1)


@cache
def made() -> Card:
    data = borrowers()
    return fit(data, outcomes(data), behaviour(), settings=QUICK)


def test_a_card_keeps_every_direction_it_was_told() -> None:
    proof = prove(made())
    assert proof.breaches == ()
    assert proof.moved_by_repayment == 3


def test_a_card_tells_good_from_bad() -> None:
    fresh = borrowers(seed=8)
    found = [score(made(), row) for row in features_of(fresh, behaviour()).to_dicts()]
    points = np.array([one.points for one in found])
    pds = np.array([one.pd_ppm for one in found]) / 1e6
    measures = measure(outcomes(fresh), -points, pds)
    assert measures.auc > 0.65
    assert abs(pds.mean() - outcomes(borrowers()).mean()) < 0.03


def test_the_same_data_and_seed_give_the_same_card() -> None:
    data = borrowers()
    assert card_text(fit(data, outcomes(data), behaviour(), settings=QUICK)) == card_text(made())


def test_a_card_made_from_data_reads_back_from_its_file() -> None:
    assert card_of(card_text(made())) == made()


def test_a_full_repayment_raises_the_risk_of_nobody_by_the_card() -> None:
    data, spec = borrowers(), behaviour()
    features = features_of(data, spec)
    counted = count_paradoxes(
        features,
        counterfactuals(data, spec),
        np.arange(data.height),
        lambda rows: -rows.select(points_of(made())).to_series().to_numpy().astype(float),
    )["repaid in full"]
    assert counted.rows > 300
    assert counted.rose == 0


def test_without_directions_the_paradox_of_the_data_is_learned() -> None:
    data, signed = borrowers(), behaviour()
    free = _without_directions(signed)
    card = fit(data, outcomes(data), free, settings=QUICK)
    features = features_of(data, signed)
    after = counterfactuals(data, signed)
    counted = count_paradoxes(
        features,
        after,
        np.arange(data.height),
        lambda rows: -rows.select(points_of(card)).to_series().to_numpy().astype(float),
    )["repaid in full"]
    assert counted.rate > 0.1


def test_a_missing_value_has_a_place_of_its_own_and_a_text_its_group() -> None:
    income, trade = made().by_name["income"], made().by_name["trade"]
    assert isinstance(income, NumberFeature)
    assert isinstance(trade, CategoryFeature)
    assert set(trade.groups) == {"shop", "farm", "office"}


def test_points_are_told_against_the_mean_of_all_rows() -> None:
    data = borrowers()
    rows = features_of(data, behaviour()).to_dicts()
    for feature in made().features:
        mean = np.mean([score(made(), row).by_feature[feature.name] for row in rows])
        assert feature.reference == pytest.approx(mean, abs=0.51)


def test_the_probability_falls_from_knot_to_knot_over_all_scores_there_are() -> None:
    data = borrowers()
    scores = [score(made(), row).points for row in features_of(data, behaviour()).to_dicts()]
    knots = made().calibration
    assert knots.scores[0] <= min(scores) <= max(scores) <= knots.scores[-1]
    assert list(knots.pd_ppm) == sorted(knots.pd_ppm, reverse=True)


def test_each_fold_has_its_share_of_both_outcomes() -> None:
    bad = outcomes(borrowers())
    folds = fold_of_rows(bad, 5, seed=1)
    shares = [bad[folds == fold].mean() for fold in range(5)]
    assert max(shares) - min(shares) < 0.01
    assert set(folds) == set(range(5))


def _without_directions(spec: Spec) -> Spec:
    free = [replace(part, risk=type(part.risk).EITHER, moved_by_repayment=False) for part in spec.features]
    return replace(spec, features=tuple(free), repayments=())
