"""A pack: the rules of one jurisdiction. What of it is in force is a question of two times."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TypeVar

from creditline.law.condition import facts_asked
from creditline.law.rule import Clause, Kind, Provision, Rule, Status
from creditline.law.terms import CapTerms, Terms

Wanted = TypeVar("Wanted", bound=Terms)


class RuleUnknown(LookupError):
    """There is no rule with this id in the pack."""

    code = "rule-unknown"

    def __init__(self, rule_id: str, pack: str) -> None:
        super().__init__(f"The pack '{pack}' has no rule '{rule_id}'. Its rules are listed in docs/reference/law.md.")


class RuleDoesNotBind(ValueError):
    """A draft, a rule that was withdrawn, or one that was written down from memory must not bind anybody."""

    code = "rule-does-not-bind"

    def __init__(self, rule: Rule) -> None:
        super().__init__(
            f"{rule.id} is {rule.status.value} and verified '{rule.verified.value}'; it must not bind anybody. "
            "Read its text at the source, record where and when, and mark it P or S; until then use it in a what-if."
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A published rate over time: (first day, value in bps), in order."""

    name: str
    values: tuple[tuple[date, int], ...]

    def at(self, on: date) -> int | None:
        """Return the value in force on a day; None before the first one known."""
        index = bisect_right(self.values, on, key=lambda value: value[0])
        return self.values[index - 1][1] if index else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """The rules of a jurisdiction, its currency, and the zone in which its days begin; `digest` names its text."""

    name: str
    title: str
    currency: str
    zone: str
    rules: tuple[Rule, ...]
    series: tuple[Series, ...]
    digest: str

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id; raise RuleUnknown."""
        found = next((rule for rule in self.rules if rule.id == rule_id), None)
        if found is None:
            raise RuleUnknown(rule_id, self.name)
        return found

    @cached_property
    def news(self) -> tuple[datetime, ...]:
        """The instants at which what is known of the rules changes, in order."""
        clauses = [clause for rule in self.rules for clause in rule.clauses]
        instants = {clause.known_from for clause in clauses}
        return tuple(sorted(instants | {clause.known_to for clause in clauses if clause.known_to is not None}))


@dataclass(frozen=True, kw_only=True, eq=False)
class Law:
    """The provisions that bind on one business date, as far as they were known at one instant."""

    pack: Pack
    on: date
    provisions: tuple[Provision, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rules in force, sorted."""
        return tuple(sorted({provision.rule.id for provision in self.provisions}))

    @cached_property
    def mark(self) -> str:
        """A short name of exactly these provisions of this pack."""
        clauses = "".join(
            f"{each.rule.id} {each.clause.valid_from} {each.clause.known_from}" for each in self.provisions
        )
        return blake2b(f"{self.pack.digest} {clauses}".encode(), digest_size=8).hexdigest()

    @cached_property
    def asked_by_caps(self) -> tuple[str, ...]:
        """The names of all facts that caps may look at, sorted."""
        names = set[str]()
        for provision, terms in self.terms(CapTerms):
            names |= facts_asked(provision.clause.when) | {name for name in (terms.of, terms.less) if name is not None}
        return tuple(sorted(names))

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Provision, ...]]:
        return {kind: tuple(provision for provision in self.provisions if provision.rule.kind is kind) for kind in Kind}

    def of_kind(self, kind: Kind) -> tuple[Provision, ...]:
        """Return the provisions of one kind, in the order of their rules."""
        return self._by_kind[kind]

    def terms(self, wanted: type[Wanted]) -> Iterable[tuple[Provision, Wanted]]:
        """Yield the provisions whose terms are of the class `wanted`, with those terms."""
        return ((each, each.clause.terms) for each in self.provisions if isinstance(each.clause.terms, wanted))

    def series(self, name: str) -> Series | None:
        """Return a published rate of the pack."""
        return next((series for series in self.pack.series if series.name == name), None)


def rules_in_force(pack: Pack, on: date, known_at: datetime, *, what_if: frozenset[str] = frozenset()) -> Law:
    """Return what binds on the business date `on`, as far as it was known at `known_at`.

    "As known then" is `known_at` = the time of the decision; "as valid" is `known_at` = now.
    what_if: ids of drafts and of unverified rules to treat as if they bound, for simulation only.
    """
    return _in_force(pack, on, bisect_right(pack.news, known_at), what_if)


@lru_cache(maxsize=1_024)
def _in_force(pack: Pack, on: date, news: int, what_if: frozenset[str]) -> Law:
    known_at = pack.news[news - 1] if news else None
    binding = [rule for rule in pack.rules if rule.binds or rule.id in what_if]
    found = tuple(
        Provision(rule, clause)
        for rule in binding
        for clause in rule.clauses
        if known_at is not None and clause.is_known(known_at) and clause.is_valid(on)
    )
    return Law(pack=pack, on=on, provisions=found)


def check_may_bind(pack: Pack, rule_id: str) -> Rule:
    """Return the rule if it may bind; raise RuleDoesNotBind for a draft or one known from memory, RuleUnknown."""
    rule = pack.rule(rule_id)
    if not rule.binds:
        raise RuleDoesNotBind(rule)
    return rule


def with_end(pack: Pack, rule_id: str, *, valid_to: date, known_from: datetime) -> Pack:
    """Return the pack after it became known, at `known_from`, that a rule's open clauses end on `valid_to`.

    The clauses without the end stay, as what was known before.
    """
    rule = pack.rule(rule_id)
    clauses = tuple(later for clause in rule.clauses for later in _ended(clause, valid_to, known_from))
    return with_rule(pack, replace(rule, clauses=clauses))


def with_rule(pack: Pack, rule: Rule) -> Pack:
    """Return the pack with one more rule, or with the rule of the same id replaced."""
    kept = tuple(rule if each.id == rule.id else each for each in pack.rules)
    rules = kept if rule in kept else (*kept, rule)
    return replace(pack, rules=rules, digest=f"{pack.digest}+{rule.id}")


def status_at(rule: Rule, on: date, known_at: datetime) -> str:
    """Say how a rule stood on a day: in_force, planned 2027-12-02, ended, unknown, or its own status."""
    if not rule.binds:
        return rule.status.value if rule.status is not Status.IN_FORCE else "unverified"
    known = [clause for clause in rule.clauses if clause.is_known(known_at)]
    if any(clause.is_valid(on) for clause in known):
        return Status.IN_FORCE.value
    coming = [clause.valid_from for clause in known if clause.valid_from > on]
    if coming:
        return f"planned {min(coming).isoformat()}"
    return "ended" if known else "unknown"


def _ended(clause: Clause, valid_to: date, known_from: datetime) -> tuple[Clause, ...]:
    if clause.valid_to is not None or clause.known_to is not None:
        return (clause,)
    return (replace(clause, known_to=known_from), replace(clause, valid_to=valid_to, known_from=known_from))
