"""Decisions that were right by the law as known then and would be otherwise by the law as valid: a rule came late."""

from dataclasses import dataclass
from datetime import date, datetime

from creditline.decisions.decide import Model, decide
from creditline.decisions.decision import Decision, Effect
from creditline.decisions.inputs import Inputs
from creditline.decisions.weigh import law_stage
from creditline.law.changes import RuleChange
from creditline.law.condition import FactMissing, facts_asked
from creditline.law.pack import Law
from creditline.policy.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A decision, or a confirmation of one, with all that it is made again from. known: the law as known then."""

    decision: Decision
    inputs: Inputs
    confirms: bool
    decided_at: datetime
    known_at: datetime
    policy: Policy
    model: Model | None
    known: Law


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a decision comes to by one state of the law. cap_minor: the least legal cap; None where there is none."""

    cap_minor: int | None
    limit_minor: int | None
    to_minor: int | None
    effect: Effect
    binding: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A decision that the law as valid makes otherwise, and the rules that do.

    confirms: it is a confirmation of `decision_id`. missing: a fact that a rule asks for and nobody had asked for then;
    what the law as valid would make of it cannot be told, and as_valid is None.
    """

    decision_id: str
    line_id: str
    version: int
    confirms: bool
    decided_at: datetime
    on: date
    currency: str
    rule_ids: tuple[str, ...]
    as_known: Judgement
    as_valid: Judgement | None
    missing: str | None = None


def late(past: Past, valid: Law) -> Late | None:
    """Judge a decision by the law as valid on its day; None if that makes no difference."""
    changed = RuleChange(past.known, valid).rule_ids
    if not changed:
        return None
    then = _made(past, past.known)
    try:
        now = _made(past, valid)
    except FactMissing as unknown:
        return _late(past, _asking(changed, valid, unknown.fact), then, None, unknown.fact)
    if _came_to(then) == _came_to(now):
        return None
    return _late(past, _to_blame(changed, then, now), then, now, None)


def _made(past: Past, law: Law) -> Decision:
    proof_id = past.decision.policy.proof_id
    return decide(past.inputs, past.model, past.policy, law, past.decided_at, known_at=past.known_at, proof_id=proof_id)


def _came_to(made: Decision) -> tuple[object, ...]:
    """What follows from a decision for the borrower and the lender, and what bound it."""
    outcome = (made.effect, made.limit_minor, made.to_minor, made.effective_on, made.offer)
    return (*outcome, frozenset(made.binding), frozenset(made.deferred), frozenset(made.due))


def _to_blame(changed: tuple[str, ...], then: Decision, now: Decision) -> tuple[str, ...]:
    """Return those of the changed rules whose cap or notice is another; all where it shows in neither."""
    wishes = {wish.stage for wish in set(then.wishes) ^ set(now.wishes)}
    notices = {due.rule_id for due in set(then.due) ^ set(now.due)}
    seen = tuple(rule_id for rule_id in changed if law_stage(rule_id) in wishes or rule_id in notices)
    return seen or changed


def _asking(changed: tuple[str, ...], valid: Law, fact: str) -> tuple[str, ...]:
    """Return those of the changed rules whose conditions ask for a fact; all where it is asked for in their terms."""
    asking = {each.rule.id for each in valid.provisions if fact in facts_asked(each.clause.when)}
    return tuple(rule_id for rule_id in changed if rule_id in asking) or changed


def _late(past: Past, rules: tuple[str, ...], then: Decision, now: Decision | None, missing: str | None) -> Late:
    return Late(
        decision_id=past.decision.id,
        line_id=past.inputs.line_id,
        version=past.inputs.version,
        confirms=past.confirms,
        decided_at=past.decided_at,
        on=past.known.on,
        currency=past.policy.currency,
        rule_ids=rules,
        as_known=_judgement(then),
        as_valid=None if now is None else _judgement(now),
        missing=missing,
    )


def _judgement(made: Decision) -> Judgement:
    legal = [wish.amount_minor for wish in made.wishes if wish.stage.startswith(law_stage(""))]
    return Judgement(
        cap_minor=min(legal, default=None),
        limit_minor=made.limit_minor,
        to_minor=made.to_minor,
        effect=made.effect,
        binding=made.binding,
    )
