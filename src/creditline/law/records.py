"""From which day an adverse item of a credit record may not be shown or used any more."""

from dataclasses import dataclass
from datetime import date, timedelta

from creditline.law.months import add_months, month_end
from creditline.law.pack import Law
from creditline.law.terms import RecordTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseItem:
    """An overdue item: when it arose, how much it was, when it was repaid, and when the bad event ended."""

    arisen_on: date
    amount_minor: int
    repaid_on: date | None = None
    ended_on: date | None = None


def hidden_from(law: Law, item: AdverseItem) -> date | None:
    """Return the first day on which an item is gone by a rule in force; None while it may be shown."""
    days = [day for _, terms in law.terms(RecordTerms) if (day := _hidden_from(terms, item)) is not None]
    return min(days, default=None)


def _hidden_from(terms: RecordTerms, item: AdverseItem) -> date | None:
    if terms.months_after_end is not None:
        return None if item.ended_on is None else add_months(item.ended_on, terms.months_after_end)
    if item.repaid_on is None or not _repaired(terms, item, item.repaid_on):
        return None
    if terms.early_by is not None and item.repaid_on <= terms.early_by:
        return terms.early_from
    return month_end(month_end(item.repaid_on) + timedelta(days=1))


def _repaired(terms: RecordTerms, item: AdverseItem, repaid_on: date) -> bool:
    """Whether the one-off repair covers an item: arisen in its time, small enough, repaid by its last day."""
    if terms.arisen_from is None or terms.arisen_to is None or terms.most_minor is None or terms.repaid_by is None:
        return False
    arisen = terms.arisen_from <= item.arisen_on <= terms.arisen_to
    return arisen and item.amount_minor <= terms.most_minor and repaid_on <= terms.repaid_by
