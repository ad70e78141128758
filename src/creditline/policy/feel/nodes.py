"""What an S-FEEL text is parsed to. Each node knows where it began, so that a refusal can point at it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a string, true, false or null."""

    value: Decimal | str | bool | None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A variable. `@name` is a dated parameter and keeps its @."""

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Path:
    """`of.name`: a component of a structure, or a column of a table."""

    of: "Node"
    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Negated:
    """`-of`."""

    of: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right` with op one of + - * / **."""

    op: str
    left: "Node"
    right: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left op right` with op one of = != < <= > >=."""

    op: str
    left: "Node"
    right: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Logic:
    """`left op right` with op `and` or `or`."""

    op: str
    left: "Node"
    right: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """`if condition then yes else no`."""

    condition: "Node"
    yes: "Node"
    no: "Node"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Within:
    """`of in (tests)`, and `of between a and b`, which is `of in [a..b]`."""

    of: "Node"
    tests: "UnaryTests"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `names` is empty, or names the arguments one by one."""

    name: str
    arguments: tuple["Node", ...]
    names: tuple[str, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]`; a parenthesis or a reversed bracket leaves the end out. None: no end on this side."""

    low: "Node | None"
    high: "Node | None"
    low_in: bool = True
    high_in: bool = True
    at: int = 0


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A cell: any of the tests, or with `negated` none of them. No tests at all is `-`: anything.

    A test is an Interval (comparisons are half-open ones) or a node whose value is to be equalled.
    """

    tests: tuple["Interval | Node", ...]
    negated: bool = False
    at: int = 0


Node = Literal | Name | Path | Negated | Arithmetic | Comparison | Logic | Choice | Within | Call
