"""A spec for data that nobody has described: what each column holds is told from its values. No feature is signed."""

import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from creditline.features.forbidden import forbidding_rule
from creditline.training.expression import FUNCTIONS, read_expression
from creditline.training.spec import Column, Feature, Spec

_MOST_DECIMALS = 12
_MOST_TEXTS = 200
_SEVERAL = 5
_EXACT = 1e-6
_SIGNIFICANT = 10_000
_CODES = (-9, -8, -7, -99, -98, -999, -9999, 96, 97, 98, 99, 996, 997, 998, 999, 9996, 9997, 9998, 9999, 99999, 999999)


class NothingToLearnFrom(ValueError):
    """At least one column must be usable as a feature."""

    code = "nothing-to-learn-from"

    def __init__(self, warnings: list[str]) -> None:
        why = " ".join(warnings) or "There is no column but the target."
        super().__init__(f"No column can be used as a feature. {why}")


@dataclass(frozen=True, slots=True)
class Inferred:
    """A spec told from data, and what a person should know about columns left out or read in a special way."""

    spec: Spec
    warnings: list[str]


def infer_spec(data: pl.DataFrame, *, leave_out: Iterable[str] = ()) -> Inferred:
    """Return a spec with one feature for each usable column of `data`. Raises NothingToLearnFrom."""
    left = set(leave_out)
    names = _Names()
    columns, features, warnings = [], [], []
    for values in data.iter_columns():
        if values.name in left:
            continue
        rule = forbidding_rule(values.name)
        why = f"may not be used in a decision on credit (rule {rule})" if rule else _unusable(values)
        if why:
            warnings.append(f"Left out '{values.name}': it {why}.")
            continue
        warnings += [_told(values.name, code) for code in _codes_in(values)]
        declared = Column(name=names.plain(values.name), source=values.name, decimals=_decimals(values))
        columns.append(declared)
        features.append(_feature(values, declared))
    if not features:
        raise NothingToLearnFrom(warnings)
    return Inferred(Spec(columns=tuple(columns), features=tuple(features)), warnings)


def constant_columns(features: pl.DataFrame) -> list[str]:
    """Return the names of columns with less than two values, missing counted as one."""
    return [values.name for values in features.iter_columns() if values.n_unique() < 2]  # noqa: PLR2004 - "less than two"


def _feature(values: pl.Series, declared: Column) -> Feature:
    name, words = declared.name, f"{values.name}: {{value}}"
    if _is_text(values):
        return Feature(name=name, en=words, zh=words, category=name)
    codes = tuple(code * 10**declared.decimals for code in _codes_in(values))
    value = read_expression(name)
    return Feature(name=name, en=words, zh=words, value=value, decimals=declared.decimals, codes=codes)


def _unusable(values: pl.Series) -> str | None:
    """Return why a column cannot be a feature, or None."""
    distinct = values.drop_nulls().n_unique()
    if distinct == 0 or (distinct == 1 and not values.null_count()):
        return "is the same in every row"
    if values.dtype.is_temporal():
        return "holds dates; name it with --date to test across time"
    if _is_text(values):
        return f"holds {distinct:,} different texts" if distinct > _MOST_TEXTS else None
    if not (values.dtype.is_numeric() or values.dtype == pl.Boolean):
        return f"holds {values.dtype}, neither numbers nor texts"
    return "numbers the rows" if _numbers_rows(values, distinct) else None


def _numbers_rows(values: pl.Series, distinct: int) -> bool:
    """Tell whether the column is a key: every row its own whole number, without gaps or under the name of a key."""
    if not values.dtype.is_integer() or distinct < len(values):
        return False
    span = int(values.max()) - int(values.min()) + 1  # type: ignore[arg-type]  # integers, by the above
    return span == len(values) or re.search(r"(^|_)(id|key|index|row)$", values.name.lower()) is not None


def _codes_in(values: pl.Series) -> Iterator[int]:
    """Yield each number that looks like a code for something else than an amount."""
    if not values.dtype.is_numeric():
        return
    known = values.cast(pl.Float64).drop_nulls().drop_nans()
    others = known.filter(~known.is_in([float(code) for code in _CODES]))
    for code in _CODES:
        rows = int((known == code).sum())
        if rows >= _SEVERAL and _stands_apart(others, code):
            yield code


def _told(name: str, code: int) -> str:
    return f"'{name}': {code} stands apart from the other values. It is taken as a code, with a bin of its own."


def _stands_apart(others: pl.Series, code: int) -> bool:
    if others.is_empty():
        return False
    numbers = others.to_numpy()
    return bool(numbers.min() >= 0) if code < 0 else bool(numbers.max() * 2 < code)


def _decimals(values: pl.Series) -> int:
    """Return how many decimals to keep: all there are, or as many as tell typical values apart; at most 12."""
    if not values.dtype.is_float() and not values.dtype.is_decimal():
        return 0
    known = values.cast(pl.Float64).drop_nulls().drop_nans()
    for decimals in range(_MOST_DECIMALS):
        scaled = known * 10**decimals
        sizes = scaled.abs().filter(scaled != 0).to_numpy()
        if ((scaled - scaled.round()).abs() <= _EXACT * scaled.abs()).all() or np.median(sizes) > _SIGNIFICANT:
            return decimals
    return _MOST_DECIMALS


def _is_text(values: pl.Series) -> bool:
    return values.dtype == pl.String or isinstance(values.dtype, pl.Categorical | pl.Enum)


class _Names:
    """Gives each column a name that expressions can use."""

    def __init__(self) -> None:
        self._taken: set[str] = set(FUNCTIONS)

    def plain(self, name: str) -> str:
        """Return `name` with letters, digits and underscores only, as no other column has it."""
        plain = re.sub(r"\W+", "_", name).strip("_") or "column"
        if keyword.iskeyword(plain) or not plain.isidentifier():
            plain = f"column_{plain}"
        free = plain
        while free in self._taken:
            free += "_"
        self._taken.add(free)
        return free
