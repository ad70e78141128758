"""A table's columns as groups of ordinals in which every cell is constant, with the rows they admit as bits.

Bit i stands for the row with place i in the table's precedence, so that the lowest bit of a set of rows is the one
that decides. A column is cut wherever a cell begins or ends, in one sweep; nothing is sampled.
"""

from collections import defaultdict
from dataclasses import dataclass

from creditline.policy.cell import Span, merge
from creditline.policy.table import Table


@dataclass(frozen=True, slots=True)
class Group:
    """Ordinals of a column that admit the same rows."""

    rows: int
    spans: tuple[Span, ...]


class Columns:
    """All columns of a table.

    groups: for each column, its groups, which together are the column's whole domain.
    """

    def __init__(self, table: Table) -> None:
        self.order = table.precedence
        self.groups = tuple(_groups(table, column) for column in range(len(table.inputs)))
        self._open = _open_rows(table)

    @property
    def everything(self) -> int:
        """All rows."""
        return (1 << len(self.order)) - 1

    def relevant(self, rows: int, column: int) -> int:
        """Return those of `rows` that can still decide: none behind one without a condition from `column` on."""
        free = rows & self._open[column]
        return rows & (((free & -free) << 1) - 1) if free else rows

    def deciding(self, rows: int) -> int:
        """Return the index of the row that decides when `rows` apply; there must be one."""
        return self.order[(rows & -rows).bit_length() - 1]


def _groups(table: Table, column: int) -> tuple[Group, ...]:
    domain = table.inputs[column].domain
    toggled: dict[int, int] = defaultdict(int)
    for place, row in enumerate(table.precedence):
        for span in table.spans(row, column):
            toggled[span.low] ^= 1 << place
            toggled[span.high + 1] ^= 1 << place
    toggled[domain.low] ^= 0
    starts = sorted(start for start in toggled if domain.low <= start <= domain.high)
    found: dict[int, list[Span]] = {}
    rows = 0
    for start, following in zip(starts, [*starts[1:], domain.high + 1], strict=True):
        rows ^= toggled[start]
        found.setdefault(rows, []).append(Span(start, following - 1))
    return tuple(Group(rows, merge(spans)) for rows, spans in found.items())


def _open_rows(table: Table) -> tuple[int, ...]:
    """For each column, and behind the last: the rows whose cells from there on admit everything."""
    width = len(table.inputs)
    wholes = [(Span(column.domain.low, column.domain.high),) for column in table.inputs]
    found = [0] * (width + 1)
    for place, index in enumerate(table.precedence):
        cells = table.rows[index].cells
        for column in range(width, -1, -1):
            if column < width and cells[column].spans != wholes[column]:
                break
            found[column] |= 1 << place
    return tuple(found)
