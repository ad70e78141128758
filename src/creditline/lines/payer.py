"""Whose account a repayment came from. Known to flags and to monitoring; no score may be lowered by it."""

from enum import StrEnum

from creditline.values import dataclass


class Payer(StrEnum):
    """The borrower's own account, one linked to the borrower's, or somebody else's."""

    OWN = "own"
    LINKED = "linked"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True)
class PaidFrom:
    """Who paid, and from which account as the lender names it (opaque to us); None where that is not told."""

    payer: Payer
    account: str | None = None
