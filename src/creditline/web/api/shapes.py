"""What goes over the wire: requests and answers of the API. Money is a decimal string with its currency."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from creditline.dates.business_date import business_date
from creditline.ledger.entry import Entry
from creditline.lines.available import available_minor, over_limit_minor, owed_minor
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.lines.payer import PaidFrom, Payer
from creditline.lines.product import Method
from creditline.money.amount import format_minor
from creditline.money.day_count import DayCount
from creditline.web import patterns
from creditline.web.api.servicing_answers import detail_answer, servicing_state
from creditline.web.api.servicing_shapes import ServicingState

Amount = Annotated[
    str,
    Meta(
        pattern=patterns.AMOUNT,
        description="A decimal string with no more decimals than the currency has.",
        examples=["120.00"],
    ),
]
Currency = Annotated[str, Meta(pattern=patterns.CURRENCY, description="An ISO 4217 code.", examples=["CNY"])]
Reason = Annotated[str, Meta(min_length=3, max_length=500, pattern=patterns.TEXT, examples=["Annual review of income"])]
Instant = Annotated[datetime, Meta(tz=True, description="An instant with its offset; when it counts. Left out: now.")]
LineId = Annotated[str, Meta(pattern=patterns.LINE_ID, examples=["line_story_payday"])]


class AmountRequest(Struct, forbid_unknown_fields=True):
    """An amount to draw, repay, refund or charge."""

    amount: Amount
    currency: Currency
    effective_at: Instant | None = None


class DrawRequest(AmountRequest, kw_only=True, forbid_unknown_fields=True):
    """An amount to draw and, on a line with a product, how it is repaid; left out: as the product does first.

    guarantee_fee: a guarantor's fee for this draw, spread over its instalments.
    """

    method: Method | None = None
    periods: Annotated[int, Meta(ge=0, le=360)] | None = None
    guarantee_fee: Amount | None = None


class RepaymentRequest(AmountRequest, kw_only=True, forbid_unknown_fields=True):
    """An amount to repay and, on a line with a product, the rail it came by; left out: final.

    payer, payer_account: who pays, and your name for that account, if that is known.
    """

    rail: Annotated[str, Meta(min_length=1, max_length=30, pattern=patterns.TEXT, examples=["direct_debit"])] | None = (
        None
    )
    payer: Payer | None = None
    payer_account: Annotated[str, Meta(min_length=1, max_length=100, pattern=patterns.TEXT)] | None = None

    @property
    def paid_from(self) -> PaidFrom | None:
        """Who pays; None where that is not told. An account alone is the borrower's own."""
        if self.payer is None and self.payer_account is None:
            return None
        return PaidFrom(self.payer or Payer.OWN, self.payer_account)


class FeeRequest(AmountRequest, kw_only=True, forbid_unknown_fields=True):
    """A fee and what it is for."""

    reason: Reason


class HoldRequest(AmountRequest, kw_only=True, forbid_unknown_fields=True):
    """An amount to set aside, and until when (seven days if left out)."""

    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class ReversalRequest(Struct, forbid_unknown_fields=True):
    """The event to undo, by its id, and why."""

    event_id: Annotated[str, Meta(pattern=patterns.EVENT_ID, examples=["evt_story_payday_4"])]
    reason: Reason


class LimitRequest(Struct, forbid_unknown_fields=True):
    """The new limit (null: no limit is decided, nothing can be drawn) and why."""

    limit: Amount | None
    currency: Currency
    reason: Reason


class TransitionRequest(Struct, forbid_unknown_fields=True):
    """What the line shall become, and why."""

    to: Annotated[str, Meta(pattern=patterns.STATUS, examples=["frozen"])]
    reason: Reason


class LineRequest(Struct, forbid_unknown_fields=True):
    """A line to open. rate_bps is basis points a year, simple interest by day.

    product: the id of one of /v1/products; rate, day count and term are then the product's.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=patterns.TEXT, examples=["Corner shop"])]
    currency: Currency
    limit: Amount | None
    rate_bps: Annotated[int, Meta(ge=0, le=100_000, examples=[1460])] = 0
    day_count: DayCount = DayCount.ACT_365
    zone: Annotated[str, Meta(max_length=64, examples=["Asia/Shanghai"])] = "Asia/Shanghai"
    expires_on: date | None = None
    product: Annotated[str, Meta(max_length=40, pattern=patterns.TEXT, examples=["consumer-revolving"])] | None = None
    reason: Reason = "Opened by request"
    id: LineId | None = None
    effective_at: Instant | None = None


class LineState(Struct):
    """A line as it stands: amounts as decimal strings in `currency`. limit null: none has been decided."""

    id: str
    name: str
    status: str
    currency: str
    limit: str | None
    available: str
    owed: str
    principal: str
    interest: str
    fees: str
    held: str
    over_limit: str
    credit_balance: str
    rate_bps: int
    day_count: str
    zone: str
    opened_on: date
    expires_on: date | None
    servicing: ServicingState | None
    version: int


class EventAnswer(Struct):
    """One event of a line and the line after it. status: approved, or declined for the reason in decline_code.

    detail: what this kind of event says of its own; replays: the event that this one books anew, in replayed history.
    """

    id: str
    kind: str
    line_id: str
    version: int
    status: str
    decline_code: str | None
    amount: str
    currency: str
    effective_at: datetime
    booked_at: datetime
    reason: str | None
    refers_to: str | None
    limit_before: str | None
    forced: bool
    detail: dict[str, Any] | None
    replays: str | None
    line: LineState


class EntryAnswer(Struct):
    """One leg of an event: debit positive. previous and current are the running balance, on a line's accounts only."""

    event_id: str
    leg: int
    account: str
    amount: str
    previous: str | None
    current: str | None
    currency: str
    effective_at: datetime
    booked_at: datetime


class EventPage(Struct):
    """Events, and the cursor of the next page; null at the end."""

    data: list[EventAnswer]
    next_cursor: str | None


class EntryPage(Struct):
    """Entries, and the cursor of the next page; null at the end."""

    data: list[EntryAnswer]
    next_cursor: str | None


class LinePage(Struct):
    """Lines, and the cursor of the next page; null at the end."""

    data: list[LineState]
    next_cursor: str | None


def line_state(line: Line, on: date) -> LineState:
    """Describe a line as it stands on the business date `on`."""
    terms, balances, currency = line.terms, line.balances, line.terms.currency
    return LineState(
        id=line.id,
        name=terms.name,
        status=line.status.value,
        currency=currency,
        limit=_optional(line.limit_minor, currency),
        available=format_minor(available_minor(line, on), currency),
        owed=format_minor(owed_minor(line), currency),
        principal=format_minor(balances.principal, currency),
        interest=format_minor(balances.interest, currency),
        fees=format_minor(balances.fees, currency),
        held=format_minor(line.held_minor, currency),
        over_limit=format_minor(over_limit_minor(line), currency),
        credit_balance=format_minor(balances.credit, currency),
        rate_bps=terms.rate_bps,
        day_count=terms.day_count.value,
        zone=terms.zone,
        opened_on=terms.opened_on,
        expires_on=terms.expires_on,
        servicing=servicing_state(line, on) if line.servicing else None,
        version=line.version,
    )


def event_answer(event: Event) -> EventAnswer:
    """Describe an event and the line after it."""
    terms = event.after.terms
    return EventAnswer(
        id=event_id(event.line_id, event.version),
        kind=event.kind.value,
        line_id=event.line_id,
        version=event.version,
        status="approved" if event.accepted else "declined",
        decline_code=None if event.accepted else event.outcome.value,
        amount=format_minor(event.amount_minor, terms.currency),
        currency=terms.currency,
        effective_at=event.effective_at,
        booked_at=event.booked_at,
        reason=event.reason,
        refers_to=None if event.refers_to is None else event_id(event.line_id, event.refers_to),
        limit_before=_optional(event.limit_before_minor, terms.currency),
        forced=event.forced,
        detail=detail_answer(event.detail, terms.currency),
        replays=None if event.replays is None else event_id(event.line_id, event.replays),
        line=line_state(event.after, business_date(event.effective_at, terms.zone)),
    )


def entry_answer(
    entry: Entry, name: tuple[str, int, int], currency: str, times: tuple[datetime, datetime]
) -> EntryAnswer:
    """Describe one leg; `name` is (line id, version, leg), `times` is (effective_at, booked_at)."""
    line_id, version, leg = name
    return EntryAnswer(
        event_id=event_id(line_id, version),
        leg=leg,
        account=entry.account.value,
        amount=format_minor(entry.amount_minor, currency),
        previous=_optional(entry.previous_minor, currency),
        current=_optional(entry.current_minor, currency),
        currency=currency,
        effective_at=times[0],
        booked_at=times[1],
    )


def event_id(line_id: str, version: int) -> str:
    """Name an event: the line's id with another prefix, and the version."""
    return f"evt_{line_id.removeprefix('line_')}_{version}"


def version_of(line_id: str, name: str) -> int | None:
    """Return the version that an event's name stands for on this line; None if it is no event of the line."""
    prefix, _, version = name.rpartition("_")
    named = prefix == event_id(line_id, 0).removesuffix("_0")
    return int(version) if named and version.isascii() and version.isdigit() and len(version) <= 9 else None  # noqa: PLR2004 - int4


ENCODER = msgspec.json.Encoder()


def _optional(minor: int | None, currency: str) -> str | None:
    return None if minor is None else format_minor(minor, currency)
