"""Making a card from a table: the features alone, then a few pairs, whole points, then the calibration.

The rows are divided into folds. Each fold is left out once: its rows stop the fitting early, and get the scores that
the calibration is made from. The card is the mean of the models. Reject inference is left out: the card knows those
whom the data know, and nothing of those who were refused.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from creditline.scoring.card import Calibration, Card, Feature, NumberFeature, Origin, Pair
from creditline.scoring.check import check_card
from creditline.training.arrays import Bits, Places, Real
from creditline.training.assemble import Scale, card_feature, card_pair
from creditline.training.calibrate import calibrate
from creditline.training.features import check_signs, features_of
from creditline.training.grid import Grid, grids_of, places_of
from creditline.training.mains import Mains, fit_mains
from creditline.training.pairs import PairTable, choose_pairs, fit_pairs
from creditline.training.spec import Spec

_BANDS = "EDCBA"
_NOT_YET = Calibration(scores=(0,), pd_ppm=(0,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a card is made: folds left out in turn, pairs at most, points that halve the odds, threads, and the seed."""

    folds: int = 5
    pairs: int = 12
    points_to_double: int = 100
    threads: int = 2
    seed: int = 1


def fit(
    data: pl.DataFrame, bad: Bits, spec: Spec, *, settings: Settings | None = None, origin: Origin | None = None
) -> Card:
    """Return a card made from the rows of `data`, whose outcomes are `bad`: 1 for default, 0 for paid as agreed.

    The same input gives the same card. Raises ColumnUnknown, SpecInvalid, ExpressionInvalid, RepaymentPointsTheBadWay.
    """
    how = settings or Settings()
    features = features_of(data, spec)
    check_signs(data, spec)
    grids = grids_of(features, spec)
    places = places_of(features, grids)
    folds = fold_of_rows(bad, how.folds, how.seed)
    mains = fit_mains(grids, places, bad, folds, threads=how.threads, seed=how.seed)
    pairs = _pairs(grids, places, bad, folds, mains, most=how.pairs)
    card = _assembled(grids, places, mains, pairs, how, origin or Origin())
    return _calibrated(card, places, bad, folds, mains, pairs, how)


def fold_of_rows(bad: Bits, count: int, seed: int) -> Bits:
    """Return the fold of each row: at random, each with its share of both outcomes."""
    folds = np.empty(len(bad), dtype=np.int8)
    shuffled = np.random.default_rng(seed).permutation(len(bad))
    for outcome in (0, 1):
        rows = shuffled[bad[shuffled] == outcome]
        folds[rows] = np.arange(len(rows)) % count
    return folds


def _pairs(grids: list[Grid], places: Places, bad: Bits, folds: Bits, mains: Mains, *, most: int) -> list[PairTable]:
    margins = [mains.margins(places, fold) for fold in range(len(mains.intercepts))]
    spread = np.array([table.mean(axis=0)[places[:, column]].std() for column, table in enumerate(mains.tables)])
    chosen = choose_pairs(grids, places, _left_out(margins, folds), bad, spread, most=most) if most else []
    return fit_pairs(chosen, places, margins, bad, folds)


def _left_out(margins: list[Real], folds: Bits) -> Real:
    """Return the margin of each row by the model that never saw it."""
    return np.choose(folds, margins)


def _assembled(
    grids: list[Grid], places: Places, mains: Mains, pairs: list[PairTable], how: Settings, origin: Origin
) -> Card:
    scale = Scale(how.points_to_double)
    features = [
        card_feature(grid, table.mean(axis=0), places[:, column], scale)
        for column, (grid, table) in enumerate(zip(grids, mains.tables, strict=True))
    ]
    tables = tuple(pair for table in pairs if (pair := card_pair(table, grids, places, scale)).points)
    kept = tuple(feature for feature in features if _speaks(feature, tables)) or tuple(features)
    silent = sum(feature.reference for feature in features if feature not in kept)
    return Card(
        origin=origin,
        base=scale.base(float(mains.intercepts.mean())) + silent,
        points_to_double=how.points_to_double,
        features=kept,
        pairs=tables,
        calibration=_NOT_YET,
    )


def _speaks(feature: Feature, pairs: tuple[Pair, ...]) -> bool:
    """Tell whether a feature ever makes a difference."""
    if any(feature.name in {pair.first, pair.second} for pair in pairs):
        return True
    if isinstance(feature, NumberFeature):
        return len({*feature.points, feature.missing, *feature.codes.values()}) > 1
    return len({*feature.groups.values(), feature.other, feature.missing}) > 1


def _calibrated(
    card: Card, places: Places, bad: Bits, folds: Bits, mains: Mains, pairs: list[PairTable], how: Settings
) -> Card:
    scale = Scale(how.points_to_double)
    margins = [mains.margins(places, fold) for fold in range(how.folds)]
    for fold in range(how.folds):
        for pair in pairs:
            margins[fold] += pair.tables[fold].ravel()[pair.cells_of(places)]
    points = scale.base(0.0) - scale.factor * _left_out(margins, folds)
    least, most = _reach(card)
    done = replace(
        card,
        calibration=calibrate(points, bad, points_to_double=how.points_to_double, least=least, most=most),
        bands=_bands(points, least),
    )
    check_card(done)
    return done


def _bands(points: Real, least: int) -> dict[str, int]:
    """Return the least score of each band: a fifth of the rows is in each."""
    bounds = np.quantile(points, [place / len(_BANDS) for place in range(len(_BANDS))])
    return {name: round(float(bound)) for name, bound in zip(_BANDS, [least, *bounds[1:]], strict=True)}


def _reach(card: Card) -> tuple[int, int]:
    """Return bounds that no score of the card exceeds."""
    earned = []
    for feature in card.features:
        known = feature.points if isinstance(feature, NumberFeature) else (feature.other, *feature.groups.values())
        codes = feature.codes.values() if isinstance(feature, NumberFeature) else ()
        earned.append([*known, *codes, feature.missing])
    earned += [[value for row in pair.points for value in row] for pair in card.pairs]
    return card.base + sum(map(min, earned)), card.base + sum(map(max, earned))
