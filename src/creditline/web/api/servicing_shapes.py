"""What goes over the wire about paying back: products, quotes, schedules, statements, relief, the tape."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from creditline.lines.event import Event
from creditline.lines.forecast import forecast
from creditline.lines.line import Line
from creditline.lines.product import Method, Product
from creditline.lines.quote import Quote
from creditline.lines.servicing import days_past_due, next_due
from creditline.money.amount import format_minor
from creditline.web import patterns

_MILLION = 1_000_000


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


def servicing_state(line: Line, on: date) -> ServicingState | None:
    """Describe how a line is being paid back on the business date `on`; None for a line without a product."""
    servicing, product, currency = line.servicing, line.terms.product, line.terms.currency
    if servicing is None or product is None:
        return None
    return ServicingState(
        product=product.id,
        asked_for=format_minor(servicing.unpaid_minor, currency),
        next_due_on=next_due(servicing, on),
        days_past_due=days_past_due(servicing, on),
        bucket=servicing.bucket,
        held_until_final=format_minor(servicing.unreleased_minor, currency),
        final_on=min((each.final_on for each in servicing.uncleared), default=None),
        full_payments_in_row=servicing.full_in_row,
        minimum_payments_in_row=servicing.minimum_in_row,
        paused_until=servicing.paused_until,
        charged_off_on=servicing.charged_off_on,
    )


def detail_answer(detail: Mapping[str, Any] | None, currency: str) -> dict[str, Any] | None:
    """Describe what an event says of its own: amounts as decimal strings, costs as percent."""
    if detail is None:
        return None
    return dict(_said(name, value, currency) for name, value in detail.items())


def _said(name: str, value: Any, currency: str) -> tuple[str, Any]:  # noqa: ANN401 - whatever JSON has
    if name.endswith("_minor"):
        return name.removesuffix("_minor"), format_minor(value, currency)
    return name, percent(value) if name.endswith("_cost") else value


def percent(millionths: int) -> str:
    """Write millionths of a percent as percent: 18,000,000 is 18.000000."""
    return f"{millionths // _MILLION}.{millionths % _MILLION:06d}"


def product_answer(product: Product) -> ProductAnswer:
    """Describe a product."""
    return ProductAnswer(
        id=product.id,
        valid_from=product.valid_from,
        currency=product.currency,
        name_en=product.name_en,
        name_zh=product.name_zh,
        rate_bps=product.rate_bps,
        day_count=product.day_count.value,
        methods=[method.value for method in product.methods],
        periods=list(product.periods),
        grace_days=product.grace_days,
        late_fee=format_minor(product.late_fee_minor, product.currency),
        early_repayment_fee_bps=product.early_repayment_fee_bps,
        returned_payment_fee=format_minor(product.returned_payment_fee_minor, product.currency),
        penalty_rate_bps=product.penalty_rate_bps,
        waterfall=[account.value for account in product.waterfall],
        prepayment=product.prepayment.value,
        statement_day=product.statement_day,
        charge_off_after_days=product.charge_off_after_days,
        term_months=product.term_months,
        rails=[RailAnswer(rail.name, rail.final, rail.returnable_days, rail.released_bps) for rail in product.rails],
        rate_cap=product.rate_cap,
    )


def quote_answer(quote: Quote, currency: str, method: Method, periods: int, cap: int | None) -> QuoteAnswer:
    """Describe a quote; `cap` in millionths of a percent."""
    fees = sum(quote.fees_minor)
    return QuoteAnswer(
        amount=format_minor(quote.amount_minor, currency),
        currency=currency,
        method=method.value,
        periods=periods,
        interest=format_minor(quote.interest_minor, currency),
        guarantee_fee=format_minor(fees, currency),
        total=format_minor(quote.amount_minor + quote.interest_minor + fees, currency),
        nominal_cost=percent(quote.nominal),
        effective_cost=percent(quote.effective),
        price_cap=None if cap is None else percent(cap),
        within_cap=cap is None or quote.nominal <= cap,
        instalments=[
            InstalmentAnswer(
                due_on=each.due_on,
                payment=format_minor(each.payment_minor + fee, currency),
                principal=format_minor(each.principal_minor, currency),
                interest=format_minor(each.interest_minor, currency),
                fees=format_minor(fee, currency),
                balance=format_minor(each.balance_minor, currency),
            )
            for each, fee in zip(quote.instalments, quote.fees_minor, strict=True)
        ],
    )


def schedule_answer(line: Line, on: date) -> ScheduleAnswer:
    """Describe the schedule of a line as it stands on `on`."""
    currency, servicing = line.terms.currency, line.servicing
    return ScheduleAnswer(
        line_id=line.id,
        currency=currency,
        next_due_on=next_due(servicing, on) if servicing else None,
        dues=[
            DueAnswer(
                due_on=due.due_on,
                unpaid=format_minor(due.unpaid_minor, currency),
                principal=format_minor(due.principal_minor, currency),
                interest=format_minor(due.interest_minor, currency),
                fees=format_minor(due.fees_minor, currency),
                late=due.late,
            )
            for due in (servicing.dues if servicing else ())
            if due.unpaid_minor
        ],
        instalments=[
            InstalmentAnswer(
                due_on=each.due_on,
                payment=format_minor(each.payment_minor, currency),
                principal=format_minor(each.principal_minor, currency),
                interest=format_minor(each.interest_minor, currency),
                fees=format_minor(each.fees_minor, currency),
                balance=format_minor(each.balance_minor, currency),
            )
            for each in forecast(line)
        ],
    )


def statement_answer(event: Event, event_id: str) -> StatementAnswer:
    """Describe the statement that an event issued."""
    detail, currency = event.detail or {}, event.after.terms.currency
    amounts = {name: format_minor(detail[f"{name}_minor"], currency) for name in _STATED}
    return StatementAnswer(
        statement_on=date.fromisoformat(detail["statement_on"]),
        due_on=date.fromisoformat(detail["due_on"]),
        currency=currency,
        event_id=event_id,
        issued_at=event.effective_at,
        **amounts,
    )


_STATED = ("full", "minimum", "principal", "interest", "fees")


def day_answer(row: Mapping[str, Any], currency: str) -> DayAnswer:
    """Describe a row of the tape."""
    amounts = {name: format_minor(row[f"{name}_minor"], currency) for name in _TOLD}
    return DayAnswer(
        day=row["day"],
        version=row["version"],
        status=row["status"],
        limit=None if row["limit_minor"] is None else format_minor(row["limit_minor"], currency),
        credit_balance=format_minor(row["credit_minor"], currency),
        held_until_final=format_minor(row["unreleased_minor"], currency),
        days_past_due=row["days_past_due"],
        bucket=row["bucket"],
        full_payments_in_row=row["full_in_row"],
        minimum_payments_in_row=row["minimum_in_row"],
        utilisation_bps=row["utilisation_bps"],
        currency=currency,
        **amounts,
    )


_TOLD = ("principal", "interest", "fees", "held", "available")
