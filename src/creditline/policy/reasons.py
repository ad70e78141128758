"""Why the limit is what it is: at most four reasons, from the constraints that bound it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from creditline.money.amount import format_minor
from creditline.policy.domain import Value, show
from creditline.policy.formula import Constraint
from creditline.policy.load_formula import HELD
from creditline.policy.number import Surroundings
from creditline.policy.policy import Policy
from creditline.policy.table import Table
from creditline.policy.wording import Wording

MOST_REASONS = 4
_PERCENT = {"percent": 1, "permille": 10, "bps": 100}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with its numbers filled in. `table` and `row` where a row of a table gave it."""

    code: str
    en: str
    zh: str
    constraint: str
    table: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What texts can fill in: the state of an evaluation, its constraints and its limit."""

    state: Surroundings
    constraints: Mapping[str, int]
    limit_minor: int


class ReasonTexts:
    """A policy's reasons, ready to be given. A number is written out only when a text asks for it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._constraints = {one.id: one for one in policy.formula.constraints}
        self._tables = {table.id: table for table in policy.tables}
        self._more = {table.id: _could_be_more(table) for table in policy.tables}
        self._names = dict(_names(policy))

    def of(self, said: Said, binding: tuple[str, ...], rows: Mapping[str, int]) -> tuple[Reason, ...]:
        """Return up to four reasons, one per code: for each binding constraint its tables' rows, else its own text.

        A row explains a limit only if another row of its table would have given more. `rows`: deciding row by table.
        """
        values = _Shown(self._names, said)
        found = dict[str, Reason]()
        for name in binding:
            for reason in self._held(values) if name == HELD else self._of(self._constraints[name], rows, values):
                found.setdefault(reason.code, reason)
        return tuple(found.values())[:MOST_REASONS]

    def _of(self, constraint: Constraint, rows: Mapping[str, int], values: "_Shown") -> list[Reason]:
        reasons = []
        for name in constraint.tables:
            if self._more[name][rows[name]]:
                table = self._tables[name]
                row = table.rows[rows[name]]
                reasons.append(_reason(row.reason, table.reasons[row.reason], values, constraint.id, name, row.id))
        return reasons or [_reason(constraint.reason, constraint.wording, values, constraint.id)]

    def _held(self, values: "_Shown") -> list[Reason]:
        formula = self._policy.formula
        if formula.held_reason is None or formula.held_wording is None:
            return []
        return [_reason(formula.held_reason, formula.held_wording, values, HELD)]


def _could_be_more(table: Table) -> tuple[bool, ...]:
    """For each row whether another has a greater first output; always, where that is no number."""
    firsts = [row.values[0] for row in table.rows]
    numbers = [value for value in firsts if type(value) is int]
    if len(numbers) < len(firsts):
        return (True,) * len(firsts)
    return tuple(value < max(numbers) for value in numbers)


def _reason(
    code: str,
    wording: Wording,
    values: "_Shown",
    constraint: str,
    table: str | None = None,
    row: str | None = None,
) -> Reason:
    texts = wording.filled(values)
    return Reason(code, texts["en"], texts["zh"], constraint, table, row)


class _Shown(dict[str, str]):
    """Names with their values as people read them, each made when it is first asked for."""

    def __init__(self, names: Mapping[str, Callable[[Said], str]], said: Said) -> None:
        super().__init__()
        self._made = names
        self._said = said

    def __missing__(self, name: str) -> str:
        self[name] = self._made[name](self._said)
        return self[name]


def _names(policy: Policy) -> dict[str, Callable[[Said], str]]:
    """Every name that a text may fill in, and how its value is written."""
    made = dict[str, Callable[[Said], str]]()

    def add(name: str, read: Callable[[Said, Any], Value], key: object, unit: str | None) -> None:
        made[name] = _Written(read, key, unit, policy.currency)

    add("limit_minor", lambda said, _: said.limit_minor, None, "minor")
    for name, domain in policy.facts.items():
        add(name, lambda said, key: said.state.facts[key], name, domain.unit)
    for name, parameter in policy.parameters.items():
        add(name, lambda said, key: said.state.parameters[key], name, parameter.unit)
    for step in policy.formula.steps:
        add(step.name, lambda said, key: said.state.steps[key], step.name, step.unit)
    for one in policy.formula.constraints:
        add(f"constraint_{one.id}", lambda said, key: said.constraints[key], one.id, "minor")
    for table in policy.tables:
        for output in table.outputs:
            key = (table.id, output.name)
            add("_".join(key), lambda said, key: said.state.outputs[key], key, output.domain.unit)
    return made


@dataclass(frozen=True, slots=True)
class _Written:
    """How a value is found and written."""

    read: Callable[[Said, Any], Value]
    key: object
    unit: str | None
    currency: str

    def __call__(self, said: Said) -> str:
        return shown_value(self.read(said, self.key), self.unit, self.currency)


def shown_value(value: Value, unit: str | None, currency: str) -> str:
    """Return a value in words of its unit: minor units as a decimal amount, shares as a percentage."""
    if type(value) is int and unit == "minor":
        return format_minor(value, currency)
    if type(value) is int and unit in _PERCENT:
        return _percentage(value, _PERCENT[unit])
    return show(value)


def _percentage(value: int, scale: int) -> str:
    whole, rest = divmod(abs(value), scale)
    digits = str(rest).rjust(len(str(scale)) - 1, "0").rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{digits}%" if rest else f"{sign}{whole}%"
