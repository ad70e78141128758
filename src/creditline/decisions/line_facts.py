"""The facts that a line itself gives to a decision, beside what was attested about the borrower."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from creditline.law.months import age_on
from creditline.lines.line import Line
from creditline.lines.servicing import days_past_due
from creditline.values import dataclass

_MONTHS = 12
NEVER_DAYS = 9_999
"""The age of what does not exist."""


@dataclass(frozen=True, slots=True)
class Repaid:
    """Who paid, and what is known of that payer: the counts that the anomaly table asks for."""

    payer: str = "none"
    repayments_in_hour: int = 0
    others_paid_in_day: int = 0


NOTHING_REPAID = Repaid()

OF_THE_LINE = frozenset(
    {
        "drawn_minor",
        "tenure_months",
        "payer",
        "repayments_in_hour",
        "others_paid_in_day",
        "age_years",
        "days_past_due",
        "income_age_days",
        "review_paused",
    }
)
"""The facts that a line and the day give, and that change without anybody attesting anything."""


def line_facts(known: Mapping[str, Any], line: Line, on: date, repaid: Repaid = NOTHING_REPAID) -> dict[str, Any]:
    """Return the facts of a decision about `line` on the business date `on`.

    known: what was attested. Of it, `born` gives the age and `income_verified_on` the age of the proof of income.
    A line that asks for payments knows itself how late they are: what was attested of that does not count.
    """
    return {
        **known,
        **_ages(known, on),
        **_lateness(line, on),
        "drawn_minor": line.balances.principal,
        "tenure_months": _months_between(line.terms.opened_on, on),
        "payer": repaid.payer,
        "repayments_in_hour": repaid.repayments_in_hour,
        "others_paid_in_day": repaid.others_paid_in_day,
    }


def _lateness(line: Line, on: date) -> dict[str, int]:
    """Days past due, where the line has a product that says when something is due."""
    return {} if line.servicing is None else {"days_past_due": days_past_due(line.servicing, on)}


def _ages(known: Mapping[str, Any], on: date) -> dict[str, int]:
    ages = {}
    born, verified_on = known.get("born"), known.get("income_verified_on")
    if isinstance(born, date):
        ages["age_years"] = age_on(born, on)
    if isinstance(verified_on, date):
        ages["income_age_days"] = max(0, min(NEVER_DAYS, (on - verified_on).days))
    return ages


def _months_between(start: date, on: date) -> int:
    months = (on.year - start.year) * _MONTHS + on.month - start.month - (on.day < start.day)
    return max(0, months)
