"""What the API answers, as values. Fields that a newer server adds are ignored; amounts are exact decimals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

Item = TypeVar("Item")


class Line(Struct, frozen=True, kw_only=True):
    """A line as it stands, in units of `currency`. limit None: none has been decided; that is not zero."""

    id: str
    name: str
    status: str
    currency: str
    limit: Decimal | None
    available: Decimal
    owed: Decimal
    principal: Decimal
    interest: Decimal
    fees: Decimal
    held: Decimal
    over_limit: Decimal
    credit_balance: Decimal
    rate_bps: int
    day_count: str
    zone: str
    opened_on: date
    expires_on: date | None = None
    version: int


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened on a line, with the line after it. `declined` says whether a draw was not given.

    detail: what this kind of event says of its own.
    """

    id: str
    kind: str
    line_id: str
    version: int
    status: str
    decline_code: str | None = None
    amount: Decimal
    currency: str
    effective_at: datetime
    booked_at: datetime
    reason: str | None = None
    refers_to: str | None = None
    limit_before: Decimal | None = None
    forced: bool = False
    detail: dict[str, Any] | None = None
    line: Line

    @property
    def declined(self) -> bool:
        """Whether the line could not give what was asked; `decline_code` says why."""
        return self.status == "declined"


class Entry(Struct, frozen=True, kw_only=True):
    """One leg of an event in the book: debit positive."""

    event_id: str
    leg: int
    account: str
    amount: Decimal
    previous: Decimal | None = None
    current: Decimal | None = None
    currency: str
    effective_at: datetime
    booked_at: datetime


class Advanced(Struct, frozen=True, kw_only=True):
    """What moving a sandbox's clock did: from when to when, how many lines were visited and events booked."""

    before: datetime
    now: datetime
    lines: int
    events: int


class Clock(Struct, frozen=True, kw_only=True):
    """A sandbox's time."""

    now: datetime


class FieldProblem(Struct, frozen=True, kw_only=True):
    """One field that cannot be used: a JSON pointer into the body, or the name of a header or parameter."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True):
    """A problem as RFC 9457 has it, and what to do about it (`advice`)."""

    type: str = "about:blank"
    title: str = ""
    status: int
    detail: str
    instance: str = ""
    code: str = "http-error"
    request_id: str | None = None
    advice: str = "contact_lender"
    user_message: str | None = None
    errors: list[FieldProblem] = []
    event_id: str | None = None


class Repayment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of a file of repayments. `key` must be new for each, and the same when the file is sent again.

    rail: what it came by; left out on a line with a product, it counts as final. payer: own, linked or third_party.
    """

    key: str
    line_id: str
    amount: str
    currency: str
    effective_at: datetime | None = None
    rail: str | None = None
    payer: str | None = None
    payer_account: str | None = None


class BulkOutcome(Struct, frozen=True, kw_only=True):
    """What became of one row: an event, or a problem. `row` counts from 1 within the whole file."""

    row: int
    status: int
    key: str | None = None
    replayed: bool = False
    event: Event | None = None
    problem: Problem | None = None


class AttestedFact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody vouches for: income, assets, external_debt, inquiries or revenue, of the day `on`.

    amount, and of inquiries count: None takes the fact back. part: of a month's revenue, what the largest customer
    brought. consent: external_debt and inquiries need one.
    """

    kind: str
    on: date
    source: str
    amount: str | UnsetType | None = UNSET
    count: int | UnsetType | None = UNSET
    part: str | None = None
    until: date | None = None
    consent: str | None = None


class Page(Struct, Generic[Item], frozen=True):
    """A page of a list, and where the next one starts."""

    data: list[Item]
    next_cursor: str | None = None
