"""From S-FEEL text to the formula's nodes, checking names, types, units and divisors on the way.

Each expression is lowered with its unit and its bounds: the bounds follow from the closed domains, prove that no
divisor is 0 or negative, and tell the SQL form how wide its numbers get.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from creditline.policy import formula as tree
from creditline.policy.domain import Domain, Kind
from creditline.policy.fault import FaultKind, Wrong
from creditline.policy.feel import nodes as feel
from creditline.policy.feel.parse import parse_expression
from creditline.policy.feel.scanner import FeelMalformed, FeelUnsupported
from creditline.policy.policy import DatedParameter
from creditline.policy.section import MOST
from creditline.policy.table import Table

Units = tuple[str, ...] | None
"""What is multiplied, sorted: ("bps", "minor"). () is a pure number; None a literal, which takes any unit."""

_PURE = {"one", "times"}
_SCALES = {100: "percent", 1_000: "permille", 10_000: "bps"}


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression with its unit and bounds; `domain` only where it is no number."""

    node: tree.Expression
    units: Units
    low: int
    high: int
    domain: Domain | None = None


@dataclass(slots=True)
class Scope:
    """The names that a formula may use."""

    facts: Mapping[str, Domain]
    parameters: Mapping[str, DatedParameter]
    tables: Mapping[str, Table]
    steps: dict[str, Typed] = field(default_factory=dict)


def lower(text: str, scope: Scope) -> Typed:
    """Return the typed expression of `text`; raise Wrong for what is no formula."""
    try:
        return _Lowering(scope).number(parse_expression(text))
    except FeelMalformed as error:
        raise Wrong(FaultKind.FORMULA_MALFORMED, str(error), "See 'Formula' in the policy language.") from error
    except FeelUnsupported as error:
        raise Wrong(FaultKind.FORMULA_MALFORMED, str(error), "A formula is arithmetic on whole numbers.") from error


def lower_condition(text: str, scope: Scope) -> tree.Condition:
    """Return the condition that `text` states; raise Wrong for what is none."""
    try:
        return _Lowering(scope).condition(parse_expression(text))
    except (FeelMalformed, FeelUnsupported) as error:
        raise Wrong(FaultKind.FORMULA_MALFORMED, str(error), "See 'Formula' in the policy language.") from error


@dataclass(slots=True)
class _Lowering:
    scope: Scope

    def number(self, node: feel.Node) -> Typed:
        typed = self.expression(node)
        if max(abs(typed.low), abs(typed.high)) > MOST:
            mend = "Narrow the domains, or divide earlier."
            raise Wrong(FaultKind.TOO_WIDE, "A number on the way can exceed 64 bits.", mend)
        if typed.domain is not None:
            raise Wrong(
                FaultKind.TYPE_WRONG, "A number is needed here, not a named value.", "Compare it, or use a table."
            )
        return typed

    def expression(self, node: feel.Node) -> Typed:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case feel.Literal(value):
                return _literal(value)
            case feel.Name(name):
                return self._name(name)
            case feel.Path(feel.Name(table), output):
                return self._lookup(table, output)
            case feel.Negated(of):
                return self._arithmetic("-", _literal(Decimal(0)), self.number(of))
            case feel.Arithmetic(op, left, right):
                return self._arithmetic(op, self.number(left), self.number(right))
            case feel.Call(name, arguments, ()):
                return self._call(name, arguments)
            case feel.Choice(condition, yes, no):
                return self._choice(condition, self.number(yes), self.number(no))
            case _:
                raise _malformed("This gives no number.", "Comparisons stand after 'if' only.")

    def condition(self, node: feel.Node) -> tree.Condition:
        match node:
            case feel.Comparison(op, left, right):
                return self._compare(op, self.expression(left), self.expression(right))
            case feel.Logic(op, left, right):
                return tree.Both(op == "and", (self.condition(left), self.condition(right)))
            case feel.Call("not", (of,)):
                return tree.Not(self.condition(of))
            case feel.Name() | feel.Path():
                return self._truth(self.expression(node))
            case _:
                raise _malformed("This is no condition.", "Compare two numbers, or name a fact that is true or false.")

    def _truth(self, typed: Typed) -> tree.Condition:
        if typed.domain is None or typed.domain.kind is not Kind.BOOLEAN:
            raise _malformed("This is neither true nor false.", "Compare it with something.")
        return tree.Compare("=", typed.node, tree.Constant(value=True))

    def _compare(self, op: str, left: Typed, right: Typed) -> tree.Condition:
        named = left.domain or right.domain
        if named is None:
            _same_units(left, right)
            return tree.Compare(op, left.node, right.node)
        if op not in {"=", "!="}:
            raise _malformed("Named values have no order.", "Compare them with = or !=.")
        if isinstance(left.node, tree.Constant):
            left, right = right, left
        if left.domain is None or not isinstance(right.node, tree.Constant):
            raise _malformed("A named value is compared with a constant.", 'Write, for instance, industry = "retail".')
        _check_constant(left.domain, right.node.value)
        return tree.Compare(op, left.node, right.node)

    def _name(self, name: str) -> Typed:
        if name.startswith("@"):
            return self._parameter(name.removeprefix("@"))
        if name in self.scope.steps:
            typed = self.scope.steps[name]
            return Typed(tree.StepValue(name), typed.units, typed.low, typed.high)
        if name in self.scope.facts:
            return _of_domain(tree.Fact(name), self.scope.facts[name])
        raise Wrong(
            FaultKind.NAME_UNKNOWN,
            f"There is no fact or earlier step '{name}'.",
            "Write a fact, an earlier step, @parameter or table.output.",
        )

    def _parameter(self, name: str) -> Typed:
        if name not in self.scope.parameters:
            mend = f"Declare it in parameters/, or use one of: {', '.join(self.scope.parameters)}."
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no parameter '@{name}'.", mend)
        parameter = self.scope.parameters[name]
        return Typed(tree.Parameter(name), _units(parameter.unit), min(parameter.values), max(parameter.values))

    def _lookup(self, table: str, output: str) -> Typed:
        try:
            domain = self.scope.tables[table].output(output).domain
        except KeyError as error:
            mend = "Write table.output with a table of this policy."
            raise Wrong(FaultKind.NAME_UNKNOWN, f"There is no output '{table}.{output}'.", mend) from error
        return _of_domain(tree.Lookup(table, output), domain)

    def _arithmetic(self, op: str, left: Typed, right: Typed) -> Typed:
        if op not in {"+", "-", "*"}:
            raise _malformed(
                f"'{op}' does not stand alone.", "Say how it is rounded: floor(a / b), ceiling or half_up."
            )
        node = tree.Operation(op, left.node, right.node)
        if op == "*":
            corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Typed(node, _product(left.units, right.units), min(corners), max(corners))
        units = _same_units(left, right)
        if op == "+":
            return Typed(node, units, left.low + right.low, left.high + right.high)
        return Typed(node, units, left.low - right.high, left.high - right.low)

    def _call(self, name: str, arguments: tuple[feel.Node, ...]) -> Typed:
        if name in {"min", "max"} and arguments:
            return self._extreme(name, [self.number(argument) for argument in arguments])
        if name in set(tree.Rounding):
            match arguments:
                case (feel.Arithmetic("/", above, below),):
                    return self._quotient(tree.Rounding(name), self.number(above), self.number(below))
        raise _malformed(
            f"'{name}' is no function of formulas.", "There are min, max, floor(a / b), ceiling and half_up."
        )

    def _extreme(self, which: str, parts: list[Typed]) -> Typed:
        units: Units = None
        for part in parts:
            units = _same_units(Typed(part.node, units, 0, 0), part)
        pick = min if which == "min" else max
        node = tree.Extreme(which, tuple(part.node for part in parts))
        return Typed(node, units, pick(part.low for part in parts), pick(part.high for part in parts))

    def _quotient(self, rounding: tree.Rounding, above: Typed, below: Typed) -> Typed:
        if below.low < 1:
            mend = "Divide by max(1, …), or by something whose domain begins at 1."
            raise Wrong(FaultKind.DIVISOR, f"The divisor can be {below.low}.", mend)
        if 2 * max(abs(above.low), abs(above.high)) + below.high > MOST:
            raise Wrong(FaultKind.TOO_WIDE, "The quotient can exceed 64 bits on its way.", "Narrow the domains.")
        corners = [a // b for a in (above.low, above.high) for b in (below.low, below.high)]
        node = tree.Quotient(rounding, above.node, below.node)
        return Typed(node, _quotient_units(above, below), min(corners), max(corners) + (rounding != "floor"))

    def _choice(self, condition: feel.Node, yes: Typed, no: Typed) -> Typed:
        node = tree.Choice(self.condition(condition), yes.node, no.node)
        return Typed(node, _same_units(yes, no), min(yes.low, no.low), max(yes.high, no.high))


def _check_constant(domain: Domain, value: object) -> None:
    try:
        domain.ordinal("formula", value)
    except ValueError as error:
        raise Wrong(FaultKind.TYPE_WRONG, f"'{value}' is none of the values.", f"Write {domain.describe()}.") from error


def _literal(value: object) -> Typed:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return Typed(tree.Number(int(value)), None, int(value), int(value))
    if isinstance(value, bool | str):
        kind = Kind.BOOLEAN if isinstance(value, bool) else Kind.ENUMERATION
        return Typed(tree.Constant(value), None, 0, 0, Domain(kind=kind, low=0, high=0))
    raise _malformed(
        f"{value} is no whole number.", "Write fractions as a numerator over 10000, and name the rounding."
    )


def _of_domain(node: tree.Expression, domain: Domain) -> Typed:
    if domain.kind is Kind.INTEGER:
        return Typed(node, _units(domain.unit), domain.low, domain.high)
    return Typed(node, None, domain.low, domain.high, domain)


def _units(unit: str | None) -> Units:
    return () if unit is None or unit in _PURE else (unit,)


def _product(left: Units, right: Units) -> Units:
    if left is None or right is None:
        return right if left is None else left
    return tuple(sorted((*left, *right)))


def _quotient_units(above: Typed, below: Typed) -> Units:
    scale = _SCALES.get(below.low) if isinstance(below.node, tree.Number) else None
    remove = [scale] if scale and scale in (above.units or ()) else list(below.units or ())
    left = list(above.units or ())
    for unit in remove:
        if unit not in left:
            mend = "Divide by something of the same unit, or by a plain number."
            raise Wrong(FaultKind.UNIT_MISMATCH, f"{show_units(above.units)} is divided by {unit}.", mend)
        left.remove(unit)
    return tuple(left) if above.units is not None else None


def _same_units(left: Typed, right: Typed) -> Units:
    if left.units is None or right.units is None or left.units == right.units:
        return right.units if left.units is None else left.units
    mend = "Bring both to the same unit first."
    said = f"{show_units(left.units)} meets {show_units(right.units)}."
    raise Wrong(FaultKind.UNIT_MISMATCH, said, mend)


def show_units(units: Units) -> str:
    """Return units as a person reads them: "bps × minor", "a plain number"."""
    return " × ".join(units) if units else "a plain number"


def _malformed(sentence: str, mend: str) -> Wrong:
    return Wrong(FaultKind.FORMULA_MALFORMED, sentence, mend)
