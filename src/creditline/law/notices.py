"""Notices: what must be told to whom, and by when or before what. US law tells afterwards, EU overdrafts beforehand."""

from dataclasses import dataclass
from datetime import date, timedelta

from creditline.law.condition import Facts, holds
from creditline.law.pack import Law
from creditline.law.terms import NoticeTerms


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that is owed, with the fields its text must hold.

    direction: before, at or after the trigger. days: how long before at least, or after at most.
    on_request: telling of the right to ask is enough until somebody asks.
    """

    rule_id: str
    trigger: str
    direction: str
    days: int
    fields: tuple[str, ...]
    channel: str
    language: str
    reasons_most: int | None
    on_request: bool

    def due_by(self, decided_on: date) -> date:
        """Return the last day on which a notice that follows its trigger may be given."""
        return decided_on + timedelta(days=self.days if self.direction == "after" else 0)

    def earliest_effect(self, notified_on: date) -> date:
        """Return the first day on which what was announced may take effect."""
        return notified_on + timedelta(days=self.days if self.direction == "before" else 0)


def notices_for(law: Law, trigger: str, facts: Facts) -> list[Notice]:
    """Return the notices the law asks for at `trigger`; raises FactMissing."""
    return [
        Notice(
            provision.rule.id,
            trigger,
            terms.direction,
            terms.days,
            terms.fields,
            terms.channel,
            terms.language,
            terms.reasons_most,
            terms.on_request,
        )
        for provision, terms in law.terms(NoticeTerms)
        if terms.trigger == trigger and holds(provision.clause.when, facts)
    ]


def notice_for(law: Law, trigger: str, facts: Facts) -> Notice | None:
    """Return the strictest notice: the longest beforehand, else the soonest afterwards; None if none is owed."""
    owed = notices_for(law, trigger, facts)
    before = [notice for notice in owed if notice.direction == "before"]
    if before:
        return max(before, key=lambda notice: notice.days)
    return min(owed, key=lambda notice: notice.days, default=None)


def missing_fields(notices: list[Notice], given: frozenset[str]) -> list[str]:
    """Return the fields that the notices ask for and a text does not have, sorted."""
    wanted = {field for notice in notices if not notice.on_request for field in notice.fields}
    return sorted(wanted - given)
