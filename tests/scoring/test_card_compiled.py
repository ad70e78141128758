"""The compiled total of a card is the score's, on any card and any values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from some_cards import CARD, VALUES, borrowers, cards

from creditline.scoring.compiled import compile_points
from creditline.scoring.score import FeatureUnvalued, score


@given(st.data())
def test_the_total_is_the_scores_on_any_card(data: st.DataObject) -> None:
    card = data.draw(cards())
    values = data.draw(borrowers(card))
    assert compile_points(card)(values) == score(card, values).points


@pytest.mark.parametrize("name", VALUES)
def test_a_feature_without_a_value_is_named(name: str) -> None:
    with pytest.raises(FeatureUnvalued, match=name):
        compile_points(CARD)({other: value for other, value in VALUES.items() if other != name})


def test_a_name_that_looks_like_code_is_only_a_name() -> None:
    assert compile_points(CARD)({**VALUES, "'] or exit()": 1}) == score(CARD, VALUES).points
