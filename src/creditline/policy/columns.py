"""A policy as columns: which column is made of which, stage by stage, for whole books in SQL or Polars.

The row index of a table is made first and its outputs are gathered by it: that keeps the matched row, which is the
explanation, and costs one chain of conditions instead of one for each output.
"""

from dataclasses import dataclass

from creditline.policy.cell import Span
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.formula import Expression, Extreme, Lookup, Number, Operation, Quotient, Rounding, StepValue
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Input, OutputSource, RatioSource, Table


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column has one of the values."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The column lies from `low` to `high`, both within; None: no end on this side."""

    column: str
    low: Value | None
    high: Value | None


@dataclass(frozen=True, slots=True)
class Share:
    """above × scale lies between multiples of `below`, compared by cross-multiplication.

    `low` and `high` are (multiple, whether the end itself is within). `at_zero`: what holds where `below` is 0.
    """

    above: str
    below: str
    scale: int
    low: tuple[int, bool] | None
    high: tuple[int, bool] | None
    at_zero: bool


Test = OneOf | Between | Share


@dataclass(frozen=True, slots=True)
class Clip:
    """The fact itself, brought to the ends of its domain."""

    fact: str
    domain: Domain


@dataclass(frozen=True, slots=True)
class RowIndex:
    """The index of a table's deciding row; null where none applies."""

    table: Table


@dataclass(frozen=True, slots=True)
class Gather:
    """The output of the row whose index stands in the column `index`."""

    index: str
    values: tuple[Value, ...]
    domain: Domain


Made = Clip | RowIndex | Gather | Expression
Stage = dict[str, Made]

WISH, LIMIT = "wish_minor", "limit_minor"


def stages(policy: Policy) -> tuple[Stage, ...]:
    """Return the columns to add, in stages: each stage uses the columns before it only."""
    clips: Stage = {name: Clip(name, domain) for name, domain in policy.facts.items() if domain.saturates}
    found = [clips] if clips else []
    for tables in _levels(policy.tables):
        found.append({row_column(table.id): RowIndex(table) for table in tables})
        found.append(_gathered(tables))
    found += [{step.name: step.expression} for step in policy.formula.steps]
    return (*found, *_limit_stages(policy))


def row_column(table: str) -> str:
    """Return the name of the column that holds a table's row index."""
    return f"row_{table}"


def output_column(table: str, output: str) -> str:
    """Return the name of the column that holds a table's output."""
    return f"{table}_{output}"


def conditions(table: Table, row: int) -> tuple[tuple[Test, ...], ...]:
    """Return what makes a row apply: all of the groups, in each group any of the tests."""
    groups = []
    for index, column in enumerate(table.inputs):
        spans = table.spans(row, index)
        if spans != (Span(column.domain.low, column.domain.high),):
            groups.append(tuple(_tests(column, spans)))
    return tuple(groups)


def source_column(source: FactSource | OutputSource) -> str:
    """Return the column that a table's input reads."""
    return source.fact if isinstance(source, FactSource) else output_column(source.table, source.output)


def floored(node: Quotient) -> tuple[Expression, Expression, bool]:
    """Return (above, below, negate) such that the quotient is floor(above ÷ below), negated if `negate`."""
    if node.rounding is Rounding.FLOOR:
        return node.numerator, node.denominator, False
    if node.rounding is Rounding.CEILING:
        return Operation("-", Number(0), node.numerator), node.denominator, True
    twice = Operation("*", Number(2), node.numerator)
    return Operation("+", twice, node.denominator), Operation("*", Number(2), node.denominator), False


def _levels(tables: tuple[Table, ...]) -> list[list[Table]]:
    """Tables that do not read from each other, together."""
    level_of = dict[str, int]()
    for table in tables:
        sources = [column.source.table for column in table.inputs if isinstance(column.source, OutputSource)]
        level_of[table.id] = 1 + max((level_of[source] for source in sources), default=-1)
    count = max(level_of.values(), default=-1) + 1
    return [[table for table in tables if level_of[table.id] == level] for level in range(count)]


def _gathered(tables: list[Table]) -> Stage:
    return {
        output_column(table.id, output.name): Gather(
            row_column(table.id), tuple(row.values[index] for row in table.rows), output.domain
        )
        for table in tables
        for index, output in enumerate(table.outputs)
    }


def _limit_stages(policy: Policy) -> list[Stage]:
    formula = policy.formula
    values: Stage = {constraint_column(one.id): one.expression for one in formula.constraints}
    soft = tuple(StepValue(constraint_column(one.id)) for one in formula.soft)
    hard = tuple(StepValue(constraint_column(one.id)) for one in formula.hard)
    least = Extreme("max", (Number(0), Extreme("min", soft)))
    multiple = Number(formula.multiple_minor)
    wish = Operation("*", Quotient(Rounding.FLOOR, least, multiple), multiple)
    kept: Expression = StepValue(WISH)
    if formula.not_below is not None:
        kept = Extreme("max", (kept, formula.not_below))
    limit = Extreme("max", (Number(0), Extreme("min", (kept, *hard))))
    return [values, {WISH: wish}, {LIMIT: limit}]


def constraint_column(constraint: str) -> str:
    """Return the name of the column that holds a constraint."""
    return f"constraint_{constraint}"


def lookup_column(node: Lookup) -> str:
    """Return the column that a formula's lookup reads."""
    return output_column(node.table, node.output)


def _tests(column: Input, spans: tuple[Span, ...]) -> list[Test]:
    domain = column.domain
    match column.source:
        case RatioSource() as source:
            return [_share(source, domain, span) for span in spans]
        case FactSource() | OutputSource() as source:
            name = source_column(source)
    if domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
        ordinals = (ordinal for span in spans for ordinal in range(span.low, span.high + 1))
        return [OneOf(name, tuple(domain.value(ordinal) for ordinal in ordinals))]
    return [_between(name, domain, span) for span in spans]


def _between(name: str, domain: Domain, span: Span) -> Between:
    low = None if span.low == domain.low else domain.value(span.low)
    return Between(name, low, None if span.high == domain.high else domain.value(span.high))


def _share(source: RatioSource, domain: Domain, span: Span) -> Share:
    zero = 2 * (source.when_zero or 0)
    return Share(
        source.numerator,
        source.denominator,
        source.scale,
        None if span.low == domain.low else (span.low // 2, span.low % 2 == 0),
        None if span.high == domain.high else ((span.high + 1) // 2, span.high % 2 == 0),
        at_zero=span.low <= zero <= span.high,
    )
