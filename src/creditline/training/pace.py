"""How fast a card scores: one borrower at a time in Python, and a whole table at once. In time of the processor."""

from dataclasses import asdict, dataclass
from itertools import cycle, islice
from statistics import median
from time import process_time_ns, thread_time_ns

import polars as pl

from creditline.scoring.card import Calibration, Card, NumberFeature
from creditline.scoring.score import score
from creditline.training.batch_card import scored

_ROWS, _ROUNDS = 2_000, 5
_WIDE, _BINS = 30, 64


@dataclass(frozen=True, slots=True)
class Pace:
    """Microseconds a score of this card and of a card of 30 features with 64 bins each; rows a second at once.

    All are of processor time, so that they say the same on a busy machine.
    """

    features: int
    pairs: int
    microseconds_a_score: float
    scores_per_second: float
    microseconds_with_30_features: float
    batch_rows_per_second: float

    def as_dict(self) -> dict[str, float]:
        """Return the figures under their names."""
        return asdict(self)


def pace_of(card: Card, features: pl.DataFrame) -> Pace:
    """Return how fast `card` scores rows of `features`: the median of a few rounds."""
    each = _microseconds(card, features)
    wide = _wide_card()
    values = pl.DataFrame({name: list(range(_BINS)) for name in wide.names})
    return Pace(
        features=len(card.features),
        pairs=len(card.pairs),
        microseconds_a_score=each,
        scores_per_second=1e6 / each,
        microseconds_with_30_features=_microseconds(wide, values),
        batch_rows_per_second=_rows_per_second(card, features),
    )


def _microseconds(card: Card, features: pl.DataFrame) -> float:
    rows = list(islice(cycle(features.head(_ROWS).to_dicts()), _ROWS))
    rounds = []
    for _ in range(_ROUNDS):
        began = thread_time_ns()
        for row in rows:
            score(card, row)
        rounds.append((thread_time_ns() - began) / len(rows) / 1_000)
    return median(rounds)


def _rows_per_second(card: Card, features: pl.DataFrame) -> float:
    began = process_time_ns()
    scored(card, features)
    return features.height / (process_time_ns() - began) * 1e9


def _wide_card() -> Card:
    features = tuple(
        NumberFeature(
            name=f"feature_{place}",
            en="",
            zh="",
            cuts=tuple(range(1, _BINS)),
            points=tuple(range(_BINS)),
            missing=0,
        )
        for place in range(_WIDE)
    )
    knots = tuple(range(0, _WIDE * _BINS, 10))
    falling = tuple(900_000 - 400 * knot for knot in knots)
    return Card(base=0, points_to_double=100, features=features, calibration=Calibration(scores=knots, pd_ppm=falling))
