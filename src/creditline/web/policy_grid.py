"""A policy as grids of rows and cells, with what differs from the champion marked."""

from collections.abc import Mapping
from dataclasses import dataclass

from creditline.money.grouped import grouped
from creditline.policy.diff import Change, diff
from creditline.policy.domain import Domain, Kind, show
from creditline.policy.policy import Policy
from creditline.policy.reasons import shown_value
from creditline.policy.table import Row, Table
from creditline.web.i18n import Language

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: what it says, and what the champion says there if that is something else."""

    text: str
    instead_of: str | None
    number: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; new: the champion has none of this name."""

    id: str
    cells: tuple[GridCell, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. gone: the champion's rows that it does not have."""

    id: str
    title: str
    hit: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[GridRow, ...]
    reasons: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]

    @property
    def fits_a_form(self) -> bool:
        """Whether all rows can be edited at once on a page; longer tables are edited as text, or in a spreadsheet."""
        return len(self.rows) <= _MOST_ROWS


@dataclass(frozen=True, slots=True)
class Clause:
    """A step or constraint of the formula: its name, its text, what the champion has instead, whether it is hard."""

    name: str
    text: str
    instead_of: str | None
    hard: bool = False


def grids_of(policy: Policy, champion: Policy | None, language: Language) -> list[Grid]:
    """Lay a policy's tables out; nothing is marked where there is no champion to compare with."""
    changes = _changes(policy, champion)
    return [_grid(policy, table, changes, language) for table in policy.tables]


def clauses_of(policy: Policy, champion: Policy | None) -> list[Clause]:
    """List the steps and the constraints of a policy's formula."""
    changes, formula = _changes(policy, champion), policy.formula

    def before(name: str) -> str | None:
        change = changes.get(f"formula, {name}")
        return None if change is None else change.before or "–"

    steps = [Clause(one.name, one.text, before(f"step {one.name}")) for one in formula.steps]
    bounds = [Clause(one.id, one.text, before(f"constraint {one.id}"), one.hard) for one in formula.constraints]
    held = formula.not_below_text
    return [*steps, *bounds, *([] if held is None else [Clause("not_below", held, before("not_below"))])]


def other_changes(policy: Policy, champion: Policy | None) -> list[Change]:
    """Return what differs from the champion outside of the tables' cells and the formula's clauses."""
    own = ("facts", "parameters")
    return [
        one for place, one in _changes(policy, champion).items() if place.startswith(own) or "order of rows" in place
    ]


def _changes(policy: Policy, champion: Policy | None) -> Mapping[str, Change]:
    return {} if champion is None else {change.place: change for change in diff(champion, policy)}


def _grid(policy: Policy, table: Table, changes: Mapping[str, Change], language: Language) -> Grid:
    place = f"tables/{table.id}"
    new_table = place in changes
    gone = [name for name, change in changes.items() if name.startswith(f"{place}, row ") and change.after is None]
    chinese = language.locale.startswith("zh")
    return Grid(
        id=table.id,
        title=table.title.zh if chinese else table.title.en,
        hit=str(table.hit),
        inputs=tuple(column.name for column in table.inputs),
        outputs=tuple(column.name for column in table.outputs),
        rows=tuple(_row(policy, table, row, changes, new=new_table) for row in table.rows),
        reasons=tuple((code, one.zh if chinese else one.en) for code, one in table.reasons.items()),
        gone=tuple(name.removeprefix(f"{place}, row ") for name in gone),
    )


def _row(policy: Policy, table: Table, row: Row, changes: Mapping[str, Change], *, new: bool) -> GridRow:
    place = f"tables/{table.id}, row {row.id}"

    def cell(name: str, text: str, domain: Domain | None = None) -> GridCell:
        change = changes.get(f"{place}, column {name}")
        before = None if change is None else _written(change.before, domain, policy)
        return GridCell(_written(text, domain, policy), before, domain is not None and domain.kind is Kind.INTEGER)

    inputs = [cell(one.name, own.text) for one, own in zip(table.inputs, row.cells, strict=True)]
    outputs = [cell(one.name, show(value), one.domain) for one, value in zip(table.outputs, row.values, strict=True)]
    return GridRow(row.id, (*inputs, *outputs, cell("reason", row.reason)), new or place in changes)


def _written(text: str | None, domain: Domain | None, policy: Policy) -> str:
    """Return what stands in a file as people read it; a dash for nothing."""
    if domain is None or text is None or not text.removeprefix("-").isdecimal():
        return text or "–"
    return grouped(shown_value(int(text), domain.unit, policy.currency))


def entries_of(table: Table, row: Row) -> list[tuple[str, str]]:
    """Return a row's columns with what they say, as they are written in the file."""
    texts = [*(cell.text for cell in row.cells), *map(show, row.values), row.reason]
    return list(zip([*table.column_names, "reason"], texts, strict=True))
