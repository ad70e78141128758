"""The cheapest changes that lift a score to where it should be, found exactly.

Only features that a person can act upon, and whose direction is proven, are ever changed; each towards less risk. Every
combination counts as considered: those that another one beats on points, cost, number and days are dropped on the way.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Protocol

from creditline.scoring.card import Card, Effort, NumberFeature, Pair, Value
from creditline.scoring.score import score

_WIDEST = 1_000_000


class Foresight(Protocol):
    """What is known of some features beyond the effort that a card tells: how soon they can change."""

    @property
    def names(self) -> Collection[str]:
        """The features it knows of."""
        ...

    def days_until(self, name: str, now: int, to: int) -> int | None:
        """Return in how many days at the earliest a feature that is `now` is `to` or better; None: never."""
        ...


class PathTooWide(ValueError):
    """Pairs may tie together only as many actionable features as can be searched exactly."""

    code = "path-too-wide"

    def __init__(self, features: Iterable[str]) -> None:
        super().__init__(f"Pairs tie too many actionable features together: {', '.join(features)}. Use fewer pairs.")


@dataclass(frozen=True, slots=True)
class Change:
    """One feature's value as it is and as it should become, and what that takes."""

    feature: str
    before: int
    to: int
    days: int
    cost: int


@dataclass(frozen=True, slots=True)
class Path:
    """The changes, the score they lead to, what they cost in sum, and the first day on which all of them show."""

    changes: tuple[Change, ...]
    points: int
    cost: int
    on: date


@dataclass(frozen=True, slots=True)
class _Way:
    """Some changes together: `gain` in points."""

    gain: int
    changes: tuple[Change, ...]

    @property
    def burden(self) -> tuple[int, int, int]:
        """Return what ways are compared by. The days come last: only there is it safe to drop ways on the way."""
        days = max((change.days for change in self.changes), default=0)
        return (sum(change.cost for change in self.changes), len(self.changes), days)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How long changes may take, and how long each does."""

    within_days: int | None
    foresight: Foresight | None

    def changes(self, card: Card, feature: NumberFeature, value: int) -> Iterator[Change]:
        """Yield the least change into each bin of less risk, the nearest first."""
        for to in _edges(card, feature, value):
            effort, cost = _effort(feature, abs(to - value))
            days = self._days(feature.name, value, to, effort)
            if days is not None and (self.within_days is None or days <= self.within_days):
                yield Change(feature.name, value, to, days, cost)

    def _days(self, name: str, value: int, to: int, effort: int) -> int | None:
        if self.foresight is None or name not in self.foresight.names:
            return effort
        return self.foresight.days_until(name, value, to)


def path(
    card: Card,
    values: Mapping[str, Value],
    *,
    target: int,
    as_of: date,
    within_days: int | None = None,
    foresight: Foresight | None = None,
) -> Path | None:
    """Return the cheapest way to at least `target` points, or None if there is none (within so many days).

    foresight: knows of some features how long a change takes; of the others the card's effort tells it.
    Of ways that cost the same it is the one with the fewest changes, then the one that shows first, then the nearest.
    Features are taken as independent of each other. Raises FeatureUnvalued, PathTooWide.
    """
    now = score(card, values).points
    need = max(target - now, 0)
    ways = [_Way(0, ())]
    for tied in _tied(card, values):
        joined = _ways(card, values, tied, need, _Pace(within_days, foresight))
        ways = _best(
            _Way(min(one.gain + other.gain, need), one.changes + other.changes) for one in ways for other in joined
        )
    reached = [way for way in ways if way.gain >= need]
    return _told(card, values, min(reached, key=lambda way: way.burden), as_of) if reached else None


def _told(card: Card, values: Mapping[str, Value], way: _Way, as_of: date) -> Path:
    cost, _, days = way.burden
    after = {**values, **{change.feature: change.to for change in way.changes}}
    return Path(way.changes, score(card, after).points, cost, as_of + timedelta(days=days))


def _tied(card: Card, values: Mapping[str, Value]) -> Iterator[list[NumberFeature]]:
    """Yield the features that can be changed, in groups that no pair crosses."""
    left = [feature for feature in card.features if isinstance(feature, NumberFeature) and _is_open(feature, values)]
    while left:
        group = [left.pop(0)]
        for feature in group:
            near = {pair.second if pair.first == feature.name else pair.first for pair in _pairs_of(card, feature.name)}
            group += [other for other in left if other.name in near]
            left = [other for other in left if other.name not in near]
        yield group


def _is_open(feature: NumberFeature, values: Mapping[str, Value]) -> bool:
    value = values[feature.name]
    return feature.actionable and feature.risk.sign != 0 and isinstance(value, int) and value not in feature.codes


def _ways(card: Card, values: Mapping[str, Value], tied: list[NumberFeature], need: int, pace: _Pace) -> list[_Way]:
    """Return the ways to change features that belong together, without those that another one beats."""
    options = [[None, *pace.changes(card, feature, _known(values, feature))] for feature in tied]
    if prod(map(len, options)) > _WIDEST:
        raise PathTooWide(feature.name for feature in tied)
    part = _part(card, {feature.name for feature in tied})
    now = score(part, values).points

    def way(changes: tuple[Change, ...]) -> _Way:
        after = {**values, **{change.feature: change.to for change in changes}}
        return _Way(min(score(part, after).points - now, need), changes)

    return _best(way(tuple(change for change in chosen if change)) for chosen in product(*options))


def _part(card: Card, names: set[str]) -> Card:
    """Return the part of a card that these features have to do with."""
    pairs = tuple(pair for pair in card.pairs if {pair.first, pair.second} & names)
    every = names | {name for pair in pairs for name in (pair.first, pair.second)}
    features = tuple(feature for feature in card.features if feature.name in every)
    return Card(base=0, points_to_double=1, features=features, pairs=pairs, calibration=card.calibration)


def _known(values: Mapping[str, Value], feature: NumberFeature) -> int:
    value = values[feature.name]
    assert isinstance(value, int)  # noqa: S101 - only open features come here
    return value


def _edges(card: Card, feature: NumberFeature, value: int) -> list[int]:
    cuts = {*feature.cuts, *(cut for pair in _pairs_of(card, feature.name) for cut in _cuts_in(pair, feature.name))}
    if feature.risk.sign > 0:
        return sorted((cut - 1 for cut in cuts if cut <= value), reverse=True)
    return sorted(cut for cut in cuts if cut > value)


def _effort(feature: NumberFeature, distance: int) -> tuple[int, int]:
    """Return days and cost of a change by `distance`."""
    effort: Effort = feature.effort
    unit = 10**feature.decimals
    return (
        effort.days - (-effort.days_each * distance // unit),
        effort.cost - (-effort.cost_each * distance // unit),
    )


def _pairs_of(card: Card, name: str) -> list[Pair]:
    return [pair for pair in card.pairs if name in {pair.first, pair.second}]


def _cuts_in(pair: Pair, name: str) -> tuple[int, ...]:
    return (pair.first_cuts if pair.first == name else ()) + (pair.second_cuts if pair.second == name else ())


def _best(ways: Iterable[_Way]) -> list[_Way]:
    """Return the ways that no other one beats: more points for more burden, in that order."""
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda way: (way.burden, -way.gain)):
        if not kept or way.gain > kept[-1].gain:
            kept.append(way)
    return kept
