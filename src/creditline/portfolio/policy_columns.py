"""A policy over a frame of facts: one row of facts in, one row of decisions out, in the same order.

A table's row index comes from bit sets, as in the generated function: each column looks up which rows it admits, the
lowest bit of their intersection decides. Tables with more rows than a word has bits use a chain of conditions. Outputs
are gathered by position; nothing is joined, so no row can change its place.
"""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import add, and_, or_

import polars as pl

from creditline.policy import formula as tree
from creditline.policy.columns import (
    Between,
    Clip,
    Gather,
    Made,
    OneOf,
    RowIndex,
    Share,
    Test,
    conditions,
    floored,
    lookup_column,
    row_column,
    source_column,
    stages,
)
from creditline.policy.coverage import Segment, segments
from creditline.policy.domain import Domain, Kind
from creditline.policy.number import COMPARE
from creditline.policy.policy import Policy
from creditline.policy.table import Input, RatioSource, Table

WORD_BITS = 64


class FactsUnfit(ValueError):
    """Every row of a frame must hold every fact, of its type and within its domain."""

    code = "facts-unfit"

    def __init__(self, name: str, domain: Domain, unfit: int | None) -> None:
        said = "is missing or of another type" if unfit is None else f"is missing or outside in {unfit:,} rows"
        super().__init__(f"The column '{name}' {said}. It must be {domain.describe()}.")


def decide_frame(policy: Policy, facts: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Return `facts` with row_<table>, <table>_<output>, the steps, constraint_<id>, wish_minor and limit_minor added.

    Integer facts are integer columns, enumerations strings or Enum, dates Date. Raises FactsUnfit, ParameterUndated.
    """
    frame = fitted(facts, policy.facts)
    writer = _Writer(policy.parameters_on(on))
    columns = frame.lazy()
    for stage in stages(policy):
        columns = columns.with_columns(**{name: writer.made(one) for name, one in stage.items()})
    return columns.collect()


def decide_rows(table: Table, facts: pl.DataFrame, domains: Mapping[str, Domain]) -> pl.Series:
    """Return the index of the deciding row for each row of `facts`. Raises FactsUnfit."""
    frame = fitted(facts, domains)
    return frame.select(row_index(table).alias(row_column(table.id))).to_series()


def fitted(facts: pl.DataFrame, domains: Mapping[str, Domain]) -> pl.DataFrame:
    """Return `facts` with enumerations as Enum; raise FactsUnfit, naming the column, if any is outside."""
    for name, domain in domains.items():
        if name not in facts.columns or not _of_type(facts.schema[name], domain):
            raise FactsUnfit(name, domain, None)
    named = {name: pl.Enum(domain.values) for name, domain in domains.items() if domain.kind is Kind.ENUMERATION}
    frame = facts.with_columns(pl.col(name).cast(kind, strict=False) for name, kind in named.items())
    unfit = frame.select(_unfit(name, domain).sum().alias(name) for name, domain in domains.items())
    for name, count in unfit.row(0, named=True).items():
        if count:
            raise FactsUnfit(name, domains[name], count)
    return frame


def row_index(table: Table) -> pl.Expr:
    """Return the expression for the index of the deciding row."""
    return _by_bits(table) if len(table.rows) <= WORD_BITS else _by_conditions(table)


def _of_type(kind: pl.DataType, domain: Domain) -> bool:
    match domain.kind:
        case Kind.ENUMERATION:
            return kind == pl.String or isinstance(kind, pl.Enum | pl.Categorical)
        case Kind.BOOLEAN:
            return kind == pl.Boolean
        case Kind.DATE:
            return kind == pl.Date
        case _:
            return kind.is_integer()


def _unfit(name: str, domain: Domain) -> pl.Expr:
    column = pl.col(name)
    if domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN} or domain.saturates:
        return column.is_null()
    inside = column.is_between(pl.lit(domain.value(domain.low)), pl.lit(domain.value(domain.high)))
    return ~inside.fill_null(value=False)


def _by_bits(table: Table) -> pl.Expr:
    order = table.precedence
    masks = [_mask(column, segments(table, index), order) for index, column in enumerate(table.inputs)]
    bit = reduce(and_, masks).bitwise_trailing_zeros()
    if order == tuple(range(len(order))):
        return bit.cast(pl.UInt32)
    return pl.lit(pl.Series(order, dtype=pl.UInt32)).gather(bit)


def _mask(column: Input, parts: tuple[Segment, ...], order: tuple[int, ...]) -> pl.Expr:
    bits = [sum(1 << bit for bit, row in enumerate(order) if part.rows >> row & 1) for part in parts]
    if column.domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
        of_ordinal = [
            rows for rows, part in zip(bits, parts, strict=True) for _ in range(part.span.low, part.span.high + 1)
        ]
        return _taken(of_ordinal, _ordinal(column))
    starts = [part.span.low for part in parts[1:]]
    if not starts:
        return pl.lit(bits[0], dtype=pl.UInt64)
    return _taken(bits, reduce(add, ((_ordinal(column) >= start).cast(pl.UInt32) for start in starts)))


def _taken(bits: list[int], place: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(bits, dtype=pl.UInt64)).gather(place)


def _ordinal(column: Input) -> pl.Expr:
    if isinstance(column.source, RatioSource):
        return _ratio(column.source, column.domain)
    value = pl.col(source_column(column.source))
    match column.domain.kind:
        case Kind.ENUMERATION:
            return value.cast(pl.Enum(column.domain.values)).to_physical().cast(pl.UInt32)
        case Kind.BOOLEAN:
            return value.cast(pl.UInt32)
        case Kind.DATE:
            return value.to_physical().cast(pl.Int64) + date(1970, 1, 1).toordinal()
        case _:
            return value


def _ratio(source: RatioSource, domain: Domain) -> pl.Expr:
    above, below = pl.col(source.numerator).cast(pl.Int64) * source.scale, pl.col(source.denominator).cast(pl.Int64)
    whole = above // below
    exact = 2 * whole + (whole * below != above).cast(pl.Int64)
    return pl.when(below == 0).then(2 * (source.when_zero or 0)).otherwise(exact).clip(domain.low, domain.high)


def _by_conditions(table: Table) -> pl.Expr:
    nothing = pl.lit(None, dtype=pl.UInt32)
    chain = pl.when(pl.lit(value=False)).then(nothing).when(pl.lit(value=False)).then(nothing)
    for row in table.precedence:
        groups = [reduce(or_, map(_test, tests)) for tests in conditions(table, row)]
        applies = reduce(and_, groups) if groups else pl.lit(value=True)
        chain = chain.when(applies).then(pl.lit(row, dtype=pl.UInt32))
    return chain.otherwise(None)


def _test(test: Test) -> pl.Expr:
    match test:
        case OneOf(column, values):
            return reduce(or_, (pl.col(column) == pl.lit(value) for value in values))
        case Between(column, low, high):
            ends = [pl.col(column) >= pl.lit(low)] if low is not None else []
            return reduce(and_, [*ends, *([pl.col(column) <= pl.lit(high)] if high is not None else [])])
        case Share():
            return _share(test)


def _share(test: Share) -> pl.Expr:
    above, below = pl.col(test.above).cast(pl.Int64) * test.scale, pl.col(test.below).cast(pl.Int64)
    ends = []
    if test.low:
        end = test.low[0] * below
        ends.append(above >= end if test.low[1] else above > end)
    if test.high:
        end = test.high[0] * below
        ends.append(above <= end if test.high[1] else above < end)
    return pl.when(below == 0).then(pl.lit(test.at_zero)).otherwise(reduce(and_, ends))


class _Writer:
    """Formula nodes as Polars expressions, in 64 bits, which loading proved to be wide enough."""

    def __init__(self, parameters: Mapping[str, int]) -> None:
        self.parameters = parameters

    def made(self, one: Made) -> pl.Expr:
        match one:
            case Clip(fact, domain):
                return pl.col(fact).clip(domain.low, domain.high)
            case RowIndex(table):
                return row_index(table)
            case Gather(index, values, domain):
                kind = pl.Enum(domain.values) if domain.kind is Kind.ENUMERATION else None
                return pl.lit(pl.Series(values, dtype=kind)).gather(pl.col(index))
            case _:
                return self.number(one)

    def number(self, node: tree.Expression) -> pl.Expr:
        match node:
            case tree.Number(value):
                return pl.lit(value, dtype=pl.Int64)
            case tree.Constant(value):
                return pl.lit(value)
            case tree.Fact(name) | tree.StepValue(name):
                return pl.col(name)
            case tree.Parameter(name):
                return pl.lit(self.parameters[name], dtype=pl.Int64)
            case tree.Lookup():
                return pl.col(lookup_column(node))
            case _:
                return self._composed(node)

    def _composed(self, node: tree.Operation | tree.Quotient | tree.Extreme | tree.Choice) -> pl.Expr:
        match node:
            case tree.Operation(op, left, right):
                return _operate(op, self._wide(left), self._wide(right))
            case tree.Quotient():
                above, below, negate = floored(node)
                whole = self._wide(above) // self._wide(below)
                return -whole if negate else whole
            case tree.Extreme(which, arguments):
                parts = [self._wide(argument) for argument in arguments]
                return pl.min_horizontal(parts) if which == "min" else pl.max_horizontal(parts)
            case tree.Choice(condition, yes, no):
                return pl.when(self._condition(condition)).then(self._wide(yes)).otherwise(self._wide(no))

    def _wide(self, node: tree.Expression) -> pl.Expr:
        return self.number(node).cast(pl.Int64)

    def _condition(self, node: tree.Condition) -> pl.Expr:
        match node:
            case tree.Compare(op, left, right):
                compared: pl.Expr = COMPARE[op](self.number(left), self.number(right))
                return compared
            case tree.Both(every, parts):
                return reduce(and_ if every else or_, map(self._condition, parts))
            case tree.Not(of):
                return ~self._condition(of)


def _operate(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    if op == "+":
        return left + right
    return left - right if op == "-" else left * right
