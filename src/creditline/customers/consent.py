"""What a customer has agreed to, for which purpose, from when until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Consent to one purpose (`credit_report`, `financial_data`, …), until it is withdrawn."""

    id: str
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it stands at the instant `at`."""
        return self.given_at <= at and (self.withdrawn_at is None or at < self.withdrawn_at)


def consents_to(consents: Iterable[Consent], purpose: str, at: datetime) -> bool:
    """Whether a consent to `purpose` stands at `at`."""
    return any(consent.purpose == purpose and consent.in_force(at) for consent in consents)
