"""Why the limit is what it is: at most four reasons, from the constraints that bound it."""

from collections.abc import Mapping
from dataclasses import dataclass

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


def reasons_of(
    policy: Policy,
    state: Surroundings,
    constraints: Mapping[str, int],
    limit_minor: int,
    binding: tuple[str, ...],
    rows: Mapping[str, int],
) -> tuple[Reason, ...]:
    """Return up to four reasons, one per code: for each binding constraint its tables' rows, else its own text.

    A row explains a limit only if another row of its table would have given more.
    """
    values = _shown_values(policy, state, constraints, limit_minor)
    by_id = {one.id: one for one in policy.formula.constraints}
    found = dict[str, Reason]()
    for name in binding:
        reasons = _held(policy, values) if name == HELD else _of_constraint(policy, by_id[name], rows, values)
        for reason in reasons:
            found.setdefault(reason.code, reason)
    return tuple(found.values())[:MOST_REASONS]


def _of_constraint(
    policy: Policy, constraint: Constraint, rows: Mapping[str, int], values: Mapping[str, str]
) -> list[Reason]:
    reasons = []
    for name in constraint.tables:
        table, index = policy.table(name), rows[name]
        if could_be_more(table, index):
            row = table.rows[index]
            reasons.append(_reason(row.reason, table.reasons[row.reason], values, constraint.id, name, row.id))
    return reasons or [_reason(constraint.reason, constraint.wording, values, constraint.id)]


def _held(policy: Policy, values: Mapping[str, str]) -> list[Reason]:
    formula = policy.formula
    if formula.held_reason is None or formula.held_wording is None:
        return []
    return [_reason(formula.held_reason, formula.held_wording, values, HELD)]


def could_be_more(table: Table, row: int) -> bool:
    """Whether another row of the table has a greater first output; always, where that is no number."""
    firsts = [one.values[0] for one in table.rows]
    numbers = [value for value in firsts if isinstance(value, int)]
    return len(numbers) < len(firsts) or numbers[row] < max(numbers)


def _reason(
    code: str,
    wording: Wording,
    values: Mapping[str, str],
    constraint: str,
    table: str | None = None,
    row: str | None = None,
) -> Reason:
    texts = wording.filled(values)
    return Reason(code, texts["en"], texts["zh"], constraint, table, row)


def _shown_values(
    policy: Policy, state: Surroundings, constraints: Mapping[str, int], limit_minor: int
) -> dict[str, str]:
    """Every name that a text may fill in, with its value as people read it."""
    currency = policy.currency
    shown = {name: shown_value(state.facts[name], domain.unit, currency) for name, domain in policy.facts.items()}
    shown |= {name: shown_value(state.parameters[name], one.unit, currency) for name, one in policy.parameters.items()}
    shown |= {step.name: shown_value(state.steps[step.name], step.unit, currency) for step in policy.formula.steps}
    for table in policy.tables:
        for output in table.outputs:
            value = state.outputs[table.id, output.name]
            shown[f"{table.id}_{output.name}"] = shown_value(value, output.domain.unit, currency)
    shown |= {f"constraint_{name}": format_minor(value, currency) for name, value in constraints.items()}
    return shown | {"limit_minor": format_minor(limit_minor, currency)}


def shown_value(value: Value, unit: str | None, currency: str) -> str:
    """Return a value in words of its unit: minor units as a decimal amount, shares as a percentage."""
    if isinstance(value, int) and unit == "minor":
        return format_minor(value, currency)
    if isinstance(value, int) and unit in _PERCENT:
        whole, rest = divmod(value, _PERCENT[unit])
        digits = str(rest).rjust(len(str(_PERCENT[unit])) - 1, "0").rstrip("0")
        return f"{whole}.{digits}%" if rest else f"{whole}%"
    return show(value)
