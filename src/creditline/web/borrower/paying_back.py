"""What a borrower has to pay and when, written out: the next payment, the schedule, and what is worth knowing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from creditline.lines.forecast import Expected, forecast
from creditline.lines.line import Line
from creditline.lines.servicing import Servicing, days_past_due, next_due
from creditline.web.i18n import Language


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to come."""

    on: str
    amount: str
    principal: str
    interest: str
    fees: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingBack:
    """What a line asks for. `asked` is what is due and not paid.

    next_on: the next day to pay by, or "now" where only what fell due is left; None where nothing is planned.
    """

    next_on: str | None
    next_amount: str
    asked: str | None
    payments: list[Payment]
    held: str | None
    held_until: str | None


def paying_back(line: Line, on: date, language: Language) -> PayingBack | None:
    """Return what is to be paid on a line with a product; None for a line that is never due."""
    servicing, currency = line.servicing, line.terms.currency
    if servicing is None:
        return None
    expected = list(forecast(line))
    following = next_due(servicing, on)
    overdue = following is None and servicing.unpaid_minor > 0  # every due day is past, and not all was paid
    next_minor = servicing.unpaid_minor if overdue else _amount_by(servicing, expected, following)
    final_on = min((each.final_on for each in servicing.uncleared), default=None)
    return PayingBack(
        next_on=language.day(following) if following else language.gettext("now") if overdue else None,
        next_amount=language.money(next_minor, currency),
        asked=language.money(servicing.unpaid_minor, currency) if servicing.unpaid_minor else None,
        payments=[_payment(each, currency, language) for each in expected],
        held=language.money(servicing.unreleased_minor, currency) if servicing.unreleased_minor else None,
        held_until=language.day(final_on) if final_on else None,
    )


def late_minor(line: Line) -> int:
    """Return how much of what a line asks for is late."""
    return sum(due.unpaid_minor for due in line.servicing.dues if due.late) if line.servicing else 0


def payment_notices(line: Line, on: date, language: Language) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a borrower should know about paying back: name, tone, title, text."""
    _, servicing, currency = language.gettext, line.servicing, line.terms.currency
    if servicing is None:
        return
    if servicing.late_since:
        words = {
            "amount": language.money(late_minor(line), currency),
            "days": days_past_due(servicing, on),
        }
        title = _("%(amount)s is past due") % words
        text = _("It has been due for %(days)s days. Paying it today ends this; call your lender if you cannot.")
        yield "past-due", "danger", title, text % words
    if servicing.paused_until:
        title = _("Your payments are paused until %(day)s") % {"day": language.day(servicing.paused_until)}
        yield "paused", "info", title, _("Nothing is asked for until then. Interest goes on as agreed.")
    for each in servicing.uncleared:
        if each.held_minor:
            words = {"amount": language.money(each.held_minor, currency), "day": language.day(each.final_on)}
            title = _("%(amount)s can be drawn again from %(day)s") % words
            text = _("Your repayment counts already. Until your bank can no longer take it back, this part waits.")
            yield "not-final", "info", title, text


def _amount_by(servicing: Servicing, expected: list[Expected], following: date | None) -> int:
    """What has to be paid by the next due day: what is asked for by then, and the instalment of that day."""
    if following is None:
        return 0
    asked = sum(due.unpaid_minor for due in servicing.dues if due.due_on <= following)
    return asked + sum(each.payment_minor for each in expected if each.due_on == following)


def _payment(each: Expected, currency: str, language: Language) -> Payment:
    return Payment(
        language.day(each.due_on),
        language.money(each.payment_minor, currency),
        language.money(each.principal_minor, currency),
        language.money(each.interest_minor, currency),
        language.money(each.fees_minor, currency),
        language.money(each.balance_minor, currency),
    )
