"""Why a score is what it is: points lost, feature by feature, and in words.

The reference is fixed and stands in the card: the mean points of each feature over all applicants the card was made
from, one of the two methods that comment 9(b)(2)-5 to Regulation B allows. What changed between two scores needs no
reference. The points of a pair are told half by half with its two features, an odd point with the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from creditline.scoring.card import Card, CategoryFeature, Value
from creditline.scoring.score import Score

MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature and the points it lost."""

    feature: str
    lost: int


def reasons(card: Card, score: Score, *, most: int = MOST_REASONS) -> tuple[Reason, ...]:
    """Return the features that lost most against the reference, the most first, ties in the card's order."""
    reference = {part.name: part.reference for part in (*card.features, *card.pairs)}
    return _ordered(card, reference, score.by_feature, most)


def reasons_for_change(card: Card, before: Score, after: Score, *, most: int = MOST_REASONS) -> tuple[Reason, ...]:
    """Return the features that lost most between two scores of one card, the most first, ties in the card's order."""
    return _ordered(card, before.by_feature, after.by_feature, most)


def points_by_feature(card: Card, by_part: Mapping[str, int]) -> dict[str, int]:
    """Return points by feature alone: those of pairs divided between their features."""
    shared = {feature.name: by_part[feature.name] for feature in card.features}
    for pair in card.pairs:
        half = by_part[pair.name] // 2
        shared[pair.first] += by_part[pair.name] - half
        shared[pair.second] += half
    return shared


def tell(card: Card, reason: Reason, values: Mapping[str, Value], language: str) -> str:
    """Return the reason in words of `language`, "en" or "zh", with the borrower's own number in place of {value}."""
    feature = card.by_name[reason.feature]
    words = feature.zh if language == "zh" else feature.en
    return words.replace("{value}", _shown(card, reason.feature, values[reason.feature], language))


def _ordered(card: Card, before: Mapping[str, int], after: Mapping[str, int], most: int) -> tuple[Reason, ...]:
    had, has = points_by_feature(card, before), points_by_feature(card, after)
    lost = [Reason(name, had[name] - has[name]) for name in had if had[name] > has[name]]
    return tuple(sorted(lost, key=lambda reason: -reason.lost)[:most])


def _shown(card: Card, name: str, value: Value, language: str) -> str:
    feature = card.by_name[name]
    if value is None:
        return "未知" if language == "zh" else "not known"
    if isinstance(feature, CategoryFeature) or isinstance(value, str):
        return str(value)
    return _decimal(value, feature.decimals)


def _decimal(value: int, decimals: int) -> str:
    """Return a fixed-point number in digits: 4512 with two decimals is 45.12, and 4500 is 45."""
    if not decimals:
        return f"{value:,}"
    whole, part = divmod(abs(value), 10**decimals)
    digits = str(part).rjust(decimals, "0").rstrip("0")
    return f"{'-' if value < 0 else ''}{whole:,}{'.' if digits else ''}{digits}"
