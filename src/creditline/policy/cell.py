"""A cell of a decision table: S-FEEL text, lowered to the spans of ordinals for which it is true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from creditline.policy.domain import Domain, Kind
from creditline.policy.feel.nodes import Call, Interval, Literal, Negated, Node
from creditline.policy.feel.parse import parse_unary_tests

Constant = Decimal | str | bool | date
"""What a cell may compare with."""


class CellMeaningless(ValueError):
    """A cell must compare with constants of its column's domain."""

    code = "cell-meaningless"


class Span(NamedTuple):
    """Ordinals from `low` to `high`, both within."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The text as written, and the disjoint ascending spans of the column's ordinals that it admits.

    `tests` is how many tests the text lists; 0 is `-`.
    """

    text: str
    spans: tuple[Span, ...]
    tests: int

    def admits(self, ordinal: int) -> bool:
        """Whether the cell is true at this ordinal."""
        return any(span.low <= ordinal <= span.high for span in self.spans)


def read_cell(text: str, domain: Domain) -> Cell:
    """Parse `text` against the column's domain.

    Raises FeelMalformed, FeelUnsupported, CellMeaningless (a constant of another type, or outside the domain).
    """
    tests = parse_unary_tests(text)
    whole = Span(domain.low, domain.high)
    if not tests.tests:
        return Cell("-", (whole,), 0)
    spans = merge(span for test in tests.tests for span in _spans_of(test, domain))
    return Cell(text.strip(), _complement(spans, whole) if tests.negated else spans, len(tests.tests))


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same ordinals as disjoint ascending spans, none touching the next."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.low <= merged[-1].high + 1:
            merged[-1] = Span(merged[-1].low, max(merged[-1].high, span.high))
        else:
            merged.append(span)
    return tuple(merged)


def write_cell(cell: Cell, domain: Domain) -> str:
    """Return the spans as S-FEEL in its shortest form; reading it gives the same spans."""
    if cell.spans == (Span(domain.low, domain.high),):
        return "-"
    return ", ".join(_write_span(span, domain) for span in cell.spans)


def constant(node: Node, domain: Domain) -> int:
    """Return the ordinal of a constant of the cell; raise CellMeaningless if it is none of the domain."""
    value = _value(node)
    ordinal = _ordinal(value, domain)
    if ordinal is None or not domain.low <= ordinal <= domain.high:
        said = "an expression" if value is None else f"'{value}'"
        raise CellMeaningless(f"{said} is not {domain.describe()}")
    return ordinal


def _spans_of(test: Interval | Node, domain: Domain) -> tuple[Span, ...]:
    if not isinstance(test, Interval):
        ordinal = constant(test, domain)
        return (Span(ordinal, ordinal),)
    if domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
        raise CellMeaningless(f"values of this column have no order; name them one by one: {domain.describe()}")
    low = domain.low if test.low is None else constant(test.low, domain)
    high = domain.high if test.high is None else constant(test.high, domain)
    if low > high:
        raise CellMeaningless("the lower end of the interval is above its upper end")
    span = Span(low + (0 if test.low_in else 1), high - (0 if test.high_in else 1))
    return (span,) if span.low <= span.high else ()


def _complement(spans: tuple[Span, ...], whole: Span) -> tuple[Span, ...]:
    left, at = [], whole.low
    for span in spans:
        if span.low > at:
            left.append(Span(at, span.low - 1))
        at = span.high + 1
    return (*left, Span(at, whole.high)) if at <= whole.high else tuple(left)


def _value(node: Node) -> Constant | None:
    match node:
        case Literal(value):
            return value
        case Negated(Literal(Decimal() as value)):
            return -value
        case Call("date", (Literal(str() as text),)):
            return _date(text)
        case _:
            return None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CellMeaningless(f"'{text}' is no date; write date(\"2026-01-31\")") from error


def _ordinal(value: Constant | None, domain: Domain) -> int | None:
    if isinstance(value, Decimal):
        if domain.kind not in {Kind.INTEGER, Kind.RATIO} or value != value.to_integral_value():
            return None
        return int(value) * (2 if domain.kind is Kind.RATIO else 1)
    if value is None or domain.kind in {Kind.INTEGER, Kind.RATIO}:
        return None
    return domain.place(value)


def _write_span(span: Span, domain: Domain) -> str:
    if domain.kind in {Kind.ENUMERATION, Kind.BOOLEAN}:
        return ", ".join(write_constant(ordinal, domain) for ordinal in range(span.low, span.high + 1))
    low, low_in = _end(span.low, domain, up=False)
    high, high_in = _end(span.high, domain, up=True)
    if span.low == span.high and low_in:
        return write_constant(low, domain)
    if span.low == domain.low:
        return f"{'<=' if high_in else '<'} {write_constant(high, domain)}"
    if span.high == domain.high:
        return f"{'>=' if low_in else '>'} {write_constant(low, domain)}"
    opening, closing = "[" if low_in else "(", "]" if high_in else ")"
    return f"{opening}{write_constant(low, domain)}..{write_constant(high, domain)}{closing}"


def _end(ordinal: int, domain: Domain, *, up: bool) -> tuple[int, bool]:
    """The constant that writes this end, and whether it is within: a ratio's odd ordinals lie just off a constant."""
    if domain.kind is not Kind.RATIO or ordinal % 2 == 0:
        return ordinal, True
    return ordinal + (1 if up else -1), False


def write_constant(ordinal: int, domain: Domain) -> str:
    """Return the constant at `ordinal` as S-FEEL writes it."""
    shown = domain.show(ordinal)
    if domain.kind is Kind.ENUMERATION:
        return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f'date("{shown}")' if domain.kind is Kind.DATE else shown
