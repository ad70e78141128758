"""Exact enumeration of a table: elementary segments per column, and which rows meet in which box of them.

A column is cut wherever one of its cells begins or ends; within a segment every cell is constant. Rows are bits of an
integer, so a box of segments admits the rows in the intersection of its segments' bits. The boxes are walked as a
decision diagram: equal sets of remaining rows are visited once, so the product of the columns is never built.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from creditline.policy.cell import Span, merge
from creditline.policy.table import Hit, Table


@dataclass(frozen=True, slots=True)
class Segment:
    """Ordinals of a column between two neighbouring cuts, and the rows whose cell admits them as bits (1 << index)."""

    span: Span
    rows: int


@dataclass(frozen=True, slots=True)
class Box:
    """Inputs for which the same row decides: one set of spans for each column. `row` is None in a gap."""

    spans: tuple[tuple[Span, ...], ...]
    row: int | None


@dataclass(slots=True)
class Coverage:
    """What the enumeration found.

    gap: a witness, the ordinals of one input that no row admits. deciding: rows that decide somewhere, as bits.
    overlaps: pairs of row indices that apply together, each with a witness.
    """

    gap: tuple[int, ...] | None = None
    deciding: int = 0
    overlaps: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)


def segments(table: Table, column: int) -> tuple[Segment, ...]:
    """Return the elementary segments of a column, ascending, covering its whole domain."""
    domain = table.inputs[column].domain
    cuts = {domain.low}
    for row in range(len(table.rows)):
        for span in table.spans(row, column):
            cuts |= {span.low, span.high + 1}
    starts = sorted(cut for cut in cuts if domain.low <= cut <= domain.high)
    ends = [start - 1 for start in starts[1:]] + [domain.high]
    return tuple(
        Segment(Span(low, high), _rows_admitting(table, column, low)) for low, high in zip(starts, ends, strict=True)
    )


def cover(table: Table) -> Coverage:
    """Walk all boxes of `table`, and return the gap, the rows that decide and the rows that overlap."""
    walk = _Walk(table)
    walk.visit(0, walk.everything, ())
    return walk.coverage


def boxes(table: Table) -> Iterator[Box]:
    """Yield disjoint boxes that cover all inputs, each with the row that decides there."""
    groups = [_grouped(segments(table, column)) for column in range(len(table.inputs))]
    precedence = _Precedence(table)
    everything = (1 << len(table.rows)) - 1

    def descend(column: int, rows: int, path: tuple[tuple[Span, ...], ...]) -> Iterator[Box]:
        rows = precedence.relevant(rows, column)
        if column == len(groups):
            yield Box(path, precedence.first(rows))
            return
        for mask, spans in _joined(groups[column], rows, precedence, column + 1):
            yield from descend(column + 1, mask, (*path, spans))

    yield from descend(0, everything, ())


def _rows_admitting(table: Table, column: int, ordinal: int) -> int:
    return sum(1 << index for index, row in enumerate(table.rows) if row.cells[column].admits(ordinal))


def _grouped(column: tuple[Segment, ...]) -> list[tuple[int, tuple[Span, ...]]]:
    """Segments with the same rows, together."""
    groups: dict[int, list[Span]] = {}
    for segment in column:
        groups.setdefault(segment.rows, []).append(segment.span)
    return [(rows, merge(spans)) for rows, spans in groups.items()]


def _joined(
    groups: list[tuple[int, tuple[Span, ...]]], rows: int, precedence: "_Precedence", column: int
) -> list[tuple[int, tuple[Span, ...]]]:
    """The groups of a column, joined where they leave the same rows that matter from `column` on."""
    joined: dict[int, list[Span]] = {}
    for mask, spans in groups:
        joined.setdefault(precedence.relevant(rows & mask, column), []).extend(spans)
    return [(mask, merge(spans)) for mask, spans in joined.items()]


class _Precedence:
    """Which of several rows decides."""

    def __init__(self, table: Table) -> None:
        order = table.precedence
        self.rank = {row: rank for rank, row in enumerate(order)}
        self.plain = order == tuple(range(len(order)))
        self.open_from = [_unconditional_from(table, row) for row in range(len(table.rows))]
        self.relevant = lru_cache(maxsize=None)(self._relevant)

    def first(self, rows: int) -> int | None:
        """Return the row that decides when `rows` apply; None if there are none."""
        return next(iter(self.applying(rows)), None)

    def applying(self, rows: int) -> list[int]:
        """Return the rows that are set, in order of precedence."""
        found = []
        while rows:
            lowest = rows & -rows
            found.append(lowest.bit_length() - 1)
            rows ^= lowest
        return found if self.plain else sorted(found, key=self.rank.__getitem__)

    def _relevant(self, rows: int, column: int) -> int:
        """The rows that can still decide from `column` on: none after one that has no further condition."""
        kept = 0
        for row in self.applying(rows):
            kept |= 1 << row
            if self.open_from[row] <= column:
                break
        return kept


def _unconditional_from(table: Table, row: int) -> int:
    """The first column from which on every cell of the row admits everything."""
    column = len(table.inputs)
    while column and table.spans(row, column - 1) == _whole(table, column - 1):
        column -= 1
    return column


def _whole(table: Table, column: int) -> tuple[Span, ...]:
    domain = table.inputs[column].domain
    return (Span(domain.low, domain.high),)


class _Walk:
    """The walk behind `cover`: each set of remaining rows is visited once per column."""

    def __init__(self, table: Table) -> None:
        self.columns = [
            [(rows, spans[0].low) for rows, spans in _grouped(segments(table, column))]
            for column in range(len(table.inputs))
        ]
        self.everything = (1 << len(table.rows)) - 1
        self.precedence = _Precedence(table)
        self.prune = table.hit is not Hit.UNIQUE
        self.coverage = Coverage()
        self.seen: set[tuple[int, int]] = set()

    def visit(self, column: int, rows: int, path: tuple[int, ...]) -> None:
        if self.prune:
            rows = self.precedence.relevant(rows, column)
        if (column, rows) in self.seen:
            return
        self.seen.add((column, rows))
        if rows == 0 or column == len(self.columns):
            self._arrive(rows, path)
            return
        for mask, low in self.columns[column]:
            self.visit(column + 1, rows & mask, (*path, low))

    def _arrive(self, rows: int, path: tuple[int, ...]) -> None:
        lowest = tuple(column[0][1] for column in self.columns[len(path) :])
        first = self.precedence.first(rows)
        if first is None:
            self.coverage.gap = self.coverage.gap or path + lowest
            return
        self.coverage.deciding |= 1 << first
        if self.prune:
            return
        applying = self.precedence.applying(rows)
        for index, one in enumerate(applying):
            for other in applying[index + 1 :]:
                self.coverage.overlaps.setdefault((one, other), path + lowest)
