"""The limit formula's nodes: whole numbers, closed, total. There is no loop, no call and no way into free code.

A formula is text in S-FEEL and lowered to these nodes by `lower.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from creditline.policy.wording import Wording


class Rounding(StrEnum):
    """How a quotient becomes whole: down, up, or to the nearest with halves up."""

    FLOOR = "floor"
    CEILING = "ceiling"
    HALF_UP = "half_up"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of an enumeration, or true or false; it can only be compared for equality."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated parameter, in its value on the day."""

    name: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """An output of the row that a table decided for."""

    table: str
    output: str


@dataclass(frozen=True, slots=True)
class StepValue:
    """An earlier step."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`left op right` with op one of + - *."""

    op: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Quotient:
    """`numerator ÷ denominator`, made whole; the denominator is proved to be positive when the policy is loaded."""

    rounding: Rounding
    numerator: "Expression"
    denominator: "Expression"


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least (`min`) or greatest (`max`) of its arguments."""

    which: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`if condition then yes else no`."""

    condition: "Condition"
    yes: "Expression"
    no: "Expression"


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` with op one of = != < <= > >=."""

    op: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Both:
    """`and` (`every`) or `or` of conditions."""

    every: bool
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    of: "Condition"


Condition = Compare | Both | Not
Expression = Number | Constant | Fact | Parameter | Lookup | StepValue | Operation | Quotient | Extreme | Choice


@dataclass(frozen=True, slots=True)
class Step:
    """A named intermediate result. `unit` is found by dimension: minor, bps, months …; None for a bare number."""

    name: str
    text: str
    expression: Expression
    unit: str | None


@dataclass(frozen=True, slots=True)
class Constraint:
    """One of the values whose least is the limit, in minor units.

    `hard`: law and the like, which bind even where the limit is held. `reason` is its code. `tables`: whose deciding
    rows explain it more closely, in this order.
    """

    id: str
    text: str
    expression: Expression
    hard: bool
    reason: str
    wording: Wording
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """How the limit comes about.

    wish  = the least soft constraint, not below 0, rounded down to a multiple of `multiple_minor`
    held  = the greater of wish and `not_below`, which is the hold-harmless clause (None: there is none)
    limit = the least of held and the hard constraints, not below 0
    """

    steps: tuple[Step, ...]
    constraints: tuple[Constraint, ...]
    multiple_minor: int
    not_below: Expression | None
    not_below_text: str | None
    held_reason: str | None
    held_wording: Wording | None

    @property
    def soft(self) -> tuple[Constraint, ...]:
        """The constraints that the hold-harmless clause overrides."""
        return tuple(constraint for constraint in self.constraints if not constraint.hard)

    @property
    def hard(self) -> tuple[Constraint, ...]:
        """The constraints that nothing overrides."""
        return tuple(constraint for constraint in self.constraints if constraint.hard)


def children(node: Expression | Condition) -> tuple[Expression | Condition, ...]:  # noqa: PLR0911 - by kind of node
    """Return the nodes directly below `node`."""
    match node:
        case Operation(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Quotient(_, numerator, denominator):
            return (numerator, denominator)
        case Extreme(_, arguments):
            return arguments
        case Choice(condition, yes, no):
            return (condition, yes, no)
        case Both(_, conditions):
            return conditions
        case Not(of):
            return (of,)
        case _:
            return ()


def walk(node: Expression | Condition) -> Iterator[Expression | Condition]:
    """Yield `node` and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
