"""A scorecard: a table of whole numbers. More points mean less risk."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Value = int | str | None
Row = tuple[str, tuple[int, ...], tuple[int, ...], int, Mapping[Value, int]]


class Risk(StrEnum):
    """Which way the risk of default goes as a feature's value rises."""

    RISES = "rises"
    FALLS = "falls"
    EITHER = "either"

    @property
    def sign(self) -> int:
        """Return 1 where risk rises with the value, −1 where it falls, 0 where it may do either."""
        return {"rises": 1, "falls": -1, "either": 0}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What it takes a person to change a feature: days until the change shows, and a cost that paths are compared by.

    Both are `fixed + each × |change|`, with the change in whole units (10**decimals of the value), rounded up.
    """

    days: int = 0
    days_each: int = 0
    cost: int = 1
    cost_each: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFeature:
    """A feature whose values are whole numbers of `decimals` places: 4512 with two is 45.12.

    Bin `i` holds the values from `cuts[i - 1]` up to, not including, `cuts[i]`, and earns `points[i]`. A value among
    `codes` stands for something else than an amount and earns what it says there. `reference` is the mean of the
    points over all rows the card was made from: reasons are told against it.
    """

    name: str
    en: str
    zh: str
    risk: Risk = Risk.EITHER
    decimals: int = 0
    actionable: bool = False
    moved_by_repayment: bool = False
    effort: Effort = field(default_factory=Effort)
    cuts: tuple[int, ...]
    points: tuple[int, ...]
    missing: int
    codes: Mapping[int, int] = field(default_factory=dict)
    reference: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFeature:
    """A feature whose values are texts; a text that is in no group earns `other`."""

    name: str
    en: str
    zh: str
    groups: Mapping[str, int]
    other: int
    missing: int
    reference: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What two number features earn together, beyond what each earns alone.

    `points[i][j]` for the bin `i` of the first and `j` of the second; the last row and the last column are for a value
    that is missing or a code.
    """

    first: str
    second: str
    first_cuts: tuple[int, ...]
    second_cuts: tuple[int, ...]
    points: tuple[tuple[int, ...], ...]
    reference: int = 0

    @property
    def name(self) -> str:
        """Return the name under which a score lists these points."""
        return f"{self.first} × {self.second}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The probability of default for a score, in parts of 1,000,000: straight lines between knots, level outside."""

    scores: tuple[int, ...]
    pd_ppm: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a card was made from, for people."""

    title: str = ""
    purpose: str = ""
    data: str = ""
    target: str = ""
    rows: int = 0
    repayments_checked: int = 0


Feature = NumberFeature | CategoryFeature


@dataclass(frozen=True, kw_only=True)
class Card:
    """A scorecard. `points_to_double` points more halve the odds of default; `bands` are named by their least score."""

    origin: Origin = field(default_factory=Origin)
    base: int
    points_to_double: int
    features: tuple[Feature, ...]
    pairs: tuple[Pair, ...] = ()
    calibration: Calibration
    bands: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of features, then of pairs, in the order in which a score lists them."""
        return tuple(part.name for part in (*self.features, *self.pairs))

    @cached_property
    def by_name(self) -> Mapping[str, Feature]:
        """Return each feature under its name."""
        return {feature.name: feature for feature in self.features}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return the features as rows that are quick to look up: name, cuts, points, missing, points by code."""
        return tuple(_row(feature) for feature in self.features)

    @cached_property
    def codes_of(self) -> Mapping[str, Mapping[int, int]]:
        """Return the codes of each number feature under its name."""
        return {part.name: part.codes for part in self.features if isinstance(part, NumberFeature)}

    @cached_property
    def _steps(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        rising = sorted((least, name) for name, least in self.bands.items())
        return tuple(least for least, _ in rising), tuple(name for _, name in rising)

    def band(self, points: int) -> str | None:
        """Return the band that a score is in: of those it reaches, the one with the greatest least score."""
        leasts, names = self._steps
        reached = bisect_right(leasts, points)
        return names[reached - 1] if reached else None


def _row(feature: Feature) -> Row:
    if isinstance(feature, CategoryFeature):
        groups: dict[Value, int] = {name: points for name, points in feature.groups.items()}  # noqa: C416 - to wider keys
        return (feature.name, (), (feature.other,), feature.missing, groups)
    codes: dict[Value, int] = {code: points for code, points in feature.codes.items()}  # noqa: C416 - to wider keys
    return (feature.name, feature.cuts, feature.points, feature.missing, codes)
