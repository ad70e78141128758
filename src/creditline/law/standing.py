"""How the rules of a pack stand on a business date, as known at an instant: what binds, and why the rest does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from creditline.dates.business_date import business_date
from creditline.law.pack import Pack, status_at
from creditline.law.rule import Clause, Rule, Status

_WHY_NOT = {
    "draft": "a draft",
    "withdrawn": "withdrawn",
    "unverified": "unverified, from memory",
    "ended": "no longer in force",
    "unknown": "not known then",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStanding:
    """A rule on a day: clauses holds those that count then; where none does, those that were known; else all."""

    pack: Pack
    rule: Rule
    on: date
    known_at: datetime
    state: str
    clauses: tuple[Clause, ...]

    @property
    def binds(self) -> bool:
        """Whether the rule binds on that day."""
        return self.state == Status.IN_FORCE.value

    @property
    def said(self) -> str:
        """Whether it binds, or why not, in words."""
        if self.binds:
            return "binds"
        return _WHY_NOT.get(self.state) or self.state.replace("planned", "not in force before")

    def counts(self, clause: Clause) -> bool:
        """Whether a clause is valid on that day and was known."""
        return clause.is_known(self.known_at) and clause.is_valid(self.on)


def standing_of_rule(pack: Pack, rule: Rule, on: date | None, known_at: datetime) -> RuleStanding:
    """Return how a rule stands; `on` left out is the business date of `known_at` where the pack counts."""
    on = on or business_date(known_at, pack.zone)
    known = tuple(clause for clause in rule.clauses if clause.is_known(known_at))
    counting = tuple(clause for clause in known if clause.is_valid(on))
    return RuleStanding(
        pack=pack,
        rule=rule,
        on=on,
        known_at=known_at,
        state=status_at(rule, on, known_at),
        clauses=counting or known or rule.clauses,
    )


def standings(pack: Pack, on: date | None, known_at: datetime) -> Iterator[RuleStanding]:
    """Yield how each rule of a pack stands, in the pack's order."""
    return (standing_of_rule(pack, rule, on, known_at) for rule in pack.rules)
