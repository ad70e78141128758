"""The text of a generated function: how facts are read, rows found and formulas worked out.

Each column looks up which rows it admits, as bits in order of precedence; the lowest bit of their intersection
decides. So the time grows with the columns, not with the rows. What is generated is built from the checked tree: names
are numbered, constants are literals, no text of a policy enters the code.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from creditline.policy import formula as tree
from creditline.policy.coverage import Segment, segments
from creditline.policy.domain import Domain, Kind, Value
from creditline.policy.policy import Policy
from creditline.policy.table import FactSource, Input, OutputSource, RatioSource, Table

Facts = Mapping[str, Any]
_TYPES = {Kind.INTEGER: "int", Kind.DATE: "date", Kind.BOOLEAN: "bool"}  # a name is looked up, which tells its type
_NARROW = 4096  # a dictionary of all values is twice as fast as a bisection, as long as it stays small


@dataclass(slots=True)
class Code:
    """Collects lines and the constants that they name."""

    domains: Mapping[str, Domain]
    parameters: Mapping[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    checks: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    looked_up: set[str] = field(default_factory=set)
    steps: dict[str, str] = field(default_factory=dict)
    outputs: dict[tuple[str, str], str] = field(default_factory=dict)

    def function(self, result: str, slowly: Callable[[Facts], Any]) -> Callable[[Facts], Any]:
        """Compile what was collected; anything unusual is done `slowly`."""
        body = [*self.reads, *self._guards(), *self._bounds(), *self.lines, f"return {result}"]
        source = "\n".join(
            [
                "def decide(facts):",
                " try:",
                *(f"  {line}" for line in body),
                " except (KeyError, TypeError, IndexError, AttributeError):",
                "  return slowly(facts)",
            ]
        )
        space = {**self.names, "slowly": slowly, "date": date, "bisect": bisect_right}
        exec(compile(source, "<policy>", "exec"), space)  # noqa: S102 - generated from the checked tree, see above
        made: Callable[[Facts], Any] = space["decide"]  # type: ignore[assignment]
        return made

    def constant(self, value: object) -> str:
        """Give a constant a name."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def fact(self, name: str) -> str:
        """Read a fact once, in the type that its domain asks for."""
        if name not in self.facts:
            self.facts[name] = f"f{len(self.facts)}"
            self.reads.append(f"{self.facts[name]} = facts[{name!r}]")
            kind = _TYPES.get(self.domains[name].kind)
            if kind:
                self.checks.setdefault(kind, []).append(self.facts[name])
        return self.facts[name]

    def _guards(self) -> list[str]:
        """One test per type: all facts are of it exactly."""
        return [
            f"if not ({' is '.join(f'type({name})' for name in names)} is {kind}): return slowly(facts)"
            for kind, names in self.checks.items()
        ]

    def _bounds(self) -> list[str]:
        """A test for every fact that no column looks up (there, what is out of the domain admits no row)."""
        return [
            self._bound(local, self.domains[name])
            for name, local in self.facts.items()
            if name not in self.looked_up or self.domains[name].saturates
        ]

    def _bound(self, name: str, domain: Domain) -> str:
        if domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
            values = self.constant(frozenset(domain.value(place) for place in range(domain.low, domain.high + 1)))
            return f"if {name} not in {values}: return slowly(facts)"
        low, high = self.constant(domain.value(domain.low)), self.constant(domain.value(domain.high))
        if domain.saturates:
            return f"if not {low} <= {name} <= {high}: {name} = {low} if {name} < {low} else {high}"
        return f"if not {low} <= {name} <= {high}: return slowly(facts)"

    def output(self, source: OutputSource) -> str:
        """The output of an earlier table."""
        return self.outputs[source.table, source.output]

    def table(self, table: Table, number: int, output: Callable[[OutputSource], str]) -> None:
        """Decide a table: all rows that apply into `rows{number}`, as bits, and the deciding one into `row{number}`."""
        bit_of = {row: bit for bit, row in enumerate(table.precedence)}
        masks = [
            self._mask(column, _by_precedence(segments(table, index), bit_of), output)
            for index, column in enumerate(table.inputs)
        ]
        rows = f"rows{number}"
        self.lines.append(f"{rows} = {' & '.join(masks)}")
        self.lines.append(f"if not {rows}: return slowly(facts)")
        bit = f"({rows} & -{rows}).bit_length() - 1"
        ordered = table.precedence == tuple(range(len(table.rows)))
        self.lines.append(f"row{number} = " + (bit if ordered else f"{self.constant(table.precedence)}[{bit}]"))
        for index, one in enumerate(table.outputs):
            values = self.constant(tuple(row.values[index] for row in table.rows))
            self.outputs[table.id, one.name] = f"{values}[row{number}]"

    def _mask(self, column: Input, parts: list[tuple[int, int]], output: Callable[[OutputSource], str]) -> str:
        """The rows that a column admits, as an expression. `parts`: where each segment begins, and its bits."""
        match column.source:
            case FactSource(fact):
                self.looked_up.add(fact)
                return self._lookup(self.fact(fact), column.domain, parts)
            case OutputSource() as source:
                return self._lookup(output(source), column.domain, parts)
            case RatioSource() as source:
                return self._ratio(source, column.domain, parts)

    def _lookup(self, name: str, domain: Domain, parts: list[tuple[int, int]]) -> str:
        narrow = domain.kind is Kind.INTEGER and domain.high - domain.low < _NARROW and not domain.saturates
        if narrow or domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
            return f"{self.constant(_dictionary(domain, parts))}[{name}]"
        ordinal = f"{name}.toordinal()" if domain.kind is Kind.DATE else name
        return self._bisected(ordinal, domain, parts)

    def _bisected(self, ordinal: str, domain: Domain, parts: list[tuple[int, int]]) -> str:
        """Look an ordinal up by bisection; beyond the domain nothing is admitted, unless it saturates."""
        starts, bits = [low for low, _ in parts], [rows for _, rows in parts]
        if domain.saturates:
            starts = starts[1:]
        else:
            starts, bits = [*starts, domain.high + 1], [0, *bits, 0]
        if len(bits) == 1:
            return str(bits[0])
        return f"{self.constant(tuple(bits))}[bisect({self.constant(tuple(starts))}, {ordinal})]"

    def _ratio(self, source: RatioSource, domain: Domain, parts: list[tuple[int, int]]) -> str:
        above, below = self.fact(source.numerator), self.fact(source.denominator)
        name = f"q{len(self.names)}"
        self.names[name] = None
        zero = 2 * (source.when_zero or 0)
        exact = f"2 * ({above} * {source.scale} // {below}) + ({above} * {source.scale} % {below} != 0)"
        self.lines.append(f"{name} = {exact} if {below} else {zero}")
        return self._bisected(name, domain, parts)

    def limit(self, policy: Policy) -> str:
        """Work out steps, constraints and the limit; return the name that holds it."""
        formula = policy.formula
        for number, step in enumerate(formula.steps):
            self.lines.append(f"s{number} = {self.number(step.expression)}")
            self.steps[step.name] = f"s{number}"
        for number, one in enumerate(formula.constraints):
            self.lines.append(f"c{number} = {self.number(one.expression)}")
        soft = [f"c{number}" for number, one in enumerate(formula.constraints) if not one.hard]
        self.lines.append(f"wish = {_least(soft)}")
        self.lines.append(f"wish = wish - wish % {formula.multiple_minor} if wish > 0 else 0")
        if formula.not_below is not None:
            self.lines.append(f"held = {self.number(formula.not_below)}")
            self.lines.append("if held > wish: wish = held")
        for number, one in enumerate(formula.constraints):
            if one.hard:
                self.lines.append(f"if c{number} < wish: wish = c{number} if c{number} > 0 else 0")
        return "wish"

    def number(self, node: tree.Expression) -> str:  # noqa: PLR0911 - one return for each kind of node
        """An expression as Python."""
        match node:
            case tree.Number(value):
                return f"({value})"
            case tree.Constant(value):
                return repr(value)
            case tree.Fact(name):
                return self.fact(name)
            case tree.Parameter(name):
                return f"({self.parameters[name]})"
            case tree.Lookup(table, output):
                return self.outputs[table, output]
            case tree.StepValue(name):
                return self.steps[name]
            case _:
                return self._composed(node)

    def _composed(self, node: tree.Operation | tree.Quotient | tree.Extreme | tree.Choice) -> str:
        match node:
            case tree.Operation(op, left, right):
                return f"({self.number(left)} {op} {self.number(right)})"
            case tree.Quotient(rounding, above, below):
                return _quotient(rounding, self.number(above), self.number(below))
            case tree.Extreme(which, arguments):
                parts = [self.number(argument) for argument in arguments]
                return parts[0] if len(parts) == 1 else f"{which}({', '.join(parts)})"
            case tree.Choice(condition, yes, no):
                return f"({self.number(yes)} if {self.condition(condition)} else {self.number(no)})"

    def condition(self, node: tree.Condition) -> str:
        """A condition as Python."""
        match node:
            case tree.Compare(op, left, right):
                return f"({self.number(left)} {'==' if op == '=' else op} {self.number(right)})"
            case tree.Both(every, conditions):
                return "(" + (" and " if every else " or ").join(self.condition(one) for one in conditions) + ")"
            case tree.Not(of):
                return f"(not {self.condition(of)})"


def _by_precedence(parts: tuple[Segment, ...], bit_of: Mapping[int, int]) -> list[tuple[int, int]]:
    """Segments as (first ordinal, bits), with the rows' bits in order of precedence."""
    return [(part.span.low, sum(1 << bit for row, bit in bit_of.items() if part.rows >> row & 1)) for part in parts]


def _dictionary(domain: Domain, parts: list[tuple[int, int]]) -> dict[Value, int]:
    ends = [low for low, _ in parts[1:]] + [domain.high + 1]
    return {
        domain.value(ordinal): rows for (low, rows), end in zip(parts, ends, strict=True) for ordinal in range(low, end)
    }


def _least(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"min({', '.join(parts)})"


def _quotient(rounding: tree.Rounding, above: str, below: str) -> str:
    if rounding is tree.Rounding.FLOOR:
        return f"({above} // {below})"
    if rounding is tree.Rounding.CEILING:
        return f"(-(-{above} // {below}))"
    return f"((2 * {above} + {below}) // (2 * {below}))"
