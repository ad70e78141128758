"""Expressions on a whole table: Polars expressions of whole numbers, missing where one row's value would be."""

from collections.abc import Callable, Sequence

import polars as pl

_TWO: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "//": lambda left, right: pl.when(right != 0).then(left.floordiv(right)),
    "%": lambda left, right: pl.when(right != 0).then(left.mod(right)),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "and": lambda left, right: _true(left) & _true(right),
    "or": lambda left, right: _true(left) | _true(right),
}


class BatchAlgebra:
    """Computes with columns of Int64; null is missing."""

    def constant(self, number: int) -> pl.Expr:
        """Return the number for every row."""
        return pl.lit(number, dtype=pl.Int64)

    def operate(self, sign: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        """Return `left sign right`; a missing side counts as false for `and` and `or`, else it makes all missing."""
        return _TWO[sign](left, right).cast(pl.Int64)

    def choose(self, condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
        """Return `then` where the condition is neither 0 nor missing."""
        return pl.when(_true(condition)).then(then).otherwise(otherwise)

    def known(self, value: pl.Expr) -> pl.Expr:
        """Return 1 where there is a value."""
        return value.is_not_null().cast(pl.Int64)

    def greatest(self, values: Sequence[pl.Expr]) -> pl.Expr:
        """Return the greatest; missing where one is."""
        known = pl.all_horizontal(value.is_not_null() for value in values)
        return pl.when(known).then(pl.max_horizontal(*values))


def _true(value: pl.Expr) -> pl.Expr:
    return value.fill_null(0) != 0
