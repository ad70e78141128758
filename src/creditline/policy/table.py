"""A decision table: typed columns, rows of cells, and how rows that apply together are resolved."""

from dataclasses import dataclass
from enum import StrEnum

from creditline.policy.cell import Cell, Span
from creditline.policy.domain import Domain, Value
from creditline.policy.wording import Wording


class Hit(StrEnum):
    """The hit policies of our tables.

    UNIQUE: exactly one row applies, which is proved. FIRST: the first that applies. COLLECT MIN: the one with the
    lowest first output, the earlier of equals.
    """

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    COLLECT_MIN = "COLLECT MIN"


@dataclass(frozen=True, slots=True)
class FactSource:
    """The column holds a fact."""

    fact: str


@dataclass(frozen=True, slots=True)
class RatioSource:
    """The column holds numerator × scale ÷ denominator of two facts, compared by cross-multiplication.

    `when_zero` is the ratio, in units of the column, that stands for a denominator of 0.
    """

    numerator: str
    denominator: str
    scale: int
    when_zero: int | None


@dataclass(frozen=True, slots=True)
class OutputSource:
    """The column holds what an earlier table gave."""

    table: str
    output: str


Source = FactSource | RatioSource | OutputSource


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions."""

    name: str
    source: Source
    domain: Domain


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results. `domain` is closed to the numbers that the rows give, `declared` is what the file allows."""

    name: str
    domain: Domain
    declared: Domain


@dataclass(frozen=True, slots=True)
class Row:
    """A rule. `cells` are in the order of the inputs, `values` in that of the outputs.

    `reason` is a code of `Table.reasons`.
    """

    id: str
    cells: tuple[Cell, ...]
    values: tuple[Value, ...]
    reason: str

    def admits(self, ordinals: tuple[int, ...]) -> bool:
        """Whether the row applies at these ordinals, one for each input."""
        return all(cell.admits(ordinal) for cell, ordinal in zip(self.cells, ordinals, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `reasons` maps each reason code to its text."""

    id: str
    title: Wording
    hit: Hit
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    reasons: dict[str, Wording]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the inputs, then of the outputs."""
        return (*(column.name for column in self.inputs), *(column.name for column in self.outputs))

    @property
    def precedence(self) -> tuple[int, ...]:
        """Row indices in the order in which the first that applies decides.

        For COLLECT MIN that is by ascending first output: the lowest of all that apply is the first of them.
        """
        indices = range(len(self.rows))
        if self.hit is Hit.COLLECT_MIN:
            return tuple(sorted(indices, key=lambda index: _order(self.rows[index].values[0])))
        return tuple(indices)

    def spans(self, row: int, column: int) -> tuple[Span, ...]:
        """Return the spans of one cell, by indices."""
        return self.rows[row].cells[column].spans

    def output(self, name: str) -> Output:
        """Return the output column of this name; raise KeyError if there is none."""
        return self.outputs[self.output_index(name)]

    def output_index(self, name: str) -> int:
        """Return the place of an output column; raise KeyError if there is none."""
        for index, output in enumerate(self.outputs):
            if output.name == name:
                return index
        raise KeyError(name)


def _order(value: Value) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value
