"""A rule of law and its clauses. A clause says from when to when it is valid, and from when it was known."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from creditline.law.condition import Condition
from creditline.law.terms import Terms


class Verified(StrEnum):
    """How the text of a rule was read."""

    PRIMARY = "P"
    SECONDARY = "S"
    MEMORY = "M"


class Status(StrEnum):
    """What a rule is today. Only rules in force bind; what the others say can be asked in a what-if."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What a rule does. Its clauses carry the terms of this kind (`law.terms`)."""

    CAP = "cap"
    RATE_CAP = "rate_cap"
    RATIO = "ratio"
    DEADLINE = "deadline"
    NOTICE = "notice"
    GATE = "gate"
    FORBIDDEN_FEATURE = "forbidden_feature"
    RETENTION = "retention"
    RECORD = "record"
    CAPITAL = "capital"
    DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule stands: the instrument with its article, and the page on which we read it."""

    instrument: str
    read_in: str
    read_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One bound of a rule: valid for valid_from ≤ business date < valid_to, known for known_from ≤ instant < known_to.

    A clause whose end becomes known later is replaced: the old one gets `known_to`, and a new one with the end gets
    the same instant as `known_from`. Nothing that was known is ever overwritten.
    """

    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    when: Condition
    terms: Terms

    def is_valid(self, on: date) -> bool:
        """Whether the clause counts on the business date `on`."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def is_known(self, at: datetime) -> bool:
        """Whether we knew of the clause at the instant `at`."""
        return self.known_from <= at and (self.known_to is None or at < self.known_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its id (CN-01), title in two languages, source, and the clauses that say what it demands."""

    id: str
    kind: Kind
    title: str
    title_zh: str
    verified: Verified
    status: Status
    source: Source
    clauses: tuple[Clause, ...]

    @property
    def binds(self) -> bool:
        """Whether the rule may bind at all: in force by its status, and read somewhere other than from memory."""
        return self.status is Status.IN_FORCE and self.verified is not Verified.MEMORY


@dataclass(frozen=True, slots=True)
class Provision:
    """A clause in force, with the rule it belongs to."""

    rule: Rule
    clause: Clause
