"""Scores, bands, probabilities: added up by hand, and proven on any card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from some_cards import CARD, VALUES, borrowers, cards

from creditline.scoring.card import Value
from creditline.scoring.proof import prove
from creditline.scoring.score import FeatureUnvalued, pd_ppm, score


def test_a_score_is_the_base_and_the_points_of_each_part() -> None:
    found = score(CARD, VALUES)
    assert found.by_feature == {
        "utilisation": -50,
        "months_full": -30,
        "spent": 0,
        "segment": 10,
        "utilisation × months_full": -4,
    }
    assert found.points == 600 - 50 - 30 + 0 + 10 - 4
    assert CARD.band(found.points) == "B"


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("utilisation", 2_999, 40),
        ("utilisation", 3_000, 20),
        ("utilisation", None, -50),
        ("months_full", -9, -30),
        ("months_full", 3, 25),
        ("spent", 999, 3),
        ("spent", -1, -5),
        ("segment", "farm", -10),
        ("segment", "moon", 0),
        ("segment", None, -1),
    ],
)
def test_a_value_earns_what_its_bin_says(name: str, value: Value, points: int) -> None:
    assert score(CARD, {**VALUES, name: value}).by_feature[name] == points


@pytest.mark.parametrize(
    ("points", "ppm"), [(0, 300_000), (500, 300_000), (550, 200_000), (599, 102_000), (600, 100_000), (900, 30_000)]
)
def test_the_probability_is_straight_between_knots_and_level_outside(points: int, ppm: int) -> None:
    assert pd_ppm(CARD.calibration, points) == ppm


def test_a_feature_without_a_value_is_refused_rather_than_taken_as_missing() -> None:
    with pytest.raises(FeatureUnvalued, match="spent"):
        score(CARD, {"utilisation": 1, "months_full": 1, "segment": None})


@given(st.data())
def test_a_repayment_never_lowers_the_score_of_a_proven_card(data: st.DataObject) -> None:
    card = data.draw(cards())
    assert prove(card).holds
    before = data.draw(borrowers(card))
    after = dict(before)
    for feature in card.features:
        if getattr(feature, "moved_by_repayment", False) and data.draw(st.booleans()):
            after[feature.name] = _safer(data, feature, before[feature.name])
    one, other = score(card, before), score(card, after)
    assert other.points >= one.points
    assert other.pd_ppm <= one.pd_ppm


def _safer(data: st.DataObject, feature: object, value: Value) -> Value:
    """Return a value that a repayment could lead to: a known one, and of known ones one of no more risk."""
    sign, codes = feature.risk.sign, feature.codes  # type: ignore[attr-defined]
    if value is None or value in codes:
        return data.draw(st.integers(-120, 120).filter(lambda known: known not in codes))
    assert isinstance(value, int)
    step = data.draw(st.integers(0, 100).filter(lambda step: value - sign * step not in codes))
    return value - sign * step
