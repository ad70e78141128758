"""A lender that takes part in lines, and how much of its money stands in them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A lender. `own`: it is the one who keeps this book; the others are its partners.

    cap_minor: the most that may stand in all lines together, or None. exposure_minor: what stands now.
    beside_minor: of a partner, the lender's own money in lines that the partner funds too.
    withdraws_at: from when on it funds nothing new, and why; None while it does.
    One participant stands for a partner and its affiliates.
    """

    id: str
    name: str
    currency: str
    own: bool = False
    cap_minor: int | None = None
    exposure_minor: int = 0
    beside_minor: int = 0
    withdraws_at: datetime | None = None
    withdraws_because: str | None = None

    def funds(self, at: datetime) -> bool:
        """Whether it takes part in what is drawn at `at`."""
        return self.withdraws_at is None or at < self.withdraws_at
