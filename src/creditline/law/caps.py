"""Caps: the most a limit may be by law. All that apply are combined by the least; ties are all named."""

from collections.abc import Iterable
from dataclasses import dataclass

from creditline.law.condition import Facts, holds, whole_fact
from creditline.law.pack import Law
from creditline.law.terms import CapTerms


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap that applies: its rule, the amount in minor units, the reason code, and what happens to a balance above."""

    rule_id: str
    amount_minor: int
    reason: str
    on_breach: str


def caps(law: Law, facts: Facts) -> list[Cap]:
    """Return the caps that apply to these facts, the least first; raise FactMissing."""
    found = [
        (provision.rule.id, terms) for provision, terms in law.terms(CapTerms) if holds(provision.clause.when, facts)
    ]
    overridden = {terms.overrides for _, terms in found if terms.overrides is not None}
    applied = [
        Cap(rule_id, _amount_minor(terms, facts), terms.reason, terms.on_breach)
        for rule_id, terms in found
        if rule_id not in overridden
    ]
    return sorted(applied, key=lambda cap: (cap.amount_minor, cap.rule_id))


def cap(law: Law, facts: Facts) -> Cap | None:
    """Return the least cap that applies; None if the law sets none."""
    return next(iter(caps(law, facts)), None)


def binding_caps(law: Law, facts: Facts) -> tuple[Cap, ...]:
    """Return the least caps: one, several that tie, or none."""
    applied = caps(law, facts)
    return tuple(each for each in applied if each.amount_minor == applied[0].amount_minor)


def _amount_minor(terms: CapTerms, facts: Facts) -> int:
    return min(_bounds(terms, facts))


def _bounds(terms: CapTerms, facts: Facts) -> Iterable[int]:
    if terms.amount_minor is not None:
        yield terms.amount_minor
    if terms.share is not None and terms.of is not None:
        numerator, denominator = terms.share
        yield max(0, whole_fact(facts, terms.of) * numerator // denominator - _less(terms, facts))


def _less(terms: CapTerms, facts: Facts) -> int:
    return 0 if terms.less is None else whole_fact(facts, terms.less)
