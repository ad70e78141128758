"""Judging a card before it is kept: does it keep what it declares, and does it use features as they are declared?

A card may name features that are not the catalogue's (another lender's data); they may not be forbidden ones. Those of
the catalogue have the directions of the catalogue: the card cannot say that utilisation is good.
"""

import tomllib
from collections.abc import Iterator

from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Direction
from creditline.features.forbidden import forbidding_rule
from creditline.features.measures import Effect
from creditline.scoring.card import Card, CategoryFeature, NumberFeature, Risk
from creditline.scoring.check import CardInvalid
from creditline.scoring.folder import card_id, card_of, card_text
from creditline.scoring.proof import prove
from creditline.usecases.register_card import Judged

_BY_NAME = {feature.name: feature for feature in CATALOGUE}
_RISK = {Direction.LOWER_IS_BETTER: Risk.RISES, Direction.HIGHER_IS_BETTER: Risk.FALLS}


class NoCard(ValueError):
    """What is registered must be a card."""

    code = "no-card"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"This is no card: {cause} Give the card.toml that 'creditline score train' wrote.")


def judge_card(content: str) -> Judged:
    """Return what a look at the card `content` says; raise NoCard if it is none."""
    try:
        card = card_of(content)
    except (CardInvalid, tomllib.TOMLDecodeError) as invalid:
        raise NoCard(invalid) from invalid
    proof = prove(card)
    broken = [f"{breach.where}: {breach.what}" for breach in proof.breaches]
    return Judged(
        id=card_id(card),
        name=card.origin.title or "card",
        content=card_text(card),
        proof={"steps": proof.steps, "signed": proof.signed, "moved_by_repayment": proof.moved_by_repayment},
        breaches=(*broken, *_misused(card)),
    )


def _misused(card: Card) -> Iterator[str]:
    """Say which features the card may not use, or not in this way."""
    for feature in card.features:
        rule = forbidding_rule(feature.name, feature.en, feature.zh)
        if rule:
            yield f"{feature.name}: forbidden by rule {rule}"
        elif feature.name in _BY_NAME:
            yield from _against_catalogue(feature)


def _against_catalogue(used: NumberFeature | CategoryFeature) -> Iterator[str]:
    declared = _BY_NAME[used.name]
    if isinstance(used, CategoryFeature):
        yield f"{used.name}: its values are numbers, and the card takes them as texts"
        return
    if not declared.scored:
        yield f"{used.name}: may not be scored"
    elif used.risk is not _RISK.get(declared.direction, used.risk):
        yield f"{used.name}: the catalogue says {declared.direction}, and the card says that risk {used.risk} with it"
    elif declared.moved_by_repayment is not Effect.NONE and not used.moved_by_repayment:
        yield f"{used.name}: a repayment moves it, and the card says that none does"
