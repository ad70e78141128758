"""Ratios a lender must keep: checked by cross-multiplication, never by a rounded quotient."""

from dataclasses import dataclass

from creditline.law.condition import Facts, holds, whole_fact
from creditline.law.pack import Law
from creditline.law.terms import RatioTerms


@dataclass(frozen=True, slots=True)
class RatioBroken:
    """A ratio that is not kept: the rule, what is measured, both figures, and the share that was allowed."""

    rule_id: str
    measure: str
    part: int
    of: int
    share: tuple[int, int]
    side: str


def broken_ratios(law: Law, facts: Facts) -> list[RatioBroken]:
    """Return the ratios that these facts break; a measure whose facts are not given is not looked at."""
    found = []
    for provision, terms in law.terms(RatioTerms):
        if {terms.part, terms.of} <= set(facts) and holds(provision.clause.when, facts):
            part, whole = whole_fact(facts, terms.part), whole_fact(facts, terms.of)
            if not _kept(terms, part, whole):
                found.append(RatioBroken(provision.rule.id, terms.measure, part, whole, terms.share, terms.side))
    return found


def _kept(terms: RatioTerms, part: int, whole: int) -> bool:
    numerator, denominator = terms.share
    if terms.side == "at_least":
        return part * denominator >= whole * numerator
    return part * denominator <= whole * numerator
