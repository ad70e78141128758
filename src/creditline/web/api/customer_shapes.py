"""What goes over the wire about customers: requests and answers. Money is a decimal string with its currency."""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from creditline.customers.consent import Consent
from creditline.customers.customer import Customer, Kind, Scale
from creditline.customers.evidence import Evidence, EvidenceKind
from creditline.customers.exposure import LineExposure, used_minor
from creditline.money.amount import format_minor
from creditline.store.customers import LinkedAccount, RelatedParty
from creditline.web import patterns
from creditline.web.api.shapes import Amount, Currency, Instant, LineId

CustomerId = Annotated[str, Meta(pattern=patterns.CUSTOMER_ID, examples=["cus_corner_shop"])]
Word = Annotated[str, Meta(pattern=patterns.NAME, examples=["retail"])]
FullName = Annotated[str, Meta(min_length=1, max_length=120, pattern=patterns.TEXT, examples=["Corner shop"])]


class CustomerRequest(Struct, forbid_unknown_fields=True):
    """A customer to register. A person has a birth_date, a business has none; limit: what all its lines may come to."""

    name: FullName
    kind: Kind
    currency: Currency
    birth_date: date | None = None
    segment: Word | None = None
    industry: Word | None = None
    scale: Scale | None = None
    limit: Amount | None = None
    id: CustomerId | None = None


class EvidenceRequest(Struct, forbid_unknown_fields=True):
    """A paper: what it shows, whether somebody verified it, and the last day on which it counts."""

    kind: EvidenceKind
    amount: Amount
    currency: Currency
    issued_on: date
    valid_until: date
    verified: bool = False


class ConsentRequest(Struct, forbid_unknown_fields=True):
    """What the customer consents to."""

    purpose: Word


class LinkedAccountRequest(Struct, forbid_unknown_fields=True):
    """An account elsewhere: its kind and a name for people. Never send numbers that give access."""

    kind: Word
    name: FullName


class RelatedPartyRequest(Struct, forbid_unknown_fields=True):
    """Who the customer is related to, and what that one is to the customer."""

    related_id: CustomerId
    relation: Word


class CustomerLineRequest(Struct, forbid_unknown_fields=True):
    """The line that is the customer's."""

    line_id: LineId


class BoundRequest(Struct, forbid_unknown_fields=True):
    """A bound in this currency; null takes it away."""

    limit: Amount | None
    currency: Currency


class EvidenceAnswer(Struct):
    """A paper of a customer."""

    id: str
    kind: str
    amount: str
    currency: str
    verified: bool
    issued_on: date
    valid_until: date


class ConsentAnswer(Struct):
    """A consent of a customer; withdrawn_at null: it stands."""

    id: str
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None


class LinkedAccountAnswer(Struct):
    """An account that the customer linked."""

    id: str
    kind: str
    name: str
    linked_at: datetime


class RelatedPartyAnswer(Struct):
    """One relation: what `related_id` is to `customer_id`."""

    customer_id: str
    related_id: str
    relation: str
    since: datetime


class CustomerAnswer(Struct):
    """A customer; limit null: nothing of ours bounds its lines together. group_id null: no related party is known."""

    id: str
    name: str
    kind: str
    currency: str
    birth_date: date | None
    segment: str | None
    industry: str | None
    scale: str | None
    group_id: str | None
    limit: str | None


class CustomerDetail(CustomerAnswer, kw_only=True):
    """A customer with all that is known of it."""

    evidence: list[EvidenceAnswer]
    consents: list[ConsentAnswer]
    linked_accounts: list[LinkedAccountAnswer]
    related_parties: list[RelatedPartyAnswer]


class CustomerPage(Struct):
    """Customers, and the cursor of the next page; null at the end."""

    data: list[CustomerAnswer]
    next_cursor: str | None


class ExposedLine(Struct):
    """What stands in one line: principal and holds."""

    line_id: str
    customer_id: str
    used: str
    limit: str | None


class Exposure(Struct):
    """What stands in all lines of a customer or a group together, and what they may come to (null: unbounded)."""

    used: str
    limit: str | None
    currency: str
    lines: list[ExposedLine]


class TemporaryLimitRequest(Struct, forbid_unknown_fields=True):
    """A lower limit for a time; starts_at left out: from now. It ends by itself."""

    amount: Amount
    currency: Currency
    ends_at: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=patterns.TEXT, examples=["Abroad until May"])]
    starts_at: Instant | None = None


class TemporaryLimitAnswer(Struct):
    """A temporary limit of a line."""

    id: str
    amount: str
    currency: str
    starts_at: datetime
    ends_at: datetime
    reason: str


class TemporaryLimitList(Struct):
    """The temporary limits of a line, those that ended too, by their start."""

    data: list[TemporaryLimitAnswer]


class CeilingAnswer(Struct):
    """One bound of a line: the most that principal and holds may come to. binds: it is the one that counts."""

    name: str
    amount: str
    binds: bool
    reason: str
    until: datetime | None


class CeilingList(Struct):
    """All that bounds a line now; empty while it has no limit."""

    currency: str
    data: list[CeilingAnswer]


def customer_answer(customer: Customer) -> CustomerAnswer:
    """Describe a customer."""
    return CustomerAnswer(**_fields(customer))


def customer_detail(
    customer: Customer,
    evidence: list[Evidence],
    consents: list[Consent],
    accounts: list[LinkedAccount],
    related: list[RelatedParty],
) -> CustomerDetail:
    """Describe a customer with all that is known of it."""
    return CustomerDetail(
        **_fields(customer),
        evidence=[evidence_answer(paper) for paper in evidence],
        consents=[ConsentAnswer(one.id, one.purpose, one.given_at, one.withdrawn_at) for one in consents],
        linked_accounts=[LinkedAccountAnswer(one.id, one.kind, one.name, one.linked_at) for one in accounts],
        related_parties=[
            RelatedPartyAnswer(one.customer_id, one.related_id, one.relation, one.since) for one in related
        ],
    )


def evidence_answer(paper: Evidence) -> EvidenceAnswer:
    """Describe a paper."""
    return EvidenceAnswer(
        id=paper.id,
        kind=paper.kind.value,
        amount=format_minor(paper.amount_minor, paper.currency),
        currency=paper.currency,
        verified=paper.verified,
        issued_on=paper.issued_on,
        valid_until=paper.valid_until,
    )


def exposure_answer(lines: list[LineExposure], limit_minor: int | None, currency: str) -> Exposure:
    """Describe what stands in `lines`."""
    return Exposure(
        used=format_minor(used_minor(lines), currency),
        limit=optional(limit_minor, currency),
        currency=currency,
        lines=[
            ExposedLine(
                line_id=line.line_id,
                customer_id=line.customer_id,
                used=format_minor(line.used_minor, currency),
                limit=optional(line.limit_minor, currency),
            )
            for line in lines
        ],
    )


def optional(minor: int | None, currency: str) -> str | None:
    """Write an amount that may be missing."""
    return None if minor is None else format_minor(minor, currency)


def _fields(customer: Customer) -> dict[str, Any]:
    plain = ("id", "name", "currency", "birth_date", "segment", "industry", "group_id")
    return {
        **{name: getattr(customer, name) for name in plain},
        "kind": customer.kind.value,
        "scale": customer.scale.value if customer.scale else None,
        "limit": optional(customer.limit_minor, customer.currency),
    }
