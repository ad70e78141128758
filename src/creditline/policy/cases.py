"""A policy's own examples: what was expected, and what came out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from creditline.policy.evaluate import Evaluation, evaluate
from creditline.policy.policy import Case, Policy


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """An example and its differences; none if it came out."""

    sentence: str
    file: str
    limit_minor: int
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the example came out."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON takes it."""
        return {**asdict(self), "ok": self.ok}


def run_cases(policy: Policy) -> tuple[CaseOutcome, ...]:
    """Evaluate every case of `policy`. Raises ParameterUndated for a case before the first value of a parameter."""
    return tuple(_run(policy, case) for case in policy.cases)


def rows_used(policy: Policy) -> dict[str, set[str]]:
    """Return the rows of each table that decide in some case."""
    used: dict[str, set[str]] = {table.id: set() for table in policy.tables}
    for case in policy.cases:
        for hit in evaluate(policy, case.facts, on=case.on).hits:
            used[hit.table].add(hit.row_id)
    return used


def _run(policy: Policy, case: Case) -> CaseOutcome:
    found = evaluate(policy, case.facts, on=case.on)
    return CaseOutcome(case.sentence, case.file, found.limit_minor, tuple(_differences(case, found)))


def _differences(case: Case, found: Evaluation) -> Iterator[str]:
    if found.limit_minor != case.limit_minor:
        yield f"the limit is {found.limit_minor}, expected {case.limit_minor}"
    for table, row in case.rows.items():
        if found.hit(table).row_id != row:
            yield f"table '{table}' hit row '{found.hit(table).row_id}', expected '{row}'"
    if case.binding is not None and set(found.binding) != set(case.binding):
        yield f"bound by {', '.join(found.binding)}, expected {', '.join(case.binding)}"
    codes = tuple(reason.code for reason in found.reasons)
    if case.reasons is not None and codes != case.reasons:
        yield f"reasons are {', '.join(codes)}, expected {', '.join(case.reasons)}"
