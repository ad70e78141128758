"""The value of a formula's expression: whole numbers in, a whole number out."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne

from creditline.policy import formula as tree
from creditline.policy.domain import Value

COMPARE = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(slots=True)
class Surroundings:
    """What an expression can see. `outputs` by (table, output); `steps` grows as the formula goes on."""

    facts: Mapping[str, Value]
    parameters: Mapping[str, int]
    outputs: dict[tuple[str, str], Value]
    steps: dict[str, int]


def number_of(node: tree.Expression, around: Surroundings) -> int:
    """Return the whole number that an expression comes to."""
    value = value_of(node, around)
    if not isinstance(value, int):
        raise TypeError(node)
    return value


def value_of(node: tree.Expression, around: Surroundings) -> Value:
    """Return the value of a leaf or of arithmetic."""
    match node:
        case tree.Number(value) | tree.Constant(value):
            return value
        case tree.Fact(name):
            return around.facts[name]
        case tree.Parameter(name):
            return around.parameters[name]
        case tree.Lookup(table, output):
            return around.outputs[table, output]
        case tree.StepValue(name):
            return around.steps[name]
        case _:
            return _composed(node, around)


def _composed(node: tree.Operation | tree.Quotient | tree.Extreme | tree.Choice, around: Surroundings) -> int:
    match node:
        case tree.Operation(op, left, right):
            return _operate(op, number_of(left, around), number_of(right, around))
        case tree.Quotient(rounding, above, below):
            return quotient(rounding, number_of(above, around), number_of(below, around))
        case tree.Extreme(which, arguments):
            numbers = [number_of(argument, around) for argument in arguments]
            return min(numbers) if which == "min" else max(numbers)
        case tree.Choice(condition, yes, no):
            return number_of(yes if holds(condition, around) else no, around)


def holds(node: tree.Condition, around: Surroundings) -> bool:
    """Whether a condition is true."""
    match node:
        case tree.Compare(op, left, right):
            return bool(COMPARE[op](value_of(left, around), value_of(right, around)))
        case tree.Both(every, conditions):
            truths = (holds(condition, around) for condition in conditions)
            return all(truths) if every else any(truths)
        case tree.Not(of):
            return not holds(of, around)


def quotient(rounding: tree.Rounding, above: int, below: int) -> int:
    """Return above ÷ below made whole as `rounding` says; `below` is positive."""
    if rounding is tree.Rounding.FLOOR:
        return above // below
    if rounding is tree.Rounding.CEILING:
        return -(-above // below)
    return (2 * above + below) // (2 * below)


def _operate(op: str, left: int, right: int) -> int:
    if op == "+":
        return left + right
    return left - right if op == "-" else left * right
