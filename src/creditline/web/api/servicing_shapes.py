"""What goes over the wire about paying back: products, quotes, schedules, statements, relief, the tape."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from creditline.web import patterns


class ServicingState(Struct):
    """How a line with a product is being paid back. asked_for: what is due and unpaid, late or not.

    held_until_final: how much of the line repayments that may still be returned have yet to give back; final_on: when
    the next of them is final.
    """

    product: str
    asked_for: str
    next_due_on: date | None
    days_past_due: int
    bucket: int
    held_until_final: str
    final_on: date | None
    full_payments_in_row: int
    minimum_payments_in_row: int
    paused_until: date | None
    charged_off_on: date | None


class RailAnswer(Struct):
    """A way money comes in. returnable_days: banking days after which it is final; released_bps: at once."""

    name: str
    final: bool
    returnable_days: int
    released_bps: int


class ProductAnswer(Struct):
    """A product's version in force. The first of `methods` and `periods` is the usual one."""

    id: str
    valid_from: date
    currency: str
    name_en: str
    name_zh: str
    rate_bps: int
    day_count: str
    methods: list[str]
    periods: list[int]
    grace_days: int
    late_fee: str
    early_repayment_fee_bps: int
    returned_payment_fee: str
    penalty_rate_bps: int
    waterfall: list[str]
    prepayment: str
    statement_day: int | None
    charge_off_after_days: int | None
    term_months: int | None
    rails: list[RailAnswer]
    rate_cap: str | None


class ProductList(Struct):
    """The products in force."""

    data: list[ProductAnswer]


class InstalmentAnswer(Struct):
    """What falls due on a day, and the principal left afterwards."""

    due_on: date
    payment: str
    principal: str
    interest: str
    fees: str
    balance: str


class DueAnswer(Struct):
    """What was asked for and is not paid. late: its day and its grace have passed."""

    due_on: date
    unpaid: str
    principal: str
    interest: str
    fees: str
    late: bool


class QuoteAnswer(Struct):
    """What a draw would cost. Costs are percent a year, all in; price_cap is the law's, null where there is none."""

    amount: str
    currency: str
    method: str
    periods: int
    interest: str
    guarantee_fee: str
    total: str
    nominal_cost: str
    effective_cost: str
    price_cap: str | None
    within_cap: bool
    instalments: list[InstalmentAnswer]


class ScheduleAnswer(Struct):
    """What a line has asked for, and what it will ask for if everything is paid on its day."""

    line_id: str
    currency: str
    next_due_on: date | None
    dues: list[DueAnswer]
    instalments: list[InstalmentAnswer]


class StatementAnswer(Struct):
    """A statement: everything owed, the least of it that has to be paid, and by when."""

    statement_on: date
    due_on: date
    full: str
    minimum: str
    principal: str
    interest: str
    fees: str
    currency: str
    event_id: str
    issued_at: datetime


class StatementPage(Struct):
    """Statements, the newest first, and the cursor of the next page; null at the end."""

    data: list[StatementAnswer]
    next_cursor: str | None


class DayAnswer(Struct):
    """A line at the end of a day. version: the line's, when the day was told like this."""

    day: date
    version: int
    status: str
    limit: str | None
    principal: str
    interest: str
    fees: str
    credit_balance: str
    held: str
    held_until_final: str
    available: str
    days_past_due: int
    bucket: int
    full_payments_in_row: int
    minimum_payments_in_row: int
    utilisation_bps: int | None
    currency: str


class DayPage(Struct):
    """Days of a line's tape, the oldest first, and the cursor of the next page; null at the end."""

    data: list[DayAnswer]
    next_cursor: str | None


class ReturnRequest(Struct, forbid_unknown_fields=True):
    """The repayment that came back, by its event's id, and the reason its bank gave."""

    event_id: Annotated[str, Meta(pattern=patterns.EVENT_ID, examples=["evt_story_payday_4"])]
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=patterns.TEXT, examples=["R01"])]


class PlanRequest(Struct, forbid_unknown_fields=True):
    """Relief: `pause` until a day, `stretch` over a number of months, or `re_age` what is late."""

    kind: Annotated[str, Meta(pattern=patterns.PLAN, examples=["pause"])]
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=patterns.TEXT, examples=["Illness"])]
    until: date | None = None
    periods: Annotated[int, Meta(ge=1, le=360)] | None = None


class ChargeOffRequest(Struct, forbid_unknown_fields=True):
    """Why the debt is given up in the lender's books."""

    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=patterns.TEXT, examples=["No means"])]
