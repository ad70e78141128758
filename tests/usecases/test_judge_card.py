"""What a look at a card says before it is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from creditline.scoring.card import Calibration, Card, CategoryFeature, NumberFeature, Origin, Risk
from creditline.scoring.folder import card_id, card_text
from creditline.usecases.judge_card import NoCard, judge_card


def number(name: str, points: Sequence[int] = (30, 10), **changes: Any) -> NumberFeature:
    plain = NumberFeature(
        name=name,
        en=f"{name}: {{value}}",
        zh=f"{name}:{{value}}",
        risk=Risk.RISES,
        moved_by_repayment=True,
        cuts=(5_000,),
        points=tuple(points),
        missing=min(points),
    )
    return replace(plain, **changes)


def card(*features: NumberFeature | CategoryFeature) -> Card:
    return Card(
        origin=Origin(title="behaviour 1"),
        base=500,
        points_to_double=20,
        features=features,
        calibration=Calibration(scores=(500, 600), pd_ppm=(100_000, 10_000)),
    )


def test_a_card_that_keeps_what_it_declares_has_no_breach_and_the_hash_of_its_text_as_id() -> None:
    made = card(number("utilisation"), number("days_in_data_of_others"))
    judged = judge_card(card_text(made))
    assert judged.breaches == ()
    assert (judged.id, judged.name) == (card_id(made), "behaviour 1")
    assert judged.proof["signed"] == 2


@pytest.mark.parametrize(
    ("feature", "breach"),
    [
        (number("utilisation", (10, 30)), "utilisation"),
        (number("sex"), "forbidden by rule US-06"),
        (number("balance", zh="婚姻状况:{value}"), "forbidden by rule US-06"),
        (number("repayment_count_7d"), "may not be scored"),
        (number("utilisation_trend_90d"), "may not be scored"),
        (number("utilisation", (10, 30), risk=Risk.FALLS), "the catalogue says lower_is_better"),
        (number("utilisation", moved_by_repayment=False), "a repayment moves it"),
        (
            CategoryFeature(name="utilisation", en="u", zh="使用率", groups={"high": 1}, other=0, missing=0),
            "its values are numbers",
        ),
    ],
)
def test_a_card_that_uses_a_feature_otherwise_than_declared_is_told_which(feature: Any, breach: str) -> None:
    (told, *_) = judge_card(card_text(card(feature))).breaches
    assert breach in told


@pytest.mark.parametrize("content", ["", "format = 1", "not toml ["])
def test_what_is_no_card_is_refused(content: str) -> None:
    with pytest.raises(NoCard):
        judge_card(content)
