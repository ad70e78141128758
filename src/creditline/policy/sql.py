"""A policy as SQL expressions, accepted by DuckDB and Spark: text to be projected, column by column, stage by stage.

Facts must be checked before (`Domain`): a row index is NULL where a fact is, and a fact beyond its domain would be
taken for its end. Numbers are cast to 64 bits, which loading proved to be wide enough.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

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
    stages,
)
from creditline.policy.domain import Value
from creditline.policy.policy import Policy
from creditline.policy.table import Table


class Dialect(StrEnum):
    """Whose SQL: they quote names and divide whole numbers differently."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def policy_sql(policy: Policy, *, on: date, dialect: Dialect) -> tuple[dict[str, str], ...]:
    """Return (column → expression) for each stage on the day `on`; project each stage over the columns before it.

    Raises ParameterUndated.
    """
    writer = _Writer(dialect, policy.parameters_on(on))
    return tuple({name: writer.made(one) for name, one in stage.items()} for stage in stages(policy))


def row_index_sql(table: Table, dialect: Dialect) -> str:
    """Return the expression for the index of the deciding row; a column of another table is `table_output`."""
    return _Writer(dialect, {}).made(RowIndex(table))


class _Writer:
    def __init__(self, dialect: Dialect, parameters: Mapping[str, int]) -> None:
        self.dialect = dialect
        self.parameters = parameters

    def made(self, one: Made) -> str:
        match one:
            case Clip(fact, domain):
                return f"GREATEST({domain.low}, LEAST({domain.high}, {self.whole(fact)}))"
            case RowIndex(table):
                cases = (f"WHEN {self._row(table, row)} THEN {row}" for row in table.precedence)
                return f"CASE {' '.join(cases)} END"
            case Gather(index, values):
                cases = (f"WHEN {row} THEN {literal(value)}" for row, value in enumerate(values))
                return f"CASE {self.name(index)} {' '.join(cases)} END"
            case _:
                return self.number(one)

    def name(self, name: str) -> str:
        """Quote a column's name."""
        return f'"{name}"' if self.dialect is Dialect.DUCKDB else f"`{name}`"

    def whole(self, name: str) -> str:
        """A column as a 64-bit number."""
        return f"CAST({self.name(name)} AS BIGINT)"

    def _row(self, table: Table, row: int) -> str:
        groups = [self._any(tests) for tests in conditions(table, row)]
        return " AND ".join(groups) or "TRUE"

    def _any(self, tests: tuple[Test, ...]) -> str:
        written = [self._test(test) for test in tests]
        return written[0] if len(written) == 1 else f"({' OR '.join(written)})"

    def _test(self, test: Test) -> str:
        match test:
            case OneOf(column, values):
                return f"{self.name(column)} IN ({', '.join(map(literal, values))})"
            case Between(column, low, high):
                ends = [(">=", low), ("<=", high)]
                return self._both(f"{self.name(column)} {op} {literal(end)}" for op, end in ends if end is not None)
            case Share():
                return self._share(test)

    def _share(self, test: Share) -> str:
        above, below = f"{self.whole(test.above)} * {test.scale}", self.whole(test.below)
        ends = []
        if test.low:
            ends.append(f"{above} {'>=' if test.low[1] else '>'} {test.low[0]} * {below}")
        if test.high:
            ends.append(f"{above} {'<=' if test.high[1] else '<'} {test.high[0]} * {below}")
        return f"CASE WHEN {below} = 0 THEN {literal(test.at_zero)} ELSE {self._both(ends)} END"

    def _both(self, parts: Iterable[str]) -> str:
        written = list(parts)
        return written[0] if len(written) == 1 else f"({' AND '.join(written)})"

    def number(self, node: tree.Expression) -> str:
        match node:
            case tree.Number(value):
                return f"CAST({value} AS BIGINT)"
            case tree.Constant(value):
                return literal(value)
            case tree.Fact(name) | tree.StepValue(name):
                return self.name(name)
            case tree.Parameter(name):
                return f"CAST({self.parameters[name]} AS BIGINT)"
            case tree.Lookup():
                return self.name(lookup_column(node))
            case _:
                return self._composed(node)

    def _composed(self, node: tree.Operation | tree.Quotient | tree.Extreme | tree.Choice) -> str:
        match node:
            case tree.Operation(op, left, right):
                return f"({self._wide(left)} {op} {self._wide(right)})"
            case tree.Quotient():
                above, below, negate = floored(node)
                return f"{'-' if negate else ''}{self._floor(self._wide(above), self._wide(below))}"
            case tree.Extreme(which, arguments):
                parts = [self._wide(argument) for argument in arguments]
                return parts[0] if len(parts) == 1 else f"{_EXTREME[which]}({', '.join(parts)})"
            case tree.Choice(condition, yes, no):
                return f"CASE WHEN {self._condition(condition)} THEN {self._wide(yes)} ELSE {self._wide(no)} END"

    def _wide(self, node: tree.Expression) -> str:
        written = self.number(node)
        return f"CAST({written} AS BIGINT)" if isinstance(node, tree.Fact | tree.Lookup | tree.StepValue) else written

    def _floor(self, above: str, below: str) -> str:
        """Division of whole numbers that rounds down; both dialects truncate, which differs below 0."""
        rest = f"((({above}) % ({below})) + ({below})) % ({below})"
        divide = "//" if self.dialect is Dialect.DUCKDB else "div"
        return f"((({above}) - {rest}) {divide} ({below}))"

    def _condition(self, node: tree.Condition) -> str:
        match node:
            case tree.Compare(op, left, right):
                return f"({self.number(left)} {'<>' if op == '!=' else op} {self.number(right)})"
            case tree.Both(every, conditions_):
                return "(" + (" AND " if every else " OR ").join(self._condition(one) for one in conditions_) + ")"
            case tree.Not(of):
                return f"(NOT {self._condition(of)})"


_EXTREME = {"min": "LEAST", "max": "GREATEST"}


def literal(value: Value) -> str:
    """Return a value as SQL writes it; values hold no quotes, which loading checked."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return f"'{value}'" if isinstance(value, str) else str(value)
