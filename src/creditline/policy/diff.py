"""What changed from one policy to another, down to the cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from creditline.policy.domain import Domain, show
from creditline.policy.policy import DatedParameter, Policy
from creditline.policy.table import Row, Table
from creditline.policy.wording import Wording


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `before` is None for what is new, `after` for what is gone."""

    place: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """Return the change for a person."""
        return f"{self.place}: {self.before or '(nothing)'} → {self.after or '(nothing)'}"


def diff(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Return every change that matters to a decision or to what is said about it, in the order of the files."""
    return (
        *_changed("facts", _facts(old.facts), _facts(new.facts)),
        *_changed("parameters", _parameters(old.parameters), _parameters(new.parameters)),
        *_tables(old, new),
        *_changed("formula", _formula(old), _formula(new)),
    )


def _changed(place: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield Change(f"{place}, {name}" if name else place, old.get(name), new.get(name))


def _facts(facts: Mapping[str, Domain]) -> dict[str, str]:
    return {name: domain.describe() + (", saturating" if domain.saturates else "") for name, domain in facts.items()}


def _parameters(parameters: Mapping[str, DatedParameter]) -> dict[str, str]:
    return {
        f"{name} from {start}": f"{value} {parameter.unit}"
        for name, parameter in parameters.items()
        for start, value in zip(parameter.starts, parameter.values, strict=True)
    }


def _tables(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = ({table.id: table for table in policy.tables} for policy in (old, new))
    for name in [*before, *(name for name in after if name not in before)]:
        place = f"tables/{name}"
        if name in before and name in after:
            yield from _table(place, before[name], after[name])
        else:
            yield Change(place, _title(before.get(name)), _title(after.get(name)))


def _table(place: str, old: Table, new: Table) -> Iterator[Change]:
    yield from _changed(place, {"hit": str(old.hit)}, {"hit": str(new.hit)})
    before, after = _cells(old), _cells(new)
    for row in [*before, *(row for row in after if row not in before)]:
        if row in before and row in after:
            yield from (
                Change(f"{place}, row {row}, column {one.place}", one.before, one.after)
                for one in _columns(before[row], after[row])
            )
        else:
            yield Change(f"{place}, row {row}", _line(before.get(row)), _line(after.get(row)))
    common = [[row for row in order if row in before and row in after] for order in (before, after)]
    if common[0] != common[1]:
        yield Change(f"{place}, order of rows", ", ".join(common[0]), ", ".join(common[1]))
    yield from _changed(f"{place}, reason", _wordings(old.reasons), _wordings(new.reasons))


def _columns(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield Change(name, old.get(name), new.get(name))


def _cells(table: Table) -> dict[str, dict[str, str]]:
    return {row.id: _row_cells(table, row) for row in table.rows}


def _row_cells(table: Table, row: Row) -> dict[str, str]:
    texts = [*(cell.text for cell in row.cells), *map(show, row.values)]
    return {**dict(zip(table.column_names, texts, strict=True)), "reason": row.reason}


def _line(cells: Mapping[str, str] | None) -> str | None:
    return None if cells is None else " | ".join(cells.values())


def _title(table: Table | None) -> str | None:
    return None if table is None else f"{table.title.en} ({len(table.rows)} rows)"


def _wordings(reasons: Mapping[str, Wording]) -> dict[str, str]:
    return {code: f"{wording.en} / {wording.zh}" for code, wording in reasons.items()}


def _formula(policy: Policy) -> dict[str, str]:
    formula = policy.formula
    parts = {f"step {step.name}": step.text for step in formula.steps}
    for one in formula.constraints:
        said = f"{one.reason}: {one.wording.en} / {one.wording.zh}"
        parts[f"constraint {one.id}"] = f"{one.text}{' (hard)' if one.hard else ''} [{said}]"
    held = {} if formula.not_below_text is None else {"not_below": formula.not_below_text}
    return parts | held | {"multiple_minor": str(formula.multiple_minor)}
