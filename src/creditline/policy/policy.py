"""A policy: facts, dated parameters, tables, the formula, and what it promises."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditline.policy.domain import Domain, Value
from creditline.policy.formula import Formula
from creditline.policy.table import Table
from creditline.policy.wording import Wording


class ParameterUndated(LookupError):
    """A parameter must have a value on the day of the decision."""

    code = "parameter-undated"

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"The parameter '{name}' has no value on {on}. Add one with a start date on or before it.")


class TableUnknown(LookupError):
    """A table must be one of the policy's."""

    code = "table-unknown"

    def __init__(self, table: str, policy: "Policy") -> None:
        known = ", ".join(one.id for one in policy.tables)
        super().__init__(f"The policy '{policy.id}' has no table '{table}'. It has: {known}.")


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A value that changes on given days: `starts` ascending, `values` beside them. `law` is its legal reference."""

    name: str
    title: Wording
    unit: str
    law: str | None
    starts: tuple[date, ...]
    values: tuple[int, ...]

    def on(self, day: date) -> int:
        """Return the value on `day`; raise ParameterUndated before the first."""
        place = bisect_right(self.starts, day)
        if place == 0:
            raise ParameterUndated(self.name, day)
        return self.values[place - 1]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the policy promises (P1 … P8), with the parameters that `verify` reads."""

    id: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """An example that must come out: facts on a day, and the expected limit, rows, binding constraints and reasons.

    `rows` maps tables to row ids, and may leave tables out; None for what is not asked.
    """

    sentence: str
    on: date
    facts: Mapping[str, Value]
    limit_minor: int
    rows: Mapping[str, str]
    binding: tuple[str, ...] | None
    reasons: tuple[str, ...] | None
    file: str


@dataclass(frozen=True, slots=True)
class Policy:
    """All of a policy folder. `tables` stand in an order in which each uses earlier ones only.

    `sha256` is the hash of the folder's files, which a decision records.
    """

    id: str
    version: str
    title: Wording
    currency: str
    segments: tuple[str, ...]
    facts: Mapping[str, Domain]
    parameters: Mapping[str, DatedParameter]
    tables: tuple[Table, ...]
    formula: Formula
    promises: tuple[Promise, ...]
    cases: tuple[Case, ...]
    sha256: str

    def table(self, name: str) -> Table:
        """Return the table with this id; raise TableUnknown if there is none."""
        for table in self.tables:
            if table.id == name:
                return table
        raise TableUnknown(name, self)

    def parameters_on(self, day: date) -> dict[str, int]:
        """Return every parameter's value on `day`; raise ParameterUndated if one has none."""
        return {name: parameter.on(day) for name, parameter in self.parameters.items()}

    def change_days(self) -> tuple[date, ...]:
        """Return the days on which some parameter changes, ascending: between two of them the policy is constant."""
        return tuple(sorted({start for parameter in self.parameters.values() for start in parameter.starts}))
