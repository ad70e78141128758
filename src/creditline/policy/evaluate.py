"""What a policy says about one set of facts on one day: rows, steps, constraints, the limit, and what bound it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from creditline.policy.domain import Domain, FactMissing, Value, ratio_ordinal
from creditline.policy.formula import Constraint
from creditline.policy.load_formula import HELD
from creditline.policy.number import Surroundings, number_of
from creditline.policy.policy import Policy
from creditline.policy.reasons import Reason, ReasonTexts, Said
from creditline.policy.table import FactSource, Input, OutputSource, RatioSource, Table


class NoRowApplies(RuntimeError):
    """A checked table has no gap; this is a defect of ours."""

    code = "no-row-applies"

    def __init__(self, table: str) -> None:
        super().__init__(f"No row of the table '{table}' applies, although it was checked. Please report this.")


@dataclass(frozen=True, slots=True)
class TableHit:
    """What a table decided. `row` is the index of the deciding row, `applying` the ids of all rows that apply."""

    table: str
    row: int
    row_id: str
    reason: str
    applying: tuple[str, ...]
    outputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a policy says. `binding`: ids of the constraints that made the limit, in the formula's order.

    `wish_minor` is the least soft constraint, rounded down; `held_minor` the hold-harmless clause, if there is one.
    """

    policy: str
    version: str
    sha256: str
    on: date
    facts: Mapping[str, Value]
    parameters: Mapping[str, int]
    hits: tuple[TableHit, ...]
    steps: Mapping[str, int]
    constraints: Mapping[str, int]
    wish_minor: int
    held_minor: int | None
    limit_minor: int
    binding: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def hit(self, table: str) -> TableHit:
        """Return what `table` decided; raise KeyError if the policy has no such table."""
        for one in self.hits:
            if one.table == table:
                return one
        raise KeyError(table)

    def output(self, table: str, output: str) -> Value:
        """Return one output of one table."""
        return self.hit(table).outputs[output]


def evaluate(policy: Policy, facts: Mapping[str, Any], *, on: date) -> Evaluation:
    """Return what `policy` says about `facts` on the day `on`.

    Raises FactMissing, FactOutside, ParameterUndated.
    """
    known = read_facts(policy.facts, facts)
    state = Surroundings(known, policy.parameters_on(on), {}, {})
    hits = tuple(_decide(table, state) for table in policy.tables)
    for step in policy.formula.steps:
        state.steps[step.name] = number_of(step.expression, state)
    return concluded(policy, ReasonTexts(policy), state, hits, limit_of(policy, state), on)


def concluded(
    policy: Policy, texts: ReasonTexts, state: Surroundings, hits: tuple[TableHit, ...], limit: "Limit", on: date
) -> Evaluation:
    """Put an evaluation together, with its reasons."""
    said = Said(state, limit.values, limit.limit)
    return Evaluation(
        policy=policy.id,
        version=policy.version,
        sha256=policy.sha256,
        on=on,
        facts=state.facts,
        parameters=state.parameters,
        hits=hits,
        steps=state.steps,
        constraints=limit.values,
        wish_minor=limit.wish,
        held_minor=limit.held,
        limit_minor=limit.limit,
        binding=limit.binding,
        reasons=texts.of(said, limit.binding, {hit.table: hit.row for hit in hits}),
    )


def read_facts(domains: Mapping[str, Domain], facts: Mapping[str, Any]) -> dict[str, Value]:
    """Return the declared facts, clipped where they saturate; raise FactMissing or FactOutside, naming the fact."""
    known = {}
    for name, domain in domains.items():
        if name not in facts or facts[name] is None:
            raise FactMissing(name, domain)
        known[name] = domain.value(domain.ordinal(name, facts[name]))
    return known


def ordinals_of(table: Table, values: Mapping[str, Value], outputs: Mapping[tuple[str, str], Value]) -> tuple[int, ...]:
    """Return the ordinal of each of the table's inputs, from facts and earlier tables' outputs."""
    return tuple(_ordinal(column, values, outputs) for column in table.inputs)


def decide(table: Table, ordinals: tuple[int, ...]) -> int:
    """Return the index of the row that decides; raise NoRowApplies if the table was never checked and has a gap."""
    for row in table.precedence:
        if table.rows[row].admits(ordinals):
            return row
    raise NoRowApplies(table.id)


def _decide(table: Table, state: Surroundings) -> TableHit:
    ordinals = ordinals_of(table, state.facts, state.outputs)
    index = decide(table, ordinals)
    row = table.rows[index]
    outputs = {output.name: value for output, value in zip(table.outputs, row.values, strict=True)}
    state.outputs.update({(table.id, name): value for name, value in outputs.items()})
    applying = tuple(one.id for one in table.rows if one.admits(ordinals))
    return TableHit(table.id, index, row.id, row.reason, applying, outputs)


def _ordinal(column: Input, values: Mapping[str, Value], outputs: Mapping[tuple[str, str], Value]) -> int:
    match column.source:
        case FactSource(fact):
            return column.domain.ordinal(fact, values[fact])
        case OutputSource(table, output):
            return column.domain.ordinal(column.name, outputs[table, output])
        case RatioSource() as source:
            return _ratio(column, source, values)


def _ratio(column: Input, source: RatioSource, values: Mapping[str, Value]) -> int:
    above, below = values[source.numerator], values[source.denominator]
    if not isinstance(above, int) or not isinstance(below, int):
        raise TypeError(source)
    if below == 0:
        return 2 * (source.when_zero or 0)
    return column.domain.clipped(column.name, ratio_ordinal(above, below, scale=source.scale))


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit and how it came about, in minor units."""

    values: dict[str, int]
    wish: int
    held: int | None
    limit: int
    binding: tuple[str, ...] = field(default=())


def limit_of(policy: Policy, state: Surroundings) -> Limit:
    """Apply the formula: least soft constraint, rounded down; held; capped by the hard constraints."""
    formula = policy.formula
    values = {one.id: number_of(one.expression, state) for one in formula.constraints}
    return least(policy, values, None if formula.not_below is None else number_of(formula.not_below, state))


def least(policy: Policy, values: dict[str, int], held: int | None) -> Limit:
    """Return the limit that the constraints' values and the hold-harmless clause make, and what bound it."""
    formula = policy.formula
    wish = rounded_down(min(values[one.id] for one in formula.soft), formula.multiple_minor)
    kept = wish if held is None else max(wish, held)
    limit = max(0, min([kept, *(values[one.id] for one in formula.hard)]))
    binding = [one.id for one in formula.constraints if _binds(one, values, limit, wish, formula.multiple_minor)]
    if held == limit and held > wish:
        binding.append(HELD)
    return Limit(values, wish, held, limit, tuple(binding))


def rounded_down(amount: int, multiple: int) -> int:
    """Return `amount`, not below 0, rounded down to a multiple of `multiple`."""
    return max(0, amount) // multiple * multiple


def _binds(one: Constraint, values: Mapping[str, int], limit: int, wish: int, multiple: int) -> bool:
    """Whether the limit would be higher were it not for constraints with this value."""
    if one.hard:
        return max(0, values[one.id]) == limit
    return limit == wish and rounded_down(values[one.id], multiple) == limit
