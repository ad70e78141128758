"""What somebody vouches for about a borrower: a value that a line records and never works out itself."""

from datetime import date
from enum import StrEnum

from creditline.values import dataclass


class FactKind(StrEnum):
    """What a fact is about: a month's income, assets, all debt elsewhere, inquiries in 90 days, a month's revenue."""

    INCOME = "income"
    ASSETS = "assets"
    EXTERNAL_DEBT = "external_debt"
    INQUIRIES = "inquiries"
    REVENUE = "revenue"


NEEDS_CONSENT = frozenset({FactKind.EXTERNAL_DEBT, FactKind.INQUIRIES})
"""What is asked of others about the borrower; the table refuses it without a consent too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedFact:
    """A fact, of the day `on`: of a month's revenue, the month's last. Of one kind and day the last one told stands.

    amount_minor: of inquiries, their count; None takes the fact back. part_minor: of a month's revenue, what came from
    the largest customer. source: the document or service that says so. until: the last day on which it may be used.
    consent: the one under which it was got.
    """

    kind: FactKind
    amount_minor: int | None
    on: date
    source: str
    part_minor: int = 0
    until: date | None = None
    consent: str | None = None
