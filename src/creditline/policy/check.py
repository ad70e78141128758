"""What the types of a table do not show: gaps, dead rows, overlap, and texts that fill in unknown names."""

from collections.abc import Iterable, Iterator, Mapping

from creditline.policy.coverage import cover
from creditline.policy.fault import FaultKind, Faults, Wrong
from creditline.policy.policy import Policy
from creditline.policy.table import Hit, Table
from creditline.policy.wording import Wording


def check_table(table: Table, faults: Faults) -> None:
    """Enumerate `table` exactly, and note its gap, dead rows and overlapping rows."""
    coverage = cover(table)
    if coverage.gap is not None:
        mend = "Add a row for it, or a last row of '-'."
        faults.note(Wrong(FaultKind.GAP, f"No row applies where {_witness(table, coverage.gap)}.", mend))
    for (one, other), witness in sorted(coverage.overlaps.items()):
        ids = f"'{table.rows[one].id}' and '{table.rows[other].id}'"
        said = f"Rows {ids} both apply where {_witness(table, witness)}."
        mend = "Narrow one of them, or let FIRST decide."
        faults.note(Wrong(FaultKind.ROWS_OVERLAP, said, mend, row=table.rows[other].id))
    for index, row in enumerate(table.rows):
        if not coverage.deciding >> index & 1 and not (table.hit is Hit.UNIQUE and coverage.overlaps):
            why = "lower" if table.hit is Hit.COLLECT_MIN else "earlier"
            said = f"The row never decides: {why} rows cover all that it applies to."
            faults.note(Wrong(FaultKind.ROW_DEAD, said, "Delete it, or move it up.", row=row.id))


def check_references(policy: Policy, files: Mapping[str, str], faults: Faults) -> None:
    """Note texts that fill in names which a decision does not have, and cases that name unknown rows or constraints.

    files: the file of each table.
    """
    known, names = set(known_names(policy)), [*known_names(policy), *_column_names(policy)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        said = f"'{name}' is the name of two things: fact, parameter, step, output or what a decision adds."
        faults.note(Wrong(FaultKind.NAME_TWICE, said, "Rename one.", column=name))
    for file, where, wording in _texts(policy, files):
        faults.file = file
        unknown = sorted(wording.names() - known)
        if unknown:
            mend = f"Known are: {', '.join(sorted(known))}."
            said = f"The text fills in '{unknown[0]}', which is unknown."
            faults.note(Wrong(FaultKind.TEXT_DIFFERS, said, mend, **where))
    for case in policy.cases:
        faults.file = case.file
        for wrong in _case_names(policy, case.rows, case.binding or ()):
            faults.note(wrong, case.sentence)


def known_names(policy: Policy) -> Iterator[str]:
    """Yield the names that a text may fill in: facts, @parameters without @, steps, table outputs, constraints."""
    yield from policy.facts
    yield from policy.parameters
    yield from (step.name for step in policy.formula.steps)
    yield from (f"constraint_{constraint.id}" for constraint in policy.formula.constraints)
    for table in policy.tables:
        yield from (f"{table.id}_{output.name}" for output in table.outputs)
    yield "limit_minor"


def _column_names(policy: Policy) -> Iterator[str]:
    """What a decision adds beside these, in columns."""
    yield from (f"row_{table.id}" for table in policy.tables)
    yield "wish_minor"


def _texts(policy: Policy, files: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str], Wording]]:
    """Each text with its file and its row or column there."""
    for table in policy.tables:
        for code, wording in table.reasons.items():
            yield files[table.id], {"column": f"reasons.{code}"}, wording
    for constraint in policy.formula.constraints:
        yield "formula.toml", {"row": constraint.id, "column": "text"}, constraint.wording
    if policy.formula.held_wording:
        yield "formula.toml", {"row": "not_below", "column": "text"}, policy.formula.held_wording


def _case_names(policy: Policy, rows: dict[str, str] | object, binding: Iterable[str]) -> Iterator[Wrong]:
    tables = {table.id: {row.id for row in table.rows} for table in policy.tables}
    for table, row in rows.items() if isinstance(rows, dict) else ():
        if row not in tables.get(table, set()):
            yield Wrong(
                FaultKind.NAME_UNKNOWN, f"There is no row '{table}.{row}'.", "Name a row of a table.", column="rows"
            )
    known = {constraint.id for constraint in policy.formula.constraints} | {"not_below"}
    for name in binding:
        if name not in known:
            mend = f"Known are: {', '.join(sorted(known))}."
            yield Wrong(FaultKind.NAME_UNKNOWN, f"There is no constraint '{name}'.", mend, column="binding")


def _witness(table: Table, ordinals: tuple[int, ...]) -> str:
    pairs = zip(table.inputs, ordinals, strict=True)
    return ", ".join(f"{column.name} is {column.domain.show(ordinal)}" for column, ordinal in pairs)
