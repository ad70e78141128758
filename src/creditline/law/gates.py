"""Gates: what must be true before an action may be taken. Each that is not met says which rule shuts it, and why."""

from dataclasses import dataclass

from creditline.law.condition import Facts, fact_of, holds, whole_fact
from creditline.law.pack import Law
from creditline.law.terms import GateTerms


@dataclass(frozen=True, slots=True)
class Shut:
    """A gate that is shut: the rule, the reason code, and the facts that would have to be otherwise."""

    rule_id: str
    reason: str
    facts: tuple[str, ...]


def shut_gates(law: Law, action: str, facts: Facts) -> list[Shut]:
    """Return the rules that forbid `action` under these facts; raises FactMissing where a rule's fact is not given."""
    return [
        Shut(provision.rule.id, terms.reason, tuple(dict.fromkeys(fact for fact, _, _ in terms.requires)))
        for provision, terms in law.terms(GateTerms)
        if terms.action == action and holds(provision.clause.when, facts) and not holds(terms.requires, facts)
    ]


def most_allowed(law: Law, action: str, facts: Facts, wanted_minor: int) -> int:
    """Return the most that an action may come to: `wanted_minor`, or what a gate bounds it by."""
    bounds = [
        whole_fact(facts, terms.at_most)
        for provision, terms in law.terms(GateTerms)
        if terms.action == action and terms.at_most is not None and holds(provision.clause.when, facts)
    ]
    return min([wanted_minor, *bounds])


def facts_of_action(law: Law, action: str, facts: Facts) -> dict[str, object]:
    """Return the given facts that the gates of an action look at, for the record."""
    names = {fact for _, terms in law.terms(GateTerms) if terms.action == action for fact, _, _ in terms.requires}
    return {name: fact_of(facts, name) for name in sorted(names) if name in facts}
