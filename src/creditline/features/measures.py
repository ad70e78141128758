"""What is measured: flows that add up, levels that hold, dates that are remembered, facts that are attested.

Each says how a repayment moves it, at its own instant and as seen from any later day, all else unchanged. From that
follows how it moves a feature (`aggregates`), and so what a feature may be used for (`feature`).
"""

from dataclasses import dataclass
from enum import StrEnum

from creditline.features.observation import Kind
from creditline.lines.payer import Payer

BPS = 10_000
FULLEST_BPS = 20_000
"""Utilisation is counted up to 200 %: what is drawn on a line whose limit is 0 or undecided counts as that."""


class Effect(StrEnum):
    """How one more repayment may move a value. EITHER: up in some histories, down in others."""

    NONE = "none"
    UP = "up"
    DOWN = "down"
    EITHER = "either"

    @property
    def turned(self) -> "Effect":
        """The effect on the value with its sign turned."""
        return {Effect.UP: Effect.DOWN, Effect.DOWN: Effect.UP}.get(self, self)

    def joined(self, other: "Effect") -> "Effect":
        """The effect on a value that rises with both."""
        if Effect.NONE in {self, other} or self is other:
            return other if self is Effect.NONE else self
        return Effect.EITHER


class Value(StrEnum):
    """What number is taken from an observation; the SQL of each stands in store.feature_sql."""

    ONE = "one"
    AMOUNT = "amount"
    PART = "part"
    SHORT_BPS = "short_bps"
    NOT_IN_FULL = "not_in_full"
    MISSED = "missed"
    DAYS_EARLY = "days_early"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A number that observations of some kinds add to, day by day. `payers` None: whoever paid."""

    name: str
    kinds: tuple[Kind, ...]
    value: Value
    moved: Effect
    payers: tuple[Payer, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A number that holds from the end of a day to the end of the day before the next change."""

    name: str
    moved: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last day on which one of `kinds` was observed. to_zero: only if nothing was drawn after it."""

    name: str
    kinds: tuple[Kind, ...]
    moved: Effect
    to_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The latest attested value of a kind, for as long as it may be used."""

    name: str
    kind: Kind


_DRAWS = (Kind.CASH_DRAW, Kind.PURCHASE)
_REPAID = (Kind.REPAYMENT,)

DRAWN = Flow(name="drawn", kinds=_DRAWS, value=Value.AMOUNT, moved=Effect.NONE)
DRAWS = Flow(name="draws", kinds=_DRAWS, value=Value.ONE, moved=Effect.NONE)
CASH = Flow(name="cash", kinds=(Kind.CASH_DRAW,), value=Value.AMOUNT, moved=Effect.NONE)
DECLINES = Flow(name="declines", kinds=(Kind.DECLINED,), value=Value.ONE, moved=Effect.DOWN)
REPAYMENTS = Flow(name="repayments", kinds=_REPAID, value=Value.ONE, moved=Effect.UP)
REPAID = Flow(name="repaid", kinds=_REPAID, value=Value.AMOUNT, moved=Effect.UP)
FROM_LINKED = Flow(name="from_linked", kinds=_REPAID, payers=(Payer.LINKED,), value=Value.AMOUNT, moved=Effect.UP)
FROM_THIRD = Flow(name="from_third", kinds=_REPAID, payers=(Payer.THIRD_PARTY,), value=Value.AMOUNT, moved=Effect.UP)
RETURNS = Flow(name="returns", kinds=(Kind.RETURNED,), value=Value.ONE, moved=Effect.NONE)
SHORT = Flow(name="short", kinds=(Kind.DUE,), value=Value.SHORT_BPS, moved=Effect.DOWN)
NOT_IN_FULL = Flow(name="not_in_full", kinds=(Kind.DUE,), value=Value.NOT_IN_FULL, moved=Effect.DOWN)
MISSED = Flow(name="missed", kinds=(Kind.DUE,), value=Value.MISSED, moved=Effect.DOWN)
EARLY = Flow(name="early", kinds=_REPAID, value=Value.DAYS_EARLY, moved=Effect.EITHER)
AHEAD = Flow(name="ahead", kinds=_REPAID, value=Value.AHEAD, moved=Effect.EITHER)
REVENUE = Flow(name="revenue", kinds=(Kind.REVENUE,), value=Value.AMOUNT, moved=Effect.NONE)
LARGEST = Flow(name="largest", kinds=(Kind.REVENUE,), value=Value.PART, moved=Effect.NONE)

FLOWS = (
    DRAWN, DRAWS, CASH, DECLINES, REPAYMENTS, REPAID, FROM_LINKED, FROM_THIRD,
    RETURNS, SHORT, NOT_IN_FULL, MISSED, EARLY, AHEAD, REVENUE, LARGEST,
)  # fmt: skip

UTILISATION = Level(name="utilisation", moved=Effect.DOWN)
OVERDUE = Level(name="overdue", moved=Effect.DOWN)
LEVELS = (UTILISATION, OVERDUE)

LAST_DRAW = Mark(name="last_draw", kinds=_DRAWS, moved=Effect.NONE)
LAST_USE = Mark(name="last_use", kinds=(*_DRAWS, *_REPAID), moved=Effect.UP)
LAST_CLEARED = Mark(name="last_cleared", kinds=_REPAID, moved=Effect.UP, to_zero=True)
MARKS = (LAST_DRAW, LAST_USE, LAST_CLEARED)

INCOME = Fact(name="income", kind=Kind.INCOME)
ASSETS = Fact(name="assets", kind=Kind.ASSETS)
EXTERNAL_DEBT = Fact(name="external_debt", kind=Kind.EXTERNAL_DEBT)
INQUIRIES = Fact(name="inquiries", kind=Kind.INQUIRIES)
FACTS = (INCOME, ASSETS, EXTERNAL_DEBT, INQUIRIES)


def utilisation_bps(drawn_minor: int, limit_minor: int | None) -> int:
    """Return how much of the limit is drawn, up to FULLEST_BPS; nothing drawn is 0 whatever the limit."""
    if drawn_minor == 0:
        return 0
    return min(FULLEST_BPS, drawn_minor * BPS // limit_minor) if limit_minor else FULLEST_BPS
