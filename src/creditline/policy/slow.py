"""One table by itself, cell by cell: what the generated function falls back to, and what an explanation is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from creditline.policy.domain import Domain, Value
from creditline.policy.evaluate import decide, ordinals_of, read_facts
from creditline.policy.table import FactSource, OutputSource, RatioSource, Table


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """One cell against one value: the column, what it held, the cell's text, and whether it admits it."""

    column: str
    value: str
    cell: str
    admits: bool


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """One row: its cells, whether all of them admit, and whether it decides."""

    row: str
    cells: tuple[CellVerdict, ...]
    applies: bool
    decides: bool


def decide_slowly(table: Table, domains: Mapping[str, Domain], facts: Mapping[str, Any]) -> int:
    """Return the index of the deciding row. An output of another table is the fact `table.output`.

    Raises FactMissing, FactOutside, naming the fact.
    """
    return decide(table, _ordinals(table, domains, facts))


def explain_table(table: Table, ordinals: tuple[int, ...]) -> tuple[RowVerdict, ...]:
    """Return a verdict for each row at these ordinals, cell by cell."""
    deciding = decide(table, ordinals)
    shown = [column.domain.show(ordinal) for column, ordinal in zip(table.inputs, ordinals, strict=True)]
    verdicts = []
    for index, row in enumerate(table.rows):
        cells = tuple(
            CellVerdict(column.name, value, cell.text, cell.admits(ordinal))
            for column, value, cell, ordinal in zip(table.inputs, shown, row.cells, ordinals, strict=True)
        )
        verdicts.append(RowVerdict(row.id, cells, all(cell.admits for cell in cells), index == deciding))
    return tuple(verdicts)


def _ordinals(table: Table, domains: Mapping[str, Domain], facts: Mapping[str, Any]) -> tuple[int, ...]:
    known = read_facts({name: domains[name] for name in needed_facts(table)}, facts)
    outputs = dict[tuple[str, str], Value]()
    for column in table.inputs:
        if isinstance(column.source, OutputSource):
            name = f"{column.source.table}.{column.source.output}"
            outputs[column.source.table, column.source.output] = read_facts({name: column.domain}, facts)[name]
    return ordinals_of(table, known, outputs)


def needed_facts(table: Table) -> tuple[str, ...]:
    """Return the facts that a table reads, in the order of its columns, each once."""
    names = dict[str, None]()
    for column in table.inputs:
        match column.source:
            case FactSource(fact):
                names[fact] = None
            case RatioSource(above, below):
                names |= {above: None, below: None}
    return tuple(names)
