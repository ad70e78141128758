"""From a table of data to its features: whole numbers and texts, one column each; as it is, and after a repayment."""

from dataclasses import dataclass

import polars as pl

from creditline.training.batch import BatchAlgebra
from creditline.training.spec import Column, Feature, Repayment, Spec, SpecInvalid
from creditline.training.table import column

MOST = 2**53  # beyond it a float no longer holds every whole number


class RepaymentPointsTheBadWay(ValueError):
    """A repayment must move every feature it moves towards less risk, and the sign must be declared."""

    code = "repayment-points-the-bad-way"

    def __init__(self, feature: str, repayment: str, why: str) -> None:
        super().__init__(f"The feature '{feature}' breaks the promise under '{repayment}': {why}.")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Features as they would be after a repayment. `among`: rows the rate is counted over, one flag a row."""

    repayment: Repayment
    after: pl.DataFrame
    among: pl.Series


def features_of(data: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    """Return one column a feature, Int64 or String, one row a row of `data`; null where a value is missing.

    Raises ColumnUnknown, SpecInvalid, ExpressionInvalid.
    """
    return _computed(_columns(data, spec), spec)


def after_repayment(data: pl.DataFrame, spec: Spec, repayment: Repayment) -> Counterfactual:
    """Return the features of every row after the repayment; rows that could not make it stay as they are."""
    before = _columns(data, spec)
    names = _names(before, spec)
    algebra = BatchAlgebra()
    who = repayment.who.compute(algebra, names)
    among = before.select(among=((repayment.among.compute(algebra, names) != 0) & (who != 0)).fill_null(value=False))
    return Counterfactual(repayment, _computed(_repaid(before, spec, repayment), spec), among["among"])


def columns_after(data: pl.DataFrame, spec: Spec, repayment: Repayment) -> pl.DataFrame:
    """Return `data` with the columns that the spec reads as they would be after the repayment, as whole numbers.

    Only for a spec that reads columns under their own names and without decimals.
    """
    after = _repaid(_columns(data, spec), spec, repayment)
    return data.with_columns(after.get_columns())


def _repaid(before: pl.DataFrame, spec: Spec, repayment: Repayment) -> pl.DataFrame:
    names, algebra = _names(before, spec), BatchAlgebra()
    who = repayment.who.compute(algebra, names)
    return before.with_columns(
        pl.when(who.fill_null(0) != 0).then(value.compute(algebra, names)).otherwise(pl.col(name)).alias(name)
        for name, value in repayment.changes.items()
    )


def check_signs(data: pl.DataFrame, spec: Spec) -> None:
    """Raise RepaymentPointsTheBadWay if, on any row, a declared repayment moves a feature otherwise than declared."""
    before = features_of(data, spec)
    for repayment in spec.repayments:
        after = after_repayment(data, spec, repayment).after
        for feature in spec.features:
            _check_sign(feature, repayment, before[feature.name], after[feature.name])


def _check_sign(feature: Feature, repayment: Repayment, before: pl.Series, after: pl.Series) -> None:
    moved = before.ne_missing(after)
    if not moved.any():
        return
    if not feature.moved_by_repayment:
        raise RepaymentPointsTheBadWay(
            feature.name, repayment.name, "the repayment moves it; declare moved_by_repayment = true and its risk"
        )
    one, other = before.filter(moved), after.filter(moved)
    lost = one.is_not_null() & other.is_null()
    worse = ((other - one) * feature.risk.sign > 0).fill_null(value=False)
    if lost.any():
        example = one.filter(lost)[0]
        raise RepaymentPointsTheBadWay(feature.name, repayment.name, f"it turns the known value {example} into missing")
    if worse.any():
        values = f"it goes from {one.filter(worse)[0]} to {other.filter(worse)[0]}, which is declared riskier"
        raise RepaymentPointsTheBadWay(feature.name, repayment.name, values)


def _computed(columns: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    names = _names(columns, spec)
    return columns.select(_value(feature, names).alias(feature.name) for feature in spec.features)


def _value(feature: Feature, names: dict[str, pl.Expr | list[pl.Expr]]) -> pl.Expr:
    if feature.value is None:
        return pl.col(str(feature.category))
    computed = feature.value.compute(BatchAlgebra(), names)
    return computed.clip(-MOST, MOST)


def _names(columns: pl.DataFrame, spec: Spec) -> dict[str, pl.Expr | list[pl.Expr]]:
    single: dict[str, pl.Expr | list[pl.Expr]] = {name: pl.col(name) for name in columns.columns}
    return single | {name: [pl.col(part) for part in parts] for name, parts in spec.lists.items()}


def _columns(data: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    """Return the columns the spec uses, under its names: whole numbers, and texts where a category is meant."""
    declared = {part.source: part for part in spec.columns}
    texts = {feature.category for feature in spec.features}
    parts = [declared.get(source, Column(name=source, source=source)) for source in spec.sources]
    return pl.DataFrame([_plain(column(data, part.source), part, as_text=part.name in texts) for part in parts])


def _plain(values: pl.Series, declared: Column, *, as_text: bool) -> pl.Series:
    if as_text:
        return values.cast(pl.String).alias(declared.name)
    if not (values.dtype.is_numeric() or values.dtype == pl.Boolean):
        raise SpecInvalid(declared.source, f"the column holds {values.dtype}, no numbers; use it as a 'category'")
    whole = _without(_whole(values, declared.decimals), declared)
    return whole.alias(declared.name)


def _whole(values: pl.Series, decimals: int) -> pl.Series:
    """Return the values as whole numbers of so many decimals, halves rounded up; null where there is no number."""
    if values.dtype.is_float():
        scaled = pl.when(values.is_finite()).then((values.cast(pl.Float64) * 10**decimals + 0.5).floor())
        return pl.select(scaled.clip(-MOST, MOST).cast(pl.Int64)).to_series()
    if values.dtype.is_decimal():
        return _whole(values.cast(pl.Float64), decimals)
    whole: pl.Series = values.cast(pl.Int64) * 10**decimals
    return whole


def _without(values: pl.Series, declared: Column) -> pl.Series:
    codes = [code * 10**declared.decimals for code in declared.missing]
    if not codes:
        return values
    column = pl.col(values.name)
    return values.to_frame().select(pl.when(~column.is_in(codes)).then(column)).to_series()
