"""Closed, typed domains. Each value has an ordinal, a whole number, so that every cell is a set of integer spans."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = int | str | bool | date
"""What a fact, an input or an output may be."""


class Kind(StrEnum):
    """How the values of a domain are written."""

    INTEGER = "integer"
    ENUMERATION = "enumeration"
    BOOLEAN = "boolean"
    DATE = "date"
    RATIO = "ratio"


class FactOutside(ValueError):
    """A fact must be of its declared type and within its declared domain."""

    code = "fact-outside"

    def __init__(self, name: str, value: object, domain: "Domain") -> None:
        super().__init__(f"The fact '{name}' is {value!r}, but it must be {domain.describe()}.")
        self.name = name


class FactMissing(LookupError):
    """A decision needs every fact that its policy declares."""

    code = "fact-missing"

    def __init__(self, name: str, domain: "Domain") -> None:
        super().__init__(f"The fact '{name}' is missing. Give {domain.describe()}.")
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """All values that a column, fact or output can have. `low` and `high` are ordinals, both within.

    The ordinal of an integer is itself, of a date its day number, of false and true 0 and 1, of an enumeration's
    value its place in `values`. A ratio is never computed: a ratio of exactly t (in `unit`) has the ordinal 2t, one
    strictly between t and t + 1 has 2t + 1, which integers decide by cross-multiplication.
    `saturates`: a value beyond an end counts as that end, instead of being refused (integers and ratios only).
    """

    kind: Kind
    low: int
    high: int
    unit: str | None = None
    values: tuple[str, ...] = ()
    saturates: bool = False

    def ordinal(self, name: str, value: object) -> int:
        """Return the ordinal of `value`, which the fact `name` has; raise FactOutside if it is none of this domain."""
        ordinal = self.place(value)
        if ordinal is None:
            raise FactOutside(name, value, self)
        return self.clipped(name, ordinal)

    def clipped(self, name: str, ordinal: int) -> int:
        """Return `ordinal`, or the end that it lies beyond if the domain saturates; else raise FactOutside."""
        if self.saturates:
            return min(max(ordinal, self.low), self.high)
        if not self.low <= ordinal <= self.high:
            raise FactOutside(name, self.show(ordinal), self)
        return ordinal

    def value(self, ordinal: int) -> Value:
        """Return the value at `ordinal`; for a ratio the whole number at or below it."""
        match self.kind:
            case Kind.ENUMERATION:
                return self.values[ordinal]
            case Kind.BOOLEAN:
                return bool(ordinal)
            case Kind.DATE:
                return date.fromordinal(max(1, ordinal))
            case Kind.RATIO:
                return ordinal // 2
            case _:
                return ordinal

    def show(self, ordinal: int) -> str:
        """Return the value at `ordinal` as a person reads it."""
        if self.kind is Kind.RATIO and ordinal % 2:
            return f"between {ordinal // 2} and {ordinal // 2 + 1}"
        return show(self.value(ordinal))

    def describe(self) -> str:
        """Return what a value must be, as the end of a sentence."""
        match self.kind:
            case Kind.ENUMERATION:
                return "one of " + ", ".join(f'"{value}"' for value in self.values)
            case Kind.BOOLEAN:
                return "true or false"
            case Kind.DATE:
                return f"a date from {self.show(self.low)} to {self.show(self.high)}"
            case _:
                return f"a whole number of {self.unit} from {self.show(self.low)} to {self.show(self.high)}"

    def place(self, value: object) -> int | None:
        """Return where `value` stands, within the domain or beyond; None if it is of another type."""
        match self.kind:
            case Kind.ENUMERATION:
                return self.values.index(value) if isinstance(value, str) and value in self.values else None
            case Kind.BOOLEAN:
                return int(value) if isinstance(value, bool) else None
            case Kind.DATE:
                return value.toordinal() if type(value) is date else None
            case _:
                return value if type(value) is int else None


def show(value: Value) -> str:
    """Return a value as S-FEEL and people write it: true, 2026-01-31, A, 12."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def ratio_ordinal(numerator: int, denominator: int, *, scale: int) -> int:
    """Return the ordinal of numerator × scale ÷ denominator, exactly: 2t if it is the whole t, 2t + 1 just above t.

    `denominator` must be positive.
    """
    whole, rest = divmod(numerator * scale, denominator)
    return 2 * whole + (1 if rest else 0)
