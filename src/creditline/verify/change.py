"""What an expression of the formula can do across an event: fall, rise, or neither, and within which bounds.

The analysis is sound and not complete: what it says cannot happen cannot; where it says "may fall", it may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from creditline.policy import formula as tree
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.number import COMPARE, quotient
from creditline.policy.policy import Policy
from creditline.verify.event import Event, Way

Truths = frozenset[tuple[bool, bool]]
"""The pairs of truth values, before and after, that a condition can have."""

_ALL: Truths = frozenset({(False, False), (False, True), (True, False), (True, True)})
_UNCHANGED: Truths = frozenset({(False, False), (True, True)})


class Bounds(NamedTuple):
    """The least and the greatest value."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Change:
    """How a number can change, and its bounds before and after."""

    before: Bounds
    after: Bounds
    may_fall: bool
    may_rise: bool

    @property
    def same(self) -> bool:
        """Whether it certainly stays as it was."""
        return not (self.may_fall or self.may_rise)


@dataclass(frozen=True, slots=True)
class Names:
    """What the value of a named thing can be before and after: pairs of values."""

    pairs: frozenset[tuple[Value, Value]]


Outputs = Mapping[tuple[str, str], frozenset[tuple[Value, Value]]]
"""For each output of each table, the pairs of values that it can have before and after."""


def settled(change: Change) -> Change:
    """Return the same, with what the bounds alone exclude taken out."""
    return replace(
        change,
        may_fall=change.may_fall and change.after.low < change.before.high,
        may_rise=change.may_rise and change.after.high > change.before.low,
    )


def fixed(value: int) -> Change:
    """Return the change of a constant: none."""
    return Change(Bounds(value, value), Bounds(value, value), may_fall=False, may_rise=False)


class Analysis:
    """Looks at one policy across one event. `parameters` has the bounds of each over the days that count."""

    def __init__(self, policy: Policy, event: Event, parameters: Mapping[str, Bounds], outputs: Outputs) -> None:
        self.policy = policy
        self.event = event
        self.parameters = parameters
        self.outputs = outputs
        self.steps: dict[str, Change] = {}
        for step in policy.formula.steps:
            self.steps[step.name] = self.of(step.expression)

    def limit(self) -> Change:
        """Return what the limit itself can do."""
        formula = self.policy.formula
        soft = _extreme("min", [self.of(one.expression) for one in formula.soft])
        wish = _mapped(soft, lambda value: max(0, value) // formula.multiple_minor * formula.multiple_minor)
        held = wish if formula.not_below is None else _extreme("max", [wish, self.of(formula.not_below)])
        capped = _extreme("min", [held, *(self.of(one.expression) for one in formula.hard)])
        return _mapped(capped, lambda value: max(0, value))

    def of(self, node: tree.Expression) -> Change:
        """Return what an expression that is a number can do."""
        return settled(self._of(node))

    def truths(self, node: tree.Condition) -> Truths:
        """Return the pairs of truth values that a condition can have."""
        match node:
            case tree.Compare(op, left, right):
                return self._compared(op, left, right)
            case tree.Both(every, conditions):
                joined = all if every else any
                found: Truths = frozenset({(every, every)})
                for one in map(self.truths, conditions):
                    found = frozenset((joined((a, c)), joined((b, d))) for a, b in found for c, d in one)
                return found
            case tree.Not(of):
                return frozenset((not before, not after) for before, after in self.truths(of))

    def _of(self, node: tree.Expression) -> Change:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case tree.Number(value):
                return fixed(value)
            case tree.Fact(name):
                return _fact(self.policy.facts[name], self.event, name)
            case tree.Parameter(name):
                bounds = self.parameters[name]
                return Change(bounds, bounds, may_fall=False, may_rise=False)
            case tree.StepValue(name):
                return self.steps[name]
            case tree.Lookup(table, output):
                return _listed(self.outputs[table, output])
            case tree.Operation(op, left, right):
                return _operated(op, self.of(left), self.of(right))
            case tree.Quotient(rounding, above, below):
                return _divided(rounding, self.of(above), self.of(below))
            case tree.Extreme(which, arguments):
                return _extreme(which, [self.of(argument) for argument in arguments])
            case tree.Choice(condition, yes, no):
                return self._chosen(self.truths(condition), {True: yes, False: no})
            case _:
                raise TypeError(node)

    def _chosen(self, truths: Truths, branches: Mapping[bool, tree.Expression]) -> Change:
        of = {truth: self.of(branch) for truth, branch in branches.items()}
        stays = [of[before] for before, after in truths if before == after]
        turns = [(before, after) for before, after in truths if before != after]
        return Change(
            _around([of[before].before for before, _ in truths]),
            _around([of[after].after for _, after in truths]),
            may_fall=any(one.may_fall for one in stays)
            or any(not self.no_greater(branches[before], branches[after]) for before, after in turns),
            may_rise=any(one.may_rise for one in stays)
            or any(of[after].after.high > of[before].before.low for before, after in turns),
        )

    def no_greater(self, before: tree.Expression, after: tree.Expression) -> bool:  # noqa: PLR0911 - by kind of node
        """Whether one expression's value before is certainly no greater than the other's after."""
        if self.of(before).before.high <= self.of(after).after.low:
            return True
        if before == after:
            return not self.of(before).may_fall
        match before, after:
            case tree.Extreme("min", arguments), _:
                return any(self.no_greater(one, after) for one in arguments)
            case tree.Extreme("max", arguments), _:
                return all(self.no_greater(one, after) for one in arguments)
            case _, tree.Extreme(which, arguments):
                found = [self.no_greater(before, one) for one in arguments]
                return all(found) if which == "min" else any(found)
            case tree.Quotient(_, tree.Operation("*", of, tree.Number(by)), tree.Number(parts)), _ if 0 <= by <= parts:
                return self.of(of).before.low >= 0 and self.no_greater(of, after)  # a share of a whole number
            case _:
                return False

    def _compared(self, op: str, left: tree.Expression, right: tree.Expression) -> Truths:
        named = self._named(left), self._named(right)
        if named[0] is not None and named[1] is not None:
            compare = COMPARE[op]
            return frozenset(
                (compare(one, other), compare(one_after, other_after))
                for one, one_after in named[0].pairs
                for other, other_after in named[1].pairs
            )
        return _ordered(op, self.of(left), self.of(right))

    def _named(self, node: tree.Expression) -> Names | None:
        match node:
            case tree.Constant(value):
                return Names(frozenset({(value, value)}))
            case tree.Fact(name) if self.policy.facts[name].kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
                return Names(_fact_pairs(self.policy.facts[name], self.event, name))
            case tree.Lookup(table, output):
                values = self.outputs[table, output]
                return None if all(type(one) is int for one, _ in values) else Names(values)
            case _:
                return None


def _fact(domain: Domain, event: Event, name: str) -> Change:
    move, whole = event.move(name), Bounds(domain.low, domain.high)
    after = Bounds(move.to, move.to) if move.way is Way.BECOMES else whole
    falls = move.way in {Way.FALLS, Way.ANY, Way.BECOMES}
    rises = move.way in {Way.RISES, Way.ANY, Way.BECOMES}
    return Change(whole, after, may_fall=falls, may_rise=rises)


def _fact_pairs(domain: Domain, event: Event, name: str) -> frozenset[tuple[Value, Value]]:
    move, every = event.move(name), range(domain.low, domain.high + 1)
    return frozenset(
        (domain.value(before), domain.value(after)) for before in every for after in every if move.allows(before, after)
    )


def _listed(pairs: frozenset[tuple[Value, Value]]) -> Change:
    numbers = [(one, other) for one, other in pairs if isinstance(one, int) and isinstance(other, int)]
    befores, afters = [one for one, _ in numbers], [other for _, other in numbers]
    return Change(
        Bounds(min(befores), max(befores)),
        Bounds(min(afters), max(afters)),
        may_fall=any(other < one for one, other in numbers),
        may_rise=any(other > one for one, other in numbers),
    )


def _operated(op: str, left: Change, right: Change) -> Change:
    if op == "-":
        right = Change(_negative(right.before), _negative(right.after), right.may_rise, right.may_fall)
    if op in "+-":
        return Change(
            Bounds(left.before.low + right.before.low, left.before.high + right.before.high),
            Bounds(left.after.low + right.after.low, left.after.high + right.after.high),
            may_fall=left.may_fall or right.may_fall,
            may_rise=left.may_rise or right.may_rise,
        )
    never_negative = min(left.before.low, left.after.low, right.before.low, right.after.low) >= 0
    unsure = not never_negative and not (left.same and right.same)
    return Change(
        _products(left.before, right.before),
        _products(left.after, right.after),
        may_fall=unsure or left.may_fall or right.may_fall,
        may_rise=unsure or left.may_rise or right.may_rise,
    )


def _divided(rounding: tree.Rounding, above: Change, below: Change) -> Change:
    def bounds(one: Bounds, other: Bounds) -> Bounds:
        corners = [quotient(rounding, value, by) for value in one for by in other]
        return Bounds(min(corners), max(corners))

    unsure = not below.same and min(above.before.low, above.after.low) < 0
    return Change(
        bounds(above.before, below.before),
        bounds(above.after, below.after),
        may_fall=unsure or above.may_fall or below.may_rise,
        may_rise=unsure or above.may_rise or below.may_fall,
    )


def _extreme(which: str, changes: list[Change]) -> Change:
    best = min if which == "min" else max
    return settled(
        Change(
            Bounds(best(one.before.low for one in changes), best(one.before.high for one in changes)),
            Bounds(best(one.after.low for one in changes), best(one.after.high for one in changes)),
            may_fall=any(one.may_fall for one in changes),
            may_rise=any(one.may_rise for one in changes),
        )
    )


def _mapped(change: Change, rising: Callable[[int], int]) -> Change:
    """Apply a function that never falls where its argument rises."""
    before, after = Bounds(*map(rising, change.before)), Bounds(*map(rising, change.after))
    return settled(replace(change, before=before, after=after))


def _ordered(op: str, left: Change, right: Change) -> Truths:
    before, after = _possible(op, left.before, right.before), _possible(op, left.after, right.after)
    found = frozenset((one, other) for one in before for other in after)
    difference = _operated("-", left, right)
    if difference.same:
        return found & _UNCHANGED
    if op in {">=", ">", "<", "<="}:
        up = op in {">=", ">"}
        turns_true = difference.may_rise if up else difference.may_fall
        turns_false = difference.may_fall if up else difference.may_rise
        return frozenset(pair for pair in found if pair[0] == pair[1] or (turns_true if pair[1] else turns_false))
    return found & _ALL


def _possible(op: str, left: Bounds, right: Bounds) -> tuple[bool, ...]:
    """The truth values that `left op right` can have within these bounds."""
    low, high = left.low - right.high, left.high - right.low
    truths = {
        ">=": (high >= 0, low < 0),
        ">": (high > 0, low <= 0),
        "<=": (low <= 0, high > 0),
        "<": (low < 0, high >= 0),
        "=": (low <= 0 <= high, (low, high) != (0, 0)),
        "!=": ((low, high) != (0, 0), low <= 0 <= high),
    }[op]
    return tuple(value for value, can in zip((True, False), truths, strict=True) if can)


def _products(one: Bounds, other: Bounds) -> Bounds:
    corners = [value * by for value in one for by in other]
    return Bounds(min(corners), max(corners))


def _negative(bounds: Bounds) -> Bounds:
    return Bounds(-bounds.high, -bounds.low)


def _around(bounds: list[Bounds]) -> Bounds:
    return Bounds(min(one.low for one in bounds), max(one.high for one in bounds))
