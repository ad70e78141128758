"""What is wrong with a policy folder: every fault has a kind, file, row, column, sentence and mend."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What can be wrong. Each has a heading in docs/reference/policy-language.md."""

    UNREADABLE = "unreadable"
    KEY_UNKNOWN = "key-unknown"
    KEY_MISSING = "key-missing"
    TYPE_WRONG = "type-wrong"
    NAME_MALFORMED = "name-malformed"
    NAME_UNKNOWN = "name-unknown"
    NAME_TWICE = "name-twice"
    DOMAIN_EMPTY = "domain-empty"
    CELL_MALFORMED = "cell-malformed"
    CELL_OUTSIDE_LANGUAGE = "cell-outside-language"
    CELL_MEANINGLESS = "cell-meaningless"
    CELL_COVERS_ALL = "cell-covers-all"
    CELL_NEVER_TRUE = "cell-never-true"
    VALUE_OUTSIDE = "value-outside"
    ROW_SHAPE = "row-shape"
    ROW_DEAD = "row-dead"
    ROWS_OVERLAP = "rows-overlap"
    GAP = "gap"
    TEXT_MISSING = "text-missing"
    TEXT_DIFFERS = "text-differs"
    UNIT_MISMATCH = "unit-mismatch"
    FORMULA_MALFORMED = "formula-malformed"
    DIVISOR = "divisor"
    TOO_WIDE = "too-wide"
    PARAMETER_UNDATED = "parameter-undated"
    CASE_FACT = "case-fact"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and what to do. `row` and `column` are empty where they mean nothing."""

    kind: FaultKind
    file: str
    row: str
    column: str
    sentence: str
    mend: str

    @property
    def place(self) -> str:
        """Return file, row and column for a person."""
        parts = [self.file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as JSON takes it."""
        return asdict(self)

    def __str__(self) -> str:
        """Return place, sentence and mend, for a person."""
        return f"{self.place}: {self.sentence} {self.mend}"


class PolicyRefused(ValueError):
    """A policy must be free of faults; this names all that were found."""

    code = "policy-refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        listed = "\n".join(f"  {fault}" for fault in faults)
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        super().__init__(f"The policy has {count}:\n{listed}")
        self.faults = tuple(faults)


class Wrong(ValueError):
    """Something is wrong here; whoever knows the place turns it into a Fault."""

    def __init__(self, kind: FaultKind, sentence: str, mend: str, *, row: str = "", column: str = "") -> None:
        super().__init__(sentence)
        self.kind, self.sentence, self.mend = kind, sentence, mend
        self.row, self.column = row, column


@dataclass(slots=True)
class Faults:
    """The faults found so far, and the place where one looks now."""

    found: list[Fault] = field(default_factory=list)
    file: str = ""

    @contextmanager
    def at(self, row: str = "", column: str = "") -> Iterator[None]:
        """Note what is raised as Wrong inside, and go on after it."""
        try:
            yield
        except Wrong as wrong:
            self.note(wrong, row, column)

    def note(self, wrong: Wrong, row: str = "", column: str = "") -> None:
        """Add a fault at the present file."""
        place = (self.file, wrong.row or row, wrong.column or column)
        self.found.append(Fault(wrong.kind, *place, wrong.sentence, wrong.mend))

    def raise_any(self) -> None:
        """Raise PolicyRefused if there are faults."""
        if self.found:
            raise PolicyRefused(self.found)
