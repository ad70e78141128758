"""Refusals in words: what a person can do about each outcome."""

from creditline.lines.outcome import Outcome

REFUSAL_TEXTS: dict[Outcome, str] = {
    Outcome.LINE_CLOSED: "The line is closed. It can be repaid, and a credit balance paid out; it gives no credit.",
    Outcome.LINE_CHARGED_OFF: "The line was charged off. It can be repaid; it gives no credit again.",
    Outcome.LINE_FROZEN: "The line is frozen. It can be repaid; it gives credit again once it is unfrozen.",
    Outcome.LINE_NOT_FROZEN: "The line is not frozen, so there is nothing to unfreeze.",
    Outcome.LINE_EXPIRED: "The line's term has ended. It can be repaid, not drawn.",
    Outcome.NO_LIMIT: "No limit has been decided for this line yet, so nothing can be drawn.",
    Outcome.OVER_AVAILABLE: "The amount is more than what is available on the line.",
    Outcome.OVER_PRICE_CAP: "With its fees this draw would cost more a year than the law allows.",
    Outcome.HOLD_NOT_OPEN: "There is no open hold with this id on the line: it was captured, voided or has expired.",
    Outcome.OVER_HOLD: "The amount is more than the hold set aside.",
    Outcome.HOLDS_OPEN: "The line has open holds. Capture or void them before closing it.",
    Outcome.OVER_CREDIT: "The amount is more than the credit balance of the line.",
    Outcome.EVENT_UNKNOWN: "The line has no event with this id.",
    Outcome.NOT_REVERSIBLE: "Events of this kind, and refused ones, cannot be reversed.",
    Outcome.ALREADY_REVERSED: "This event has been reversed already.",
    Outcome.PLAN_RUNS: "A pause is running on the line. Wait for its end.",
    Outcome.NOTHING_OWED: "Nothing that this could be about is owed on the line.",
    Outcome.NOT_PAST_DUE: "Nothing on the line is past due.",
}
