"""A card's total as one generated function: for where the points of each feature are not told, and time counts."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from creditline.scoring.card import Card, CategoryFeature, Value
from creditline.scoring.score import FeatureUnvalued, pair_points

Points = Callable[[Mapping[str, Value]], int]


def compile_points(card: Card) -> Points:
    """Return a function from values to the points that `score` gives; it raises FeatureUnvalued as well.

    Names of features enter the code as literals, tables as named constants.
    """
    space: dict[str, Any] = {"bisect": bisect_right, "pair_points": pair_points, "card": card}
    lines = ["def points(values):", f" total = {card.base}", *_lines(card, space), " return total"]
    exec("\n".join(lines), space)  # noqa: S102 - generated from the checked card, see above
    total: Points = space["points"]

    def points(values: Mapping[str, Value]) -> int:
        try:
            return total(values)
        except KeyError as absent:
            raise FeatureUnvalued(str(absent.args[0])) from absent

    return points


def _lines(card: Card, space: dict[str, Any]) -> Iterator[str]:
    for number, (feature, row) in enumerate(zip(card.features, card.rows, strict=True)):
        _, space[f"cuts{number}"], space[f"points{number}"], missing, space[f"codes{number}"] = row
        yield f" value = values[{feature.name!r}]"
        yield f" total += {missing} if value is None else {_earned(feature, number, coded=bool(row[-1]))}"
    for number, pair in enumerate(card.pairs):
        space[f"pair{number}"] = pair
        yield f" total += pair_points(card, pair{number}, values)"


def _earned(feature: object, number: int, *, coded: bool) -> str:
    if isinstance(feature, CategoryFeature):
        return f"codes{number}.get(value, {feature.other})"
    looked_up = f"points{number}[bisect(cuts{number}, value)]"
    return f"codes{number}[value] if value in codes{number} else {looked_up}" if coded else looked_up
