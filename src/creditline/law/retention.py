"""How long a record must be kept, and when it must be gone."""

from dataclasses import dataclass
from datetime import date, timedelta

from creditline.law.condition import Facts, holds
from creditline.law.months import add_months
from creditline.law.pack import Law
from creditline.law.terms import RetentionTerms


@dataclass(frozen=True, slots=True)
class Retention:
    """A duty to keep a record to the end of a day; `then_delete`: and to delete it after."""

    rule_id: str
    record: str
    keep_to: date
    then_delete: bool


def retentions(law: Law, record: str, started_on: date, facts: Facts) -> list[Retention]:
    """Return every duty to keep a `record` whose period starts on a day, the longest first; raises FactMissing."""
    found = [
        Retention(provision.rule.id, record, _end(terms, started_on), terms.then_delete)
        for provision, terms in law.terms(RetentionTerms)
        if terms.record == record and holds(provision.clause.when, facts)
    ]
    return sorted(found, key=lambda each: each.keep_to, reverse=True)


def retention(law: Law, record: str, started_on: date, facts: Facts) -> Retention | None:
    """Return the longest duty to keep a record; None if the law sets none."""
    return next(iter(retentions(law, record, started_on, facts)), None)


def _end(terms: RetentionTerms, started_on: date) -> date:
    return add_months(started_on, terms.months) + timedelta(days=terms.days)
