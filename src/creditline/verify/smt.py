"""A policy as formulas for z3: one state of its facts, the rows its tables decide for, and its limit.

Whole numbers stay whole numbers, and a ratio is never computed: it is compared by cross-multiplication, as the
evaluator does. A table is the number of its deciding row; its outputs are looked up from that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from creditline.policy import formula as tree
from creditline.policy.cell import Cell
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.number import COMPARE
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Input, OutputSource, RatioSource, Table
from creditline.verify.event import Assumption, Event, Way

Number = Any
"""An integer term of z3, which has no types to speak of."""

_ANY_DAY = date(2000, 1, 1)
"""A policy without parameters is the same on all days."""


class Sums:
    """How constraints and the clause that holds a limit come to the limit; all of them terms.

    wish: the least soft constraint, rounded down. held: what the clause says, None without one.
    """

    def __init__(self, formula: tree.Formula, constraints: Mapping[str, Number], held: Number | None) -> None:
        self.formula = formula
        self.constraints = constraints
        self.held = held
        self.wish = self.rounded(_extreme("min", [constraints[one.id] for one in formula.soft]))
        kept = self.wish if held is None else _extreme("max", [self.wish, held])
        capped = _extreme("min", [kept, *(constraints[one.id] for one in formula.hard)])
        self.limit = _extreme("max", [z3.IntVal(0), capped])

    def rounded(self, amount: Number) -> Number:
        """Return an amount, not below 0, rounded down to the formula's multiple."""
        multiple, kept = self.formula.multiple_minor, _extreme("max", [z3.IntVal(0), amount])
        return kept if multiple == 1 else kept / multiple * multiple

    def allowed(self, name: str) -> Number:
        """Return the limit that a constraint by itself allows: not below 0, and rounded down if it is no hard one."""
        value = self.constraints[name]
        hard = any(one.id == name for one in self.formula.hard)
        return _extreme("max", [z3.IntVal(0), value]) if hard else self.rounded(value)

    def binds(self, name: str) -> Any:  # noqa: ANN401 - a term of z3
        """Return that a constraint is what made the limit."""
        if any(one.id == name for one in self.formula.hard):
            return self.allowed(name) == self.limit
        return z3.And(self.limit == self.wish, self.allowed(name) == self.wish)

    def unbound(self) -> Any:  # noqa: ANN401 - a term of z3
        """Return that no constraint made the limit: not directly, and not the wish that the clause held up."""
        soft = [self.rounded(self.constraints[one.id]) == self.wish for one in self.formula.soft]
        held = [] if self.held is None else [z3.And(self.held > self.wish, z3.Or(soft))]
        return z3.Not(z3.Or([*(self.binds(name) for name in self.constraints), *held]))


@dataclass(frozen=True, slots=True)
class Since:
    """What lies between a state and the one before it."""

    before: "State"
    event: Event


class State:
    """One state of a policy's facts, by their ordinals, and everything that follows from it on a day."""

    def __init__(self, policy: Policy, on: date, name: str, since: "Since | None" = None) -> None:
        self.policy = policy
        self.parameters = policy.parameters_on(on)
        self.since = since
        self.ordinals = {fact: self._ordinal(fact, name) for fact in policy.facts}
        self.facts: list[Any] = []
        for fact, domain in policy.facts.items():
            self.facts += [self.ordinals[fact] >= domain.low, self.ordinals[fact] <= domain.high]
        self.rows: dict[str, Number] = {}
        for table in policy.tables:
            self.facts += [self._within(column) for column in table.inputs if isinstance(column.source, RatioSource)]
            self._decide(table, name)
        self.steps: dict[str, Number] = {}
        for step in policy.formula.steps:
            self.steps[step.name] = self.number(step.expression)
        formula = policy.formula
        held = None if formula.not_below is None else self.number(formula.not_below)
        self.sums = Sums(formula, {one.id: self.number(one.expression) for one in formula.constraints}, held)

    @property
    def limit(self) -> Number:
        """The limit, in minor units."""
        return self.sums.limit

    def number(self, node: tree.Expression) -> Number:  # noqa: C901, PLR0911 - one case and return for each kind of node
        """Return an expression of the formula as a term; named values as their ordinals."""
        match node:
            case tree.Number(value):
                return z3.IntVal(value)
            case tree.Fact(name):
                return self.ordinals[name]
            case tree.Parameter(name):
                return z3.IntVal(self.parameters[name])
            case tree.StepValue(name):
                return self.steps[name]
            case tree.Lookup(table, output):
                return self.output(table, output)
            case tree.Operation(op, left, right):
                return _operate(op, self.number(left), self.number(right))
            case tree.Quotient(rounding, above, below):
                return _quotient(rounding, self.number(above), self.number(below))
            case tree.Extreme(which, arguments):
                return _extreme(which, [self.number(argument) for argument in arguments])
            case tree.Choice(condition, yes, no):
                return z3.If(self.holds(condition), self.number(yes), self.number(no))
            case tree.Constant():
                raise TypeError(node)

    def holds(self, node: tree.Condition) -> Any:  # noqa: ANN401 - a term of z3
        """Return a condition as a term."""
        match node:
            case tree.Compare(op, left, right):
                return _compare(op, *self._sides(left, right))
            case tree.Both(every, conditions):
                terms = [self.holds(condition) for condition in conditions]
                return z3.And(terms) if every else z3.Or(terms)
            case tree.Not(of):
                return z3.Not(self.holds(of))

    def output(self, table_id: str, name: str) -> Number:
        """Return an output of a table as a term: the ordinal of its value."""
        table = self.policy.table(table_id)
        domain, place = table.output(name).domain, table.output_index(name)
        values = [domain.ordinal(name, row.values[place]) for row in table.rows]
        return _looked_up(self.rows[table_id], values)

    def assume(self, assumptions: Iterable[Assumption]) -> list[Any]:
        """Return what is assumed of every state, of this one."""
        return [self.holds(one.condition) for one in assumptions if one.condition is not None]

    def _ordinal(self, fact: str, name: str) -> Number:
        """A fact that did not move is the very term it was before, and one that becomes a value is that value."""
        move = self.since.event.move(fact) if self.since else None
        if self.since is None or move is None or move.way not in {Way.SAME, Way.BECOMES}:
            return z3.Int(f"{fact}.{name}")
        return self.since.before.ordinals[fact] if move.way is Way.SAME else z3.IntVal(move.to)

    def _decide(self, table: Table, name: str) -> None:
        """Add the deciding row; a table none of whose columns moved decides as before."""
        if self.since and not any(self._moves(column) for column in table.inputs):
            self.rows[table.id] = self.since.before.rows[table.id]
            return
        self.rows[table.id] = z3.Int(f"{table.id}.row.{name}")
        self.facts.append(self.rows[table.id] == self._row(table))

    def _moves(self, column: Input) -> bool:
        if self.since is None:
            return True
        match column.source:
            case FactSource(fact):
                return self.since.event.move(fact).way is not Way.SAME
            case RatioSource(above, below):
                return any(self.since.event.move(fact).way is not Way.SAME for fact in (above, below))
            case OutputSource(table):
                return self.rows[table] is not self.since.before.rows[table]

    def _row(self, table: Table) -> Number:
        columns = [self._column(column) for column in table.inputs]
        term: Number = z3.IntVal(-1)
        for index in reversed(table.precedence):
            cells = zip(table.rows[index].cells, table.inputs, columns, strict=True)
            applies = [_admits(cell, column.domain, of) for cell, column, of in cells if _narrows(cell, column.domain)]
            term = z3.If(z3.And(applies), index, term)
        return term

    def _column(self, column: Input) -> "_Ordinal | _Ratio":
        match column.source:
            case FactSource(fact):
                return _Ordinal(self.ordinals[fact])
            case OutputSource(table, output):
                return _Ordinal(self.output(table, output))
            case RatioSource() as ratio:
                return _Ratio(ratio, self.ordinals[ratio.numerator], self.ordinals[ratio.denominator])

    def _within(self, column: Input) -> Any:  # noqa: ANN401 - a term of z3
        """A ratio is within its domain; outside of it the evaluator refuses to decide."""
        of, domain = self._column(column), column.domain
        return z3.And(of.at_least(domain.low, domain), of.at_most(domain.high, domain))

    def _sides(self, left: tree.Expression, right: tree.Expression) -> tuple[Number, Number]:
        """Both sides of a comparison; a named constant as its ordinal in the domain of the other side."""
        if isinstance(left, tree.Constant):
            return z3.IntVal(self._domain(right).ordinal("", left.value)), self.number(right)
        if isinstance(right, tree.Constant):
            return self.number(left), z3.IntVal(self._domain(left).ordinal("", right.value))
        return self.number(left), self.number(right)

    def _domain(self, node: tree.Expression) -> Domain:
        match node:
            case tree.Fact(name):
                return self.policy.facts[name]
            case tree.Lookup(table, output):
                return self.policy.table(table).output(output).domain
            case _:
                raise TypeError(node)


class _Ordinal:
    """A column that holds an ordinal."""

    def __init__(self, term: Number) -> None:
        self.term = term

    def at_least(self, low: int, _domain: Domain) -> Any:  # noqa: ANN401 - a term of z3
        return self.term >= low

    def at_most(self, high: int, _domain: Domain) -> Any:  # noqa: ANN401 - a term of z3
        return self.term <= high


class _Ratio:
    """A column that holds a ratio: numerator × scale against bound × denominator."""

    def __init__(self, ratio: RatioSource, above: Number, below: Number) -> None:
        self.scaled = above * ratio.scale
        self.below = below
        self.when_zero = 2 * (ratio.when_zero or 0)

    def at_least(self, low: int, domain: Domain) -> Any:  # noqa: ANN401 - a term of z3
        if domain.saturates and low <= domain.low:
            return z3.BoolVal(val=True)
        whole, above = divmod(low, 2)
        reached = self.scaled > whole * self.below if above else self.scaled >= whole * self.below
        return z3.If(self.below == 0, z3.BoolVal(self.when_zero >= low), reached)

    def at_most(self, high: int, domain: Domain) -> Any:  # noqa: ANN401 - a term of z3
        if domain.saturates and high >= domain.high:
            return z3.BoolVal(val=True)
        whole, above = divmod(high, 2)
        within = self.scaled < (whole + 1) * self.below if above else self.scaled <= whole * self.below
        return z3.If(self.below == 0, z3.BoolVal(self.when_zero <= high), within)


def moved(event: Event, before: State, after: State) -> list[Any]:
    """Return that `after` is a state to which `event` may lead from `before`."""
    return [_moved(event, fact, before.ordinals[fact], after.ordinals[fact]) for fact in before.ordinals]


def facts_in(model: Any, state: State) -> dict[str, Value]:  # noqa: ANN401 - a model of z3
    """Return the facts of a state in a model, as the evaluator takes them."""
    return {
        fact: domain.value(model.eval(state.ordinals[fact], model_completion=True).as_long())
        for fact, domain in state.policy.facts.items()
    }


def first_days(policy: Policy, since: date | None) -> tuple[date, ...]:
    """Return the first days of the stretches on which the parameters are constant, from `since` on.

    Days on which some parameter has no value yet are left out: the policy decides nothing on them.
    """
    if not policy.parameters:
        return (since or _ANY_DAY,)
    first = max(parameter.starts[0] for parameter in policy.parameters.values())
    start = max(first, since) if since else first
    return (start, *(day for day in policy.change_days() if day > start))


def _moved(event: Event, fact: str, before: Number, after: Number) -> Any:  # noqa: ANN401 - a term of z3
    move = event.move(fact)
    match move.way:
        case Way.SAME:
            return after == before
        case Way.BECOMES:
            return after == move.to
        case Way.FALLS:
            return after <= before
        case Way.RISES:
            return after >= before
        case Way.ANY:
            return z3.BoolVal(val=True)


def _narrows(cell: Cell, domain: Domain) -> bool:
    return not (len(cell.spans) == 1 and cell.spans[0] == (domain.low, domain.high))


def _admits(cell: Cell, domain: Domain, column: _Ordinal | _Ratio) -> Any:  # noqa: ANN401 - a term of z3
    spans = []
    for span in cell.spans:
        if span.low == span.high and isinstance(column, _Ordinal):
            spans.append(column.term == span.low)
            continue
        ends = []
        if span.low > domain.low or domain.kind is Kind.RATIO:
            ends.append(column.at_least(span.low, domain))
        if span.high < domain.high or domain.kind is Kind.RATIO:
            ends.append(column.at_most(span.high, domain))
        spans.append(z3.And(ends))
    return z3.Or(spans)


def _looked_up(row: Number, values: Sequence[int]) -> Number:
    """The value at `row`; rows with equal values together, the most frequent one as the rest."""
    by_value: dict[int, list[int]] = {}
    for place, value in enumerate(values):
        by_value.setdefault(value, []).append(place)
    ordered = sorted(by_value.items(), key=lambda item: -len(item[1]))
    term: Number = z3.IntVal(ordered[0][0])
    for value, places in ordered[1:]:
        term = z3.If(z3.Or([row == place for place in places]), value, term)
    return term


def _operate(op: str, left: Number, right: Number) -> Number:
    if op == "+":
        return left + right
    return left - right if op == "-" else left * right


def _quotient(rounding: tree.Rounding, above: Number, below: Number) -> Number:
    """The quotient made whole; z3 divides down for positive divisors, as Python does."""
    if rounding is tree.Rounding.FLOOR:
        return above / below
    if rounding is tree.Rounding.CEILING:
        return -((-above) / below)
    return (2 * above + below) / (2 * below)


def _extreme(which: str, terms: Sequence[Number]) -> Number:
    best = terms[0]
    for term in terms[1:]:
        best = z3.If(term < best if which == "min" else term > best, term, best)
    return best


def _compare(op: str, left: Number, right: Number) -> Any:  # noqa: ANN401 - a term of z3
    return COMPARE[op](left, right)
