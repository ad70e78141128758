"""What brings a decision about."""

from enum import StrEnum


class Trigger(StrEnum):
    """Why a line is decided now. A repayment never lowers a limit, whatever else is true at that instant."""

    OPENED = "opened"
    REPAYMENT = "repayment"
    DRAW = "draw"
    REQUEST = "request"
    OFFER_ACCEPTED = "offer_accepted"
    EVIDENCE = "evidence"
    TIME = "time"
    LAW_CHANGED = "law_changed"
    POLICY_CHANGED = "policy_changed"
    FLAG = "flag"
    APPEAL = "appeal"
    REVIEW = "review"

    @property
    def asked_for(self) -> bool:
        """Whether the borrower asked, or brought what the rise rests on: then a rise is no offer but an answer."""
        return self in _ASKED_FOR


_ASKED_FOR = frozenset({Trigger.OPENED, Trigger.REQUEST, Trigger.OFFER_ACCEPTED, Trigger.EVIDENCE, Trigger.APPEAL})
