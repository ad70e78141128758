"""How a command ended, in order of precedence: the first code that applies is the one recorded."""

from enum import StrEnum


class Outcome(StrEnum):
    """Outcome codes. All but ACCEPTED are refusals: recorded, answered, and nothing else changes.

    Where several apply the one listed first is given. Each has a heading in docs/reference/outcomes.md.
    """

    ACCEPTED = "accepted"
    LINE_CLOSED = "line_closed"
    LINE_CHARGED_OFF = "line_charged_off"
    LINE_FROZEN = "line_frozen"
    LINE_NOT_FROZEN = "line_not_frozen"
    LINE_EXPIRED = "line_expired"
    NO_LIMIT = "no_limit"
    OVER_AVAILABLE = "over_available"
    OVER_PRICE_CAP = "over_price_cap"
    HOLD_NOT_OPEN = "hold_not_open"
    OVER_HOLD = "over_hold"
    HOLDS_OPEN = "holds_open"
    OVER_CREDIT = "over_credit"
    EVENT_UNKNOWN = "event_unknown"
    NOT_REVERSIBLE = "not_reversible"
    ALREADY_REVERSED = "already_reversed"
    PLAN_RUNS = "plan_runs"
    NOTHING_OWED = "nothing_owed"
    NOT_PAST_DUE = "not_past_due"
