"""Duties without a number: what the lender must do when a condition holds."""

from dataclasses import dataclass

from creditline.law.condition import Facts, holds
from creditline.law.pack import Law
from creditline.law.terms import DutyTerms


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done: its code, the rule, and whether only a person may settle it."""

    rule_id: str
    duty: str
    person_decides: bool


def duties(law: Law, facts: Facts) -> list[Duty]:
    """Return the duties whose conditions hold; a condition whose facts are not given does not."""
    return [
        Duty(provision.rule.id, terms.duty, terms.person_decides)
        for provision, terms in law.terms(DutyTerms)
        if all(fact in facts for fact, _, _ in provision.clause.when) and holds(provision.clause.when, facts)
    ]
