"""A feature's declaration, and what may not be declared."""

from dataclasses import dataclass
from enum import StrEnum

from creditline.features.aggregates import MAY_BE_UNKNOWN, WINDOWS, YEAR_DAYS, Aggregate, Kept, Since, looks_back_days
from creditline.features.forbidden import forbidding_rule
from creditline.features.measures import Effect

OLDEST_DAYS = 5 * 365


class Direction(StrEnum):
    """Which way a feature may cost points. UNSIGNED: it may do so either way, or is not scored at all."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    UNSIGNED = "unsigned"


class Unit(StrEnum):
    """What a value counts: parts of 10,000, days, periods of 30 days, minor units, things."""

    BPS = "bps"
    DAYS = "days"
    MONTHS = "months"
    MINOR = "minor"
    COUNT = "count"


class Missing(StrEnum):
    """What stands where there is nothing to measure.

    0; all of it (10,000); the time since the line was opened; or nothing (None).
    """

    ZERO = "zero"
    FULL = "full"
    SINCE_OPENING = "since_opening"
    UNKNOWN = "unknown"


class FeatureForbidden(ValueError):
    """A feature may not be made of what a rule forbids."""

    code = "feature-forbidden"

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"The feature '{name}' is forbidden by rule {rule}. Leave it out.")
        self.rule = rule


class RepaymentPunished(ValueError):
    """Own repayments' time, size and number never point the bad way."""

    code = "repayment-punished"
    rule = "PROMISE"

    def __init__(self, name: str, moved: Effect, direction: Direction) -> None:
        super().__init__(
            f"A repayment can move '{name}' {_WAYS[moved]}, and the feature is declared '{direction}': repaying could "
            "cost points. Turn the direction round, or declare it as not scored."
        )


_WAYS = {Effect.UP: "up", Effect.DOWN: "down", Effect.EITHER: "either way", Effect.NONE: "not at all"}


class WindowNotOffered(ValueError):
    """A feature looks back over one of the windows that its state keeps."""

    code = "window-not-offered"

    def __init__(self, name: str, days: int) -> None:
        offered = ", ".join(map(str, WINDOWS))
        super().__init__(
            f"The feature '{name}' looks back {days} days. The windows are {offered} days; two of them, for a trend, "
            "must fit into a year."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature, declared once. Declaring one that is forbidden, or that could punish a repayment, raises.

    name: snake_case, with the window at its end. direction: which way it may cost points.
    scored: whether a scorecard may use it; others are shown, watched and used for flags only.
    actionable: whether the borrower can change it by something that is theirs to do.
    business: only known for businesses. zh, en: its words, as a noun phrase.
    Raises FeatureForbidden, RepaymentPunished, WindowNotOffered.
    """

    name: str
    aggregate: Aggregate
    direction: Direction
    unit: Unit
    actionable: bool
    zh: str
    en: str
    scored: bool = True
    business: bool = False

    def __post_init__(self) -> None:
        """Refuse what may not be declared."""
        rule = forbidding_rule(self.name, self.zh, self.en)
        days = getattr(self.aggregate, "days", WINDOWS[0])
        if rule is None and days > OLDEST_DAYS:
            rule = "CN-21"
        if rule:
            raise FeatureForbidden(self.name, rule)
        if days not in WINDOWS or looks_back_days(self.aggregate) > YEAR_DAYS:
            raise WindowNotOffered(self.name, days)
        if self.scored and not self._keeps_promise:
            raise RepaymentPunished(self.name, self.moved_by_repayment, self.direction)

    @property
    def moved_by_repayment(self) -> Effect:
        """How one more repayment may move it, then and on any later day."""
        return self.aggregate.moved

    @property
    def missing(self) -> Missing:
        """What stands where there is nothing to measure. A repayment never turns a known value into none."""
        if isinstance(self.aggregate, Since):
            return Missing.SINCE_OPENING
        if isinstance(self.aggregate, Kept):
            return Missing.FULL
        return Missing.UNKNOWN if isinstance(self.aggregate, MAY_BE_UNKNOWN) else Missing.ZERO

    @property
    def _keeps_promise(self) -> bool:
        return self.moved_by_repayment is Effect.NONE or _SAFE.get(self.moved_by_repayment) is self.direction


_SAFE = {Effect.UP: Direction.HIGHER_IS_BETTER, Effect.DOWN: Direction.LOWER_IS_BETTER}
