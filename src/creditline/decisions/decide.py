"""The decision: a pure function of inputs, card, policy, law and time.

card → points and band → policy: rows, steps, soft and hard constraints → movement → hard constraints and legal caps
→ the guard that no repayment lowers a limit → consent for a rise, notice before a fall → what is in force now
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from creditline.dates.business_date import business_date
from creditline.decisions.change import settle_change
from creditline.decisions.decision import Decision, LawUsed, PolicyUsed, Scored
from creditline.decisions.inputs import Inputs
from creditline.decisions.movement import movement_of
from creditline.decisions.prepared import prepared
from creditline.decisions.reasons import Judged, reasons_of_course
from creditline.decisions.record import decision_id
from creditline.decisions.weigh import weigh
from creditline.law.caps import caps
from creditline.law.pack import Law
from creditline.policy.policy import Policy
from creditline.scoring.card import Card
from creditline.scoring.score import Score, score


@dataclass(frozen=True, slots=True)
class Model:
    """A scorecard under the name that decisions record: the hash of its text."""

    id: str
    card: Card


def decide(
    inputs: Inputs,
    model: Model | None,
    policy: Policy,
    law: Law,
    at: datetime,
    *,
    known_at: datetime | None = None,
    proof_id: str | None = None,
) -> Decision:
    """Return the decision on `inputs` at the instant `at`, by the law as known at `known_at` (the same, if left out).

    model None: the policy decides without a score. `law` is what is in force on the business date of `at`.
    Raises FactMissing and FactOutside of the policy, FactMissing of the law, FeatureUnvalued, ParameterUndated.
    """
    on = business_date(at, law.pack.zone)
    points = None if model is None else score(model.card, inputs.features)
    facts = facts_of(inputs, model, None if points is None else points.points)
    evaluation = prepared(policy).policy.evaluate(_declared(policy, facts), on=on)
    movement = movement_of(evaluation.parameters)
    course = weigh(inputs, policy, evaluation, caps(law, facts), movement)
    change = settle_change(inputs, facts, course, movement, law, on)
    judged = Judged(model.card, points, inputs.features) if model is not None and points is not None else None
    recorded = Decision(
        id="",
        inputs=inputs,
        decided_at=at,
        known_at=known_at or at,
        on=on,
        scored=_scored(model, points),
        policy=PolicyUsed(id=policy.id, version=policy.version, sha256=policy.sha256, proof_id=proof_id),
        law=LawUsed(pack=law.pack.name, digest=law.pack.digest, rule_ids=law.ids),
        rows={hit.table: hit.row_id for hit in evaluation.hits},
        wishes=course.wishes,
        wish_minor=evaluation.wish_minor,
        target_minor=course.target_minor,
        limit_minor=change.limit_minor,
        effect=change.effect,
        binding=course.binding,
        guard=course.guard,
        reasons=reasons_of_course(policy, evaluation, course, change, judged),
        effective_on=change.effective_on,
        to_minor=change.to_minor,
        offer=change.offer,
        due=change.due,
        deferred=course.deferred,
    )
    return replace(recorded, id=decision_id(recorded))


def facts_of(inputs: Inputs, model: Model | None, points: int | None) -> dict[str, Any]:
    """Return all facts of a decision: those given, the line's own, and the score's points and band."""
    facts: dict[str, Any] = {
        **inputs.facts,
        "trigger": inputs.trigger.value,
        "current_limit_minor": inputs.current_limit_minor or 0,
    }
    if model is not None and points is not None:
        facts["score"], facts["band"] = points, model.card.band(points) or "unbanded"
    return facts


def _declared(policy: Policy, facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in policy.facts if name in facts}


def _scored(model: Model | None, points: Score | None) -> Scored | None:
    if model is None or points is None:
        return None
    band = model.card.band(points.points)
    return Scored(card_id=model.id, points=points.points, band=band, pd_bps=points.pd_bps)
