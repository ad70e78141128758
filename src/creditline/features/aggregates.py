"""How measures become a feature's value: pure data, compiled twice (`read` for one line, store.feature_sql for many).

A window of N days holds the business date asked for and the N−1 before it. All values are integers; a quotient is the
floor of the exact one. Each aggregate says how a repayment moves it, which follows from its measures.
"""

from dataclasses import dataclass
from typing import TypeAlias

from creditline.features.measures import BPS, Effect, Fact, Flow, Level, Mark

WINDOWS = (7, 30, 90, 180, 365)
YEAR_DAYS = 365
MONTH_DAYS = 30
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """What a flow added up to; 0 if nothing came."""

    flow: Flow
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.flow.moved


@dataclass(frozen=True, slots=True)
class Ratio:
    """`scale` times the sum of one flow over the sum of another; unknown if the other came to 0."""

    over: Flow
    of: Flow
    days: int
    scale: int = BPS

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.over.moved.joined(self.of.moved.turned)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of 10,000 parts when a flow, times `each`, is spread over the window's months; never below 0.

    Months are whole periods of 30 days on which the line was open, at least one. What is divided by depends on the
    calendar alone: a repayment that lets nothing fall due takes a due date away, and may not count for less.
    """

    flow: Flow
    days: int
    each: int = 1

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.flow.moved.turned


@dataclass(frozen=True, slots=True)
class PerLimit:
    """The sum of a flow in parts of 10,000 of the present limit; unknown without a limit above 0."""

    flow: Flow
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.flow.moved


@dataclass(frozen=True, slots=True)
class FlowTrend:
    """PerLimit of this window less PerLimit of the one before it; unknown without a limit above 0."""

    flow: Flow
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it: what raised it now lowers it when the window has moved on."""
        return Effect.NONE if self.flow.moved is Effect.NONE else Effect.EITHER


@dataclass(frozen=True, slots=True)
class Now:
    """A level at the end of the day asked for."""

    level: Level

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.level.moved


@dataclass(frozen=True, slots=True)
class Mean:
    """A level's mean over the days of the window on which the line was open."""

    level: Level
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.level.moved


@dataclass(frozen=True, slots=True)
class DaysAt:
    """The sum of a level over the days of the window: of a level that is 0 or 1, the days on which it was 1."""

    level: Level
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.level.moved


@dataclass(frozen=True, slots=True)
class Peak:
    """A level's highest value at the end of any day of the window."""

    level: Level
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.level.moved


@dataclass(frozen=True, slots=True)
class Trend:
    """A level's mean over the window less its mean over the window before; unknown if the line was not open then."""

    level: Level
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it: paying early lowers the older mean too, and so can raise the difference."""
        return Effect.NONE if self.level.moved is Effect.NONE else Effect.EITHER


@dataclass(frozen=True, slots=True)
class PastDue:
    """Days since the oldest due date not yet paid in full; 0 when all is paid."""

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.DOWN


@dataclass(frozen=True, slots=True)
class WorstPastDue:
    """The most days past due that were reached on any day of the window."""

    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.DOWN


@dataclass(frozen=True, slots=True)
class Since:
    """Time since a mark in whole periods of `unit_days`; since the line was opened if the mark never came."""

    mark: Mark
    unit_days: int = 1

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.mark.moved.turned


@dataclass(frozen=True, slots=True)
class Tenure:
    """Time since the line was opened in whole periods of 30 days."""

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.NONE


@dataclass(frozen=True, slots=True)
class Known:
    """An attested value; unknown if there is none that may be used."""

    fact: Fact

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.NONE


@dataclass(frozen=True, slots=True)
class Age:
    """Days since a fact was attested; unknown if there is none that may be used."""

    fact: Fact

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.NONE


@dataclass(frozen=True, slots=True)
class Burden:
    """Principal, and the debts in `plus`, in parts of 10,000 of `times` a fact; unknown if any of them is."""

    of: Fact
    times: int = 1
    plus: tuple[Fact, ...] = ()

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.DOWN


@dataclass(frozen=True, slots=True)
class DebtToFlow:
    """Principal in parts of 10,000 of a year's flow; unknown if nothing came in that year."""

    flow: Flow

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.DOWN.joined(self.flow.moved.turned)


@dataclass(frozen=True, slots=True)
class MonthlyMean:
    """A twelfth of a year's flow; unknown if nothing came in that year."""

    flow: Flow

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return self.flow.moved


@dataclass(frozen=True, slots=True)
class Fall:
    """By how many parts of 10,000 the window's flow stays behind the year's pace, 0 if it does not; else unknown."""

    flow: Flow
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it: new flow raises the window's share, old flow lowers it."""
        return Effect.NONE if self.flow.moved is Effect.NONE else Effect.EITHER


@dataclass(frozen=True, slots=True)
class Season:
    """Last year's flow in the `days` now to come, in parts of 10,000 of the year's pace; unknown without a flow."""

    flow: Flow
    days: int

    @property
    def moved(self) -> Effect:
        """How a repayment moves it."""
        return Effect.NONE if self.flow.moved is Effect.NONE else Effect.EITHER


Aggregate: TypeAlias = (
    Sum | Ratio | Kept | PerLimit | FlowTrend | Now | Mean | DaysAt | Peak | Trend | PastDue | WorstPastDue | Since
    | Tenure | Known | Age | Burden | DebtToFlow | MonthlyMean | Fall | Season
)  # fmt: skip

MAY_BE_UNKNOWN = (Ratio, PerLimit, FlowTrend, Trend, Known, Age, Burden, DebtToFlow, MonthlyMean, Fall, Season)

_OF_A_YEAR = (DebtToFlow, MonthlyMean, Fall, Season)
_OF_TWO_WINDOWS = (FlowTrend, Trend)


def looks_back_days(aggregate: Aggregate) -> int:
    """Return how many days of the past an aggregate needs; 0 for none."""
    if isinstance(aggregate, _OF_A_YEAR):
        return YEAR_DAYS
    days: int = getattr(aggregate, "days", 0)
    return 2 * days if isinstance(aggregate, _OF_TWO_WINDOWS) else days


def flows_of(aggregate: Aggregate) -> tuple[Flow, ...]:
    """Return the flows an aggregate adds up."""
    named = (getattr(aggregate, name, None) for name in ("flow", "over", "of"))
    return tuple(flow for flow in named if isinstance(flow, Flow))
