"""A card that breaks a direction anywhere is caught, with the counterexample."""

from dataclasses import replace

import pytest
from hypothesis import given
from some_cards import CARD, MONTHS_FULL, PAIR, SPENT, UTILISATION, cards, with_feature

from creditline.scoring.card import Calibration, Card
from creditline.scoring.proof import prove


def test_a_card_that_keeps_its_directions_is_proven() -> None:
    proof = prove(CARD)
    assert proof.holds
    assert (proof.signed, proof.moved_by_repayment) == (2, 2)
    assert proof.steps > 10


BROKEN = [
    ("a bin", with_feature(UTILISATION, points=(40, 20, 21, -50)), "utilisation ≥ 3000"),
    ("a bin of a falling feature", with_feature(MONTHS_FULL, points=(-30, 26, 25)), "months_full ≥ 3"),
    ("missing above the riskiest bin", with_feature(UTILISATION, missing=-49), "missing"),
    ("a code above the riskiest bin", with_feature(MONTHS_FULL, codes={-9: -29}), "missing or a code"),
    ("no direction", with_feature(SPENT, moved_by_repayment=True), "no direction"),
    (
        "a row of a pair",
        replace(CARD, pairs=(replace(PAIR, points=((0, -1, 0), (-4, -5, -4), (-4, -5, -4))),)),
        "months",
    ),
    (
        "a column of a pair",
        replace(CARD, pairs=(replace(PAIR, points=((0, 6, 0), (1, 7, 0), (0, 6, 0))),)),
        "utilisation",
    ),
    (
        "missing in a pair",
        replace(CARD, pairs=(replace(PAIR, points=((0, 6, 0), (-4, 0, -4), (-3, 1, -3))),)),
        "missing",
    ),
    ("the calibration", replace(CARD, calibration=Calibration(scores=(1, 2), pd_ppm=(5, 6))), "a score of 2"),
]


@pytest.mark.parametrize(("card", "said"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_direction_is_refuted_with_its_place(card: Card, said: str) -> None:
    proof = prove(card)
    assert not proof.holds
    assert any(said in breach.what for breach in proof.breaches)


def test_a_feature_that_no_repayment_moves_may_give_a_missing_value_any_points() -> None:
    assert prove(with_feature(UTILISATION, moved_by_repayment=False, missing=400)).breaches == ()


@given(cards())
def test_cards_made_to_keep_their_directions_are_proven(card: Card) -> None:
    assert prove(card).breaches == ()
