"""The fast path: a table or a whole policy as one generated Python function.

Whatever is out of the ordinary (a fact missing, of another type, out of its domain) goes to the plain evaluator, which
raises the sentence.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from creditline.policy.code import Code, Facts
from creditline.policy.domain import Domain, Value
from creditline.policy.evaluate import Evaluation, TableHit, concluded, evaluate, least
from creditline.policy.number import Surroundings
from creditline.policy.policy import Policy
from creditline.policy.reasons import ReasonTexts
from creditline.policy.slow import decide_slowly
from creditline.policy.table import OutputSource, Table


def compile_table(table: Table, facts: Mapping[str, Domain]) -> Callable[[Facts], int]:
    """Return a function from facts to the index of the deciding row.

    A column that holds another table's output reads the fact `table.output`. `facts` are the declared domains.
    The function raises FactMissing, FactOutside.
    """
    code = Code(facts)
    code.table(table, 0, _fact_or_output)
    return code.function("row0", lambda values: decide_slowly(table, facts, values))


def compile_policy(policy: Policy, *, on: date) -> Callable[[Facts], tuple[int, ...]]:
    """Return a function from facts to (limit, row of table 0, row of table 1, …) on the day `on`.

    It gives what `evaluate` gives. Raises ParameterUndated; the function raises FactMissing, FactOutside.
    """
    code = _whole(policy, on)
    rows = "".join(f", row{number}" for number in range(len(policy.tables)))

    def slowly(values: Facts) -> tuple[int, ...]:
        found = evaluate(policy, values, on=on)
        return (found.limit_minor, *(hit.row for hit in found.hits))

    return code.function(f"(wish{rows})", slowly)


class PreparedPolicy:
    """A policy that evaluates fast: the same Evaluation as `evaluate`, rows, steps and constraints by generated code.

    A function is generated for each span of days on which no parameter changes, when it is first needed.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._texts = ReasonTexts(policy)
        self._days = policy.change_days()
        self._functions: dict[int, tuple[Callable[[Facts], Any], dict[str, int]]] = {}
        self._hits = [lru_cache(maxsize=4096)(_HitMaker(table)) for table in policy.tables]

    def evaluate(self, facts: Facts, *, on: date) -> Evaluation:
        """Return what the policy says about `facts` on `on`. Raises FactMissing, FactOutside, ParameterUndated."""
        period = bisect_right(self._days, on)
        if period not in self._functions:
            self._functions[period] = (self._compile(on), self.policy.parameters_on(on))
        function, parameters = self._functions[period]
        found = function(facts)
        if found is None:
            return evaluate(self.policy, facts, on=on)
        known, rows, steps, constraints, held = found
        hits = tuple(hit(bits) for hit, bits in zip(self._hits, rows, strict=True))
        outputs: dict[tuple[str, str], Value] = {
            (hit.table, name): value for hit in hits for name, value in hit.outputs.items()
        }
        state = Surroundings(known, parameters, outputs, steps)
        return concluded(self.policy, self._texts, state, hits, least(self.policy, constraints, held), on)

    def _compile(self, on: date) -> Callable[[Facts], Any]:
        policy = self.policy
        code = _whole(policy, on)
        known = _literal({name: code.fact(name) for name in policy.facts})
        steps = _literal(code.steps)
        constraints = _literal({one.id: f"c{number}" for number, one in enumerate(policy.formula.constraints)})
        rows = "".join(f"rows{number}, " for number in range(len(policy.tables)))
        held = "None" if policy.formula.not_below is None else "held"
        return code.function(f"({known}, ({rows}), {steps}, {constraints}, {held})", lambda _: None)


def _literal(names: Mapping[str, str]) -> str:
    """A dictionary of local names, as Python writes it."""
    return "{" + ", ".join(f"{name!r}: {local}" for name, local in names.items()) + "}"


def _whole(policy: Policy, on: date) -> Code:
    """All of a policy: facts read, tables decided, the limit in `wish`."""
    code = Code(policy.facts, policy.parameters_on(on))
    for name in policy.facts:
        code.fact(name)
    for number, table in enumerate(policy.tables):
        code.table(table, number, code.output)
    code.limit(policy)
    return code


class _HitMaker:
    """From the rows that apply, as bits in order of precedence, to what the table decided."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.order = table.precedence

    def __call__(self, bits: int) -> TableHit:
        applying = sorted(row for bit, row in enumerate(self.order) if bits >> bit & 1)
        index = self.order[(bits & -bits).bit_length() - 1]
        row = self.table.rows[index]
        outputs = {output.name: value for output, value in zip(self.table.outputs, row.values, strict=True)}
        ids = tuple(self.table.rows[one].id for one in applying)
        return TableHit(self.table.id, index, row.id, row.reason, ids, outputs)


def _fact_or_output(source: OutputSource) -> str:
    return f"facts[{source.table + '.' + source.output!r}]"
