"""What follows from a target: a rise by consent, a fall after notice, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from creditline.decisions.decision import Due, Effect, Offer
from creditline.decisions.inputs import Announced, Inputs
from creditline.decisions.movement import Movement
from creditline.decisions.weigh import Course
from creditline.law.gates import Shut, most_allowed, shut_gates
from creditline.law.notices import Notice, notices_for
from creditline.law.pack import Law

PAUSED = "review_paused"
"""The fact that stops all automatic changes: staff set it, or the watch over drift does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is done now. limit_minor: in force from now on. to_minor: what was offered, announced or barred."""

    effect: Effect
    limit_minor: int | None
    effective_on: date
    to_minor: int | None = None
    offer: Offer | None = None
    due: tuple[Due, ...] = ()
    shut: tuple[Shut, ...] = ()


def settle_change(
    inputs: Inputs, facts: Mapping[str, Any], course: Course, movement: Movement, law: Law, on: date
) -> Change:
    """Return what is done now about the target of `course`; raise the law's FactMissing."""
    current, target = inputs.current_limit_minor, course.target_minor
    if facts.get(PAUSED):
        return Change(effect=Effect.PAUSED, limit_minor=current, effective_on=on)
    if current is None:
        return _opened(facts, target, law, on)
    if target > current:
        return _rise(inputs, facts, target, movement, law, on)
    if target < current:
        return _fall(inputs, facts, course, movement, law, on)
    return Change(effect=Effect.KEPT, limit_minor=current, effective_on=on)


def _opened(facts: Mapping[str, Any], target: int, law: Law, on: date) -> Change:
    shut = tuple(shut_gates(law, "open_line", facts)) if target else ()
    limit = 0 if shut else target
    return Change(
        effect=Effect.RAISED, limit_minor=limit, effective_on=on, shut=shut, to_minor=target if shut else None
    )


def _rise(inputs: Inputs, facts: Mapping[str, Any], target: int, movement: Movement, law: Law, on: date) -> Change:
    current = inputs.current_limit_minor or 0
    wanted = target if inputs.offered_minor is None else min(target, inputs.offered_minor)
    facts = {**facts, "change": "increase", "raise_minor": wanted - current}
    offered = bool(movement.increase_needs_consent) and not inputs.trigger.asked_for
    shut = shut_gates(law, "raise_limit", facts) + (shut_gates(law, "offer_raise", facts) if offered else [])
    if shut:
        return Change(
            effect=Effect.KEPT, limit_minor=current, effective_on=on, to_minor=wanted, shut=tuple(dict.fromkeys(shut))
        )
    allowed = max(current, most_allowed(law, "raise_limit", facts, wanted))
    if offered and allowed > current:
        offer = Offer(limit_minor=allowed, expires_on=on + timedelta(days=movement.offer_days))
        return Change(effect=Effect.OFFERED, limit_minor=current, effective_on=on, to_minor=allowed, offer=offer)
    told = tuple(_due(notice, on) for notice in notices_for(law, "limit_change", facts))
    effect = Effect.RAISED if allowed > current else Effect.KEPT
    return Change(effect=effect, limit_minor=allowed, effective_on=on, due=told)


def _fall(inputs: Inputs, facts: Mapping[str, Any], course: Course, movement: Movement, law: Law, on: date) -> Change:
    facts = {**facts, "change": "decrease", "basis": _basis(facts, course)}
    owed = [*notices_for(law, "decrease", facts), *notices_for(law, "limit_change", facts)]
    due = tuple(_due(notice, on) for notice in owed)
    announced = inputs.announced
    if announced is not None:
        return _announced(inputs, announced, course.target_minor, on)
    effective_on = _earliest(owed, movement, on, by_law=facts["basis"] == "prohibited_by_law")
    if effective_on > on:
        return Change(
            effect=Effect.ANNOUNCED,
            limit_minor=inputs.current_limit_minor,
            effective_on=effective_on,
            to_minor=course.target_minor,
            due=due,
        )
    return Change(effect=Effect.LOWERED, limit_minor=course.target_minor, effective_on=on, due=due)


def _announced(inputs: Inputs, announced: Announced, target: int, on: date) -> Change:
    """What was announced takes effect on its day, and no lower than it was announced."""
    limit = max(target, announced.limit_minor)
    if announced.effective_on <= on:
        return Change(effect=Effect.LOWERED, limit_minor=limit, effective_on=on)
    return Change(
        effect=Effect.ANNOUNCED,
        limit_minor=inputs.current_limit_minor,
        effective_on=announced.effective_on,
        to_minor=limit,
    )


def _basis(facts: Mapping[str, Any], course: Course) -> str:
    """On what a fall rests, in the words that the rules on notices use."""
    if any(stage.startswith("law:") for stage in course.binding):
        return "prohibited_by_law"
    if facts.get("days_past_due", 0):
        return "current_delinquency"
    return str(facts.get("basis", "risk"))


def _earliest(owed: list[Notice], movement: Movement, on: date, *, by_law: bool) -> date:
    ours = on if by_law else on + timedelta(days=movement.decrease_notice_days)
    return max([ours, *(notice.earliest_effect(on) for notice in owed)])


def _due(notice: Notice, on: date) -> Due:
    return Due(
        rule_id=notice.rule_id,
        trigger=notice.trigger,
        by=notice.due_by(on),
        fields=notice.fields,
        on_request=notice.on_request,
    )
