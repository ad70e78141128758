"""What a table must be to be a card at all, before anything is proven of it."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from creditline.scoring.card import Card, CategoryFeature, Feature, NumberFeature, Pair

_CERTAIN_PPM = 1_000_000


class CardInvalid(ValueError):
    """A card must be a table as the reference of its format describes it."""

    code = "card-invalid"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"In the card, {where or 'the top'}: {why}.")


def check_card(card: Card) -> None:
    """Raise CardInvalid for the first thing that makes the table no card."""
    for where, why in _faults(card):
        raise CardInvalid(where, why)


def _faults(card: Card) -> Iterator[tuple[str, str]]:
    if not card.features:
        yield "features", "there are none"
    if card.points_to_double < 1:
        yield "points_to_double", "it must be 1 or more"
    for name, times in Counter(card.names).items():
        if times > 1:
            yield name, f"the name is given {times} times"
    for feature in card.features:
        yield from _feature_faults(feature)
    for pair in card.pairs:
        yield from _pair_faults(card, pair)
    yield from _calibration_faults(card)


def _feature_faults(feature: Feature) -> Iterator[tuple[str, str]]:
    if isinstance(feature, CategoryFeature):
        return
    yield from _cut_faults(feature.name, feature.cuts)
    if len(feature.points) != len(feature.cuts) + 1:
        yield feature.name, f"{len(feature.cuts)} cuts make {len(feature.cuts) + 1} bins, not {len(feature.points)}"
    effort = feature.effort
    if feature.decimals < 0 or min(effort.days, effort.days_each, effort.cost, effort.cost_each) < 0:
        yield feature.name, "decimals and effort are 0 or more"


def _pair_faults(card: Card, pair: Pair) -> Iterator[tuple[str, str]]:
    for name in (pair.first, pair.second):
        if not isinstance(card.by_name.get(name), NumberFeature):
            yield pair.name, f"'{name}' is no number feature of the card"
    if pair.first == pair.second:
        yield pair.name, "a feature makes no pair with itself"
    yield from _cut_faults(pair.name, pair.first_cuts)
    yield from _cut_faults(pair.name, pair.second_cuts)
    rows, columns = len(pair.first_cuts) + 2, len(pair.second_cuts) + 2
    if len(pair.points) != rows or any(len(row) != columns for row in pair.points):
        yield pair.name, f"its points must be {rows} rows of {columns}"


def _calibration_faults(card: Card) -> Iterator[tuple[str, str]]:
    scores, pds = card.calibration.scores, card.calibration.pd_ppm
    yield from _cut_faults("calibration", scores)
    if not scores or len(scores) != len(pds):
        yield "calibration", "it needs one probability for each of one or more scores"
    if any(not 0 <= pd <= _CERTAIN_PPM for pd in pds):
        yield "calibration", f"a probability is 0 to {_CERTAIN_PPM:,} parts of a million"


def _cut_faults(where: str, cuts: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    for low, high in pairwise(cuts):
        if low >= high:
            yield where, f"its cuts must rise, but {high} follows {low}"
