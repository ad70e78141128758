"""A card as expressions of Polars, for whole tables: the same whole numbers as `score`, to the bit."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from creditline.scoring.card import Card, CategoryFeature, Feature, Pair


def scored(card: Card, features: pl.DataFrame) -> pl.DataFrame:
    """Return the columns `points` and `pd_ppm`, one row a row of `features`."""
    return features.select(points_of(card)).with_columns(pd_ppm_of(card, pl.col("points")))


def points_of(card: Card) -> pl.Expr:
    """Return the expression of the score, over one column for each feature: Int64, or String for a category."""
    return pl.sum_horizontal(pl.lit(card.base, pl.Int64), *by_feature(card).values()).alias("points")


def by_feature(card: Card) -> dict[str, pl.Expr]:
    """Return the expression of the points of each feature and pair, under its name."""
    features = {feature.name: _feature(feature) for feature in card.features}
    return features | {pair.name: _pair(card, pair) for pair in card.pairs}


def pd_ppm_of(card: Card, points: pl.Expr) -> pl.Expr:
    """Return the expression of the probability of default in parts of 1,000,000 for the expression of a score."""
    scores, pds = card.calibration.scores, card.calibration.pd_ppm
    falls = [0, *(high - low for high, low in pairwise(pds)), 0]
    widths = [1, *(high - low for low, high in pairwise(scores)), 1]
    ends, floors = [scores[0], *scores[1:], scores[-1]], [pds[0], *pds[1:], pds[-1]]
    place = _place(points, scores)
    fall, width, end, floor = (_at(place, numbers) for numbers in (falls, widths, ends, floors))
    return (floor + (fall * (end - points)).floordiv(width)).alias("pd_ppm")


def _feature(feature: Feature) -> pl.Expr:
    column = pl.col(feature.name)
    if isinstance(feature, CategoryFeature):
        known = _replaced(column, feature.groups, pl.lit(feature.other, pl.Int64))
    else:
        known = _replaced(column, feature.codes, _at(_place(column, feature.cuts), feature.points))
    return pl.when(column.is_null()).then(pl.lit(feature.missing, pl.Int64)).otherwise(known).alias(feature.name)


def _replaced(column: pl.Expr, special: Mapping[str, int] | Mapping[int, int], otherwise: pl.Expr) -> pl.Expr:
    if not special:
        return otherwise
    found = column.replace_strict(list(special), list(special.values()), default=None, return_dtype=pl.Int64)
    return found.fill_null(otherwise)


def _pair(card: Card, pair: Pair) -> pl.Expr:
    row = _place_or_last(card, pair.first, pair.first_cuts)
    column = _place_or_last(card, pair.second, pair.second_cuts)
    flat = [points for row_points in pair.points for points in row_points]
    return _at(row * (len(pair.second_cuts) + 2) + column, flat).alias(pair.name)


def _place_or_last(card: Card, name: str, cuts: Sequence[int]) -> pl.Expr:
    column = pl.col(name)
    unknown = column.is_null() | column.is_in(list(card.codes_of[name]))
    return pl.when(unknown).then(pl.lit(len(cuts) + 1, pl.Int64)).otherwise(_place(column, cuts))


def _place(column: pl.Expr, cuts: Sequence[int]) -> pl.Expr:
    """Return how many of the cuts are at or below each value; a missing value gets any place."""
    return pl.lit(pl.Series(cuts, dtype=pl.Int64)).search_sorted(column.fill_null(0), side="right").cast(pl.Int64)


def _at(places: pl.Expr, numbers: Sequence[int]) -> pl.Expr:
    return pl.lit(pl.Series(numbers, dtype=pl.Int64)).gather(places)
