"""Which row decides before an event, and which after it: every pair that can be, by exact enumeration.

The two states are walked together, column by column, as one decision diagram: what has been seen with the same rows
left is not visited again. What two columns share (a fact and a ratio of it) is not looked at, so a pair may be listed
that no line can be in; none is ever left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from creditline.policy.cell import Span
from creditline.policy.domain import Domain
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Input, OutputSource, RatioSource, Table
from creditline.verify.columns import Columns, Group
from creditline.verify.event import STAYS, Event, Move, Way

MOST_STATES = 4_000_000
"""How many pairs of states are visited at most; beyond it the enumeration gives up."""

MOST_BITS = 2**29
"""About how many bits of rows are kept at a time on each column."""

RowPair = tuple[int, int]
OrdinalPairs = frozenset[tuple[int, int]]


class TooManyPairs(RuntimeError):
    """An enumeration may visit so many states and no more."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The table '{table}' has more than {MOST_STATES:,} pairs of states; enumeration gives up.")


@dataclass(frozen=True, slots=True)
class Relation:
    """Which ordinal of a column may follow which: by a move, or (pairs) one of those listed.

    kept: an ordinal that stays where it is whatever the move says, such as a ratio without a denominator.
    """

    move: Move = STAYS
    pairs: OrdinalPairs | None = None
    kept: int | None = None

    @property
    def fixed(self) -> bool:
        """Whether the column stays as it was."""
        return self.pairs is None and self.move.way is Way.SAME

    def joins(self, before: Group, after: Group) -> bool:
        """Whether some ordinal of one group may become one of the other."""
        if self.pairs is not None:
            return any(_within(one, before.spans) and _within(other, after.spans) for one, other in self.pairs)
        if self.fixed or (self.kept is not None and before is after and _within(self.kept, before.spans)):
            return before is after
        match self.move.way:
            case Way.BECOMES:
                return _within(self.move.to, after.spans)
            case Way.FALLS:
                return after.spans[0].low <= before.spans[-1].high
            case Way.RISES:
                return after.spans[-1].high >= before.spans[0].low
            case _:
                return True


def relation_of(column: Input, event: Event, outputs: Mapping[tuple[str, str], OrdinalPairs]) -> Relation:
    """Return how `event` moves a column; `outputs` are the pairs of ordinals that earlier tables give."""
    match column.source:
        case FactSource(fact):
            return Relation(event.move(fact))
        case OutputSource(table, output):
            return Relation(pairs=outputs[table, output])
        case RatioSource() as ratio:
            return _ratio(ratio, column.domain, event)


def pairs_of(policy: Policy, event: Event) -> dict[str, frozenset[RowPair]]:
    """Return for each table the pairs of rows that may decide before and after `event`; raise TooManyPairs."""
    outputs: dict[tuple[str, str], OrdinalPairs] = {}
    found = {}
    for table in policy.tables:
        relations = [relation_of(column, event, outputs) for column in table.inputs]
        found[table.id] = row_pairs(table, relations)
        for place, output in enumerate(table.outputs):
            outputs[table.id, output.name] = frozenset(
                tuple(output.domain.ordinal(output.name, table.rows[row].values[place]) for row in pair)  # type: ignore[misc]
                for pair in found[table.id]
            )
    return found


def row_pairs(table: Table, relations: Iterable[Relation]) -> frozenset[RowPair]:
    """Return the pairs of row indices that can decide before and after, under the columns' relations."""
    columns = Columns(table)
    steps = [
        [(one.rows, other.rows) for one in groups for other in groups if relation.joins(one, other)]
        for groups, relation in zip(columns.groups, relations, strict=True)
    ]
    walk = _Walk(columns, steps, table.id)
    walk.on({(columns.everything, columns.everything)}, 0)
    return frozenset(walk.found)


class _Walk:
    """The walk behind `row_pairs`. What is still to be visited is kept small: many states are walked in portions."""

    def __init__(self, columns: Columns, steps: list[list[tuple[int, int]]], table: str) -> None:
        self.columns = columns
        self.steps = steps
        self.table = table
        self.seen = 0
        self.portion = max(1, MOST_BITS // (2 * len(columns.order)))
        self.found: set[RowPair] = set()

    def on(self, states: set[RowPair], column: int) -> None:
        """Walk from these sets of rows, before and after, through `column` and those behind it."""
        if column == len(self.steps):
            self.found |= {(self.columns.deciding(before), self.columns.deciding(after)) for before, after in states}
            return
        waiting = iter(states)
        while portion := set(islice(waiting, self.portion)):
            self.on(self._through(portion, column), column + 1)

    def _through(self, states: set[RowPair], column: int) -> set[RowPair]:
        step, relevant = self.steps[column], self.columns.relevant
        self.seen += len(step) * len(states)
        if self.seen > MOST_STATES:
            raise TooManyPairs(self.table)
        return {
            (relevant(before & one, column + 1), relevant(after & other, column + 1))
            for before, after in states
            for one, other in step
        }


def _ratio(ratio: RatioSource, domain: Domain, event: Event) -> Relation:
    above, below = event.move(ratio.numerator), event.move(ratio.denominator)
    if below.way is not Way.SAME:
        return Relation(Move(Way.ANY))
    kept = None if ratio.when_zero is None else 2 * ratio.when_zero
    if above.way is Way.BECOMES:
        nothing = max(domain.low, 0) if domain.saturates else 0
        known = above.to == 0 and domain.low <= nothing <= domain.high
        return Relation(Move(Way.BECOMES, nothing), kept=kept) if known else Relation(Move(Way.ANY))
    return Relation(above)


def _within(ordinal: int, spans: Iterable[Span]) -> bool:
    return any(span.low <= ordinal <= span.high for span in spans)
