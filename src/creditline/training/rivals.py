"""The models a card is measured against: LightGBM free and monotone, XGBoost, logistic regression. None is served."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl

from creditline.training.arrays import Bits, Real
from creditline.training.spec import Spec

Predict = Callable[[pl.DataFrame], Real]
Fit = Callable[[pl.DataFrame, Bits, Spec, int, int], Predict]

_TREES: Mapping[str, Any] = {"n_estimators": 300, "learning_rate": 0.03, "reg_lambda": 5.0, "subsample": 0.8}
_LEAVES, _SHARE_OF_COLUMNS = 15, 0.5
_MOST_LEVELS = 30


class RivalsMissing(ImportError, RuntimeError):
    """The libraries a card is compared with must be installed."""

    code = "rivals-missing"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"Not installed: {', '.join(names)}. Install them with: pip install 'creditline[train,compare]'."
        )


def expect_rivals() -> None:
    """Raise RivalsMissing unless all the libraries are here."""
    missing = [name for name in ("lightgbm", "xgboost", "sklearn", "interpret") if find_spec(name) is None]
    if missing:
        raise RivalsMissing(missing)


def _lightgbm(features: pl.DataFrame, bad: Bits, _spec: Spec, threads: int, seed: int) -> Predict:
    return _boosted(features, bad, threads, seed, {})


def _lightgbm_monotone(features: pl.DataFrame, bad: Bits, spec: Spec, threads: int, seed: int) -> Predict:
    """Fit under the card's directions, by the method that keeps them with missing values too."""
    signs = [feature.risk.sign for feature in spec.features]
    kept = {"monotone_constraints": signs, "monotone_constraints_method": "intermediate"} if any(signs) else {}
    return _boosted(features, bad, threads, seed, kept)


def _boosted(features: pl.DataFrame, bad: Bits, threads: int, seed: int, more: Mapping[str, Any]) -> Predict:
    from lightgbm import LGBMClassifier  # noqa: PLC0415 - costly, needed here only

    levels = _levels(features)
    model = LGBMClassifier(
        **_TREES,
        num_leaves=_LEAVES,
        subsample_freq=1,
        colsample_bytree=_SHARE_OF_COLUMNS,
        min_child_samples=_least_rows(bad),
        n_jobs=threads,
        random_state=seed,
        verbose=-1,
        **more,
    )
    matrix = _matrix(features, levels)
    model.fit(matrix, bad, categorical_feature=[features.columns.index(name) for name in levels])
    return lambda rows: np.asarray(model.booster_.predict(_matrix(rows, levels), num_threads=threads), dtype=np.float64)


def _xgboost(features: pl.DataFrame, bad: Bits, _spec: Spec, threads: int, seed: int) -> Predict:
    from xgboost import XGBClassifier  # noqa: PLC0415 - costly, needed here only

    levels = _levels(features)
    model = XGBClassifier(
        **_TREES, max_depth=4, colsample_bytree=_SHARE_OF_COLUMNS, n_jobs=threads, random_state=seed
    ).fit(_matrix(features, levels), bad)
    return lambda rows: np.asarray(model.predict_proba(_matrix(rows, levels))[:, 1], dtype=np.float64)


def _logistic(features: pl.DataFrame, bad: Bits, _spec: Spec, _threads: int, seed: int) -> Predict:
    from sklearn.impute import SimpleImputer  # noqa: PLC0415 - costly, needed here only
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415 - as above
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 - as above

    levels = _levels(features)
    model = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(max_iter=1_000, random_state=seed),
    )
    model.fit(_flagged(features, levels), bad)
    return lambda rows: np.asarray(model.predict_proba(_flagged(rows, levels))[:, 1], dtype=np.float64)


def _least_rows(bad: Bits) -> int:
    return max(5, min(50, len(bad) // 100))


def _levels(features: pl.DataFrame) -> dict[str, list[str]]:
    """Return the most frequent texts of each category."""
    texts = (values for values in features.iter_columns() if values.dtype == pl.String)
    return {values.name: _most_frequent(values) for values in texts}


def _most_frequent(values: pl.Series) -> list[str]:
    counts = values.drop_nulls().value_counts(sort=True)
    return sorted(counts[values.name].head(_MOST_LEVELS).to_list())


def _matrix(features: pl.DataFrame, levels: Mapping[str, Sequence[str]]) -> Real:
    """Return numbers, categories as the numbers of their levels, and NaN where a value is missing."""
    columns = [
        pl.col(name).replace_strict(list(levels[name]), list(range(len(levels[name]))), default=None)
        if name in levels
        else pl.col(name)
        for name in features.columns
    ]
    return features.select(column.cast(pl.Float64) for column in columns).to_numpy()


def _flagged(features: pl.DataFrame, levels: Mapping[str, Sequence[str]]) -> Real:
    """Return numbers, and one column of 0 and 1 for each level of a category."""
    numbers = features.select(pl.exclude(*levels)) if levels else features
    flags = [(features[name] == level).fill_null(value=False) for name in levels for level in levels[name]]
    return np.column_stack([numbers.cast(pl.Float64).to_numpy(), *(flag.to_numpy() for flag in flags)])


RIVALS: Mapping[str, Fit] = {
    "lightgbm": _lightgbm,
    "lightgbm_monotone": _lightgbm_monotone,
    "xgboost": _xgboost,
    "logistic": _logistic,
}
