"""From lines, products and events to what goes over the wire about paying back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from creditline.lines.event import Event
from creditline.lines.forecast import forecast
from creditline.lines.line import Line
from creditline.lines.product import Method, Product
from creditline.lines.quote import Quote
from creditline.lines.servicing import days_past_due, next_due
from creditline.money.amount import format_minor
from creditline.web.api.servicing_shapes import (
    DayAnswer,
    DueAnswer,
    InstalmentAnswer,
    ProductAnswer,
    QuoteAnswer,
    RailAnswer,
    ScheduleAnswer,
    ServicingState,
    StatementAnswer,
)

_MILLION = 1_000_000


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
        return name.removesuffix("_minor"), None if value is None else format_minor(value, currency)
    if isinstance(value, list):
        return name, [detail_answer(each, currency) for each in value]
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
