"""Tree ensembles as challengers: can an event raise the predicted risk? Per-tree differencing, and replay.

For each tree, the greatest rise that the event can cause is the greatest difference between a leaf before and a leaf
after that the event can lead to. If these greatest rises sum to no more than nothing, no borrower's risk can rise: a
proof without a solver. Where they sum to more, nothing is shown, and a replay over a book says how many rise.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isnan, nan
from pathlib import Path
from typing import Any

from creditline.verify.event import Way

_ROUNDING = 1e-12
"""Sums of doubles of a few thousand trees are exact to less than this."""


class EnsembleUnsupported(ValueError):
    """An ensemble must be LightGBM's dump of trees with numeric splits, missing values as NaN or not at all."""

    code = "ensemble-unsupported"

    def __init__(self, why: str) -> None:
        super().__init__(f"This ensemble cannot be proven: {why}. Dump a LightGBM model with numeric features.")


@dataclass(frozen=True, slots=True)
class Interval:
    """Values above `low` and not above `high`; `missing` whether a missing value comes here too."""

    low: float = -inf
    high: float = inf
    missing: bool = True

    @property
    def known(self) -> bool:
        """Whether a known value comes here."""
        return self.low < self.high


_ANYTHING = Interval()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf's value, and where one must be to come to it; features that are not named may have any value."""

    value: float
    where: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Trees whose leaves' values are summed: more is riskier.

    may_be_missing: features whose missing values have a branch of their own. All others are taken to be always known.
    """

    features: tuple[str, ...]
    trees: tuple[tuple[Leaf, ...], ...]
    may_be_missing: frozenset[str] = frozenset()

    def predict(self, values: Mapping[str, float | None]) -> float:
        """Return the sum for one borrower; None is missing."""
        return sum(next(leaf.value for leaf in tree if _comes(values, leaf)) for tree in self.trees)


@dataclass(frozen=True, slots=True)
class Differencing:
    """What differencing found: the bound on any rise, and the tree that contributes most to it."""

    bound: float
    worst_tree: int
    trees: int

    @property
    def proven(self) -> bool:
        """Whether no borrower's predicted risk can rise."""
        return self.bound <= _ROUNDING


@dataclass(frozen=True, slots=True)
class Replay:
    """What the event does over a book: of how many, how many become riskier, and by how much at the worst."""

    borrowers: int
    riskier: int
    worst: float


def read_ensemble(path: Path) -> Ensemble:
    """Return the ensemble in a file of LightGBM's `dump_model`; raise EnsembleUnsupported."""
    return ensemble_of(json.loads(path.read_text(encoding="utf-8")))


def ensemble_of(dump: Mapping[str, Any]) -> Ensemble:
    """Return the ensemble that LightGBM's `dump_model` describes; raise EnsembleUnsupported."""
    names = tuple(dump["feature_names"])
    trees = [tree["tree_structure"] for tree in dump["tree_info"]]
    missing = {
        names[node["split_feature"]] for tree in trees for node in _splits(tree) if node["missing_type"] == "NaN"
    }
    return Ensemble(names, tuple(tuple(_leaves(tree, names, {})) for tree in trees), frozenset(missing))


def difference(ensemble: Ensemble, moves: Mapping[str, Way]) -> Differencing:
    """Return the bound on how far an event that moves these features can raise the sum.

    Features that are not named stay as they are; what is known stays known.
    """
    rises = [_greatest_rise(tree, moves, ensemble.may_be_missing) for tree in ensemble.trees]
    worst = max(range(len(rises)), key=rises.__getitem__, default=0)
    return Differencing(sum(rises), worst, len(rises))


def replay_book(
    ensemble: Ensemble, pairs: Iterable[tuple[Mapping[str, float | None], Mapping[str, float | None]]]
) -> Replay:
    """Return what the sum does over pairs of a borrower's features before and after the event."""
    changes = [ensemble.predict(after) - ensemble.predict(before) for before, after in pairs]
    return Replay(len(changes), sum(one > _ROUNDING for one in changes), max(changes, default=0.0))


def _splits(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "split_feature" in node:
        yield node
        yield from _splits(node["left_child"])
        yield from _splits(node["right_child"])


def _leaves(node: Mapping[str, Any], names: Sequence[str], where: dict[str, Interval]) -> Iterator[Leaf]:
    if "leaf_value" in node and "split_feature" not in node:
        yield Leaf(float(node["leaf_value"]), where)
        return
    if node["decision_type"] != "<=":
        raise EnsembleUnsupported(f"a split is '{node['decision_type']}'")
    if node["missing_type"] not in {"None", "NaN"}:
        raise EnsembleUnsupported(f"zero counts as missing (missing_type {node['missing_type']})")
    name, threshold = names[node["split_feature"]], float(node["threshold"])
    here = where.get(name, _ANYTHING)
    # Without a branch of its own a missing value counts as 0.
    left_missing = bool(node["default_left"]) if node["missing_type"] == "NaN" else threshold >= 0
    left = replace(here, high=min(here.high, threshold), missing=here.missing and left_missing)
    right = replace(here, low=max(here.low, threshold), missing=here.missing and not left_missing)
    yield from _leaves(node["left_child"], names, {**where, name: left})
    yield from _leaves(node["right_child"], names, {**where, name: right})


def _greatest_rise(tree: Sequence[Leaf], moves: Mapping[str, Way], may_be_missing: frozenset[str]) -> float:
    ascending = sorted(tree, key=lambda leaf: leaf.value)
    best = -inf
    for after in reversed(ascending):
        for before in ascending:
            if after.value - before.value <= best:
                break
            if _leads(before, after, moves, may_be_missing):
                best = after.value - before.value
                break
    return best


def _leads(before: Leaf, after: Leaf, moves: Mapping[str, Way], may_be_missing: frozenset[str]) -> bool:
    """Whether a borrower in one leaf can be in the other after the event."""
    for name in before.where.keys() | after.where.keys():
        one, other = before.where.get(name, _ANYTHING), after.where.get(name, _ANYTHING)
        way = moves.get(name, Way.SAME)
        unknown = name in may_be_missing and _missing_leads(one, other, way)
        if not (unknown or _known_leads(one, other, way)):
            return False
    return True


def _known_leads(one: Interval, other: Interval, way: Way) -> bool:
    if not (one.known and other.known):
        return False
    match way:
        case Way.SAME:
            return max(one.low, other.low) < min(one.high, other.high)
        case Way.FALLS:
            return other.low < one.high
        case Way.RISES:
            return other.high > one.low
        case _:
            return True


def _missing_leads(one: Interval, other: Interval, way: Way) -> bool:
    return one.missing and (other.missing or (way is not Way.SAME and other.known))


def _comes(values: Mapping[str, float | None], leaf: Leaf) -> bool:
    for name, interval in leaf.where.items():
        value = values.get(name)
        value = nan if value is None else value
        if not (interval.missing if isnan(value) else interval.low < value <= interval.high):
            return False
    return True
