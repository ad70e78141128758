"""What all stages together come to, and which of them bound it."""

from dataclasses import dataclass

from creditline.decisions.decision import GUARD, Guard, Wish
from creditline.decisions.inputs import Inputs
from creditline.decisions.movement import Movement, settled, worth_it
from creditline.decisions.trigger import Trigger
from creditline.law.caps import Cap
from creditline.policy.evaluate import Evaluation, rounded_down
from creditline.policy.load_formula import HELD
from creditline.policy.policy import Policy

GUARD_STAGE, MOVEMENT_STAGE = "guard", "movement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The stages' wishes and what they come to.

    soft_minor: what the policy alone, without hard stages, would give. kept: the limit was not moved; `small` because
    the change is too small to be made, else because the period has moved it as far as it may.
    """

    wishes: tuple[Wish, ...]
    caps: tuple[Cap, ...]
    soft_minor: int
    target_minor: int
    binding: tuple[str, ...]
    guard: Guard | None
    deferred: tuple[str, ...] = ()
    kept: bool = False
    small: bool = False


def weigh(inputs: Inputs, policy: Policy, evaluation: Evaluation, caps: list[Cap], movement: Movement) -> Course:
    """Return the course: the policy's soft limit, moved by one step, under the hard stages and the guard."""
    wishes = (*_policy_wishes(policy, evaluation), *_law_wishes(caps))
    soft = max(evaluation.wish_minor, evaluation.held_minor or 0)
    moved = settled(
        movement,
        current=inputs.current_limit_minor,
        wish=soft,
        period_start=inputs.period_start_limit_minor,
        multiple=policy.formula.multiple_minor,
    )
    hard = [wish for wish in wishes if wish.hard]
    wanted = max(0, min([moved, *(wish.amount_minor for wish in hard)]))
    guard = _guard(inputs, movement, wanted)
    applied = guard is not None and guard.applied
    return Course(
        wishes=wishes,
        caps=tuple(caps),
        soft_minor=soft,
        target_minor=guard.kept_minor if guard is not None and applied else wanted,
        binding=(GUARD_STAGE,) if applied else _binding(policy, evaluation, hard, soft, moved, wanted),
        guard=guard,
        deferred=_lower_than(hard, inputs.current_limit_minor) if applied else (),
        kept=moved == inputs.current_limit_minor != soft,
        small=inputs.current_limit_minor is not None and not worth_it(movement, inputs.current_limit_minor, soft),
    )


def law_stage(rule_id: str) -> str:
    """Return the name of the stage of a legal rule."""
    return f"law:{rule_id}"


def _policy_wishes(policy: Policy, evaluation: Evaluation) -> list[Wish]:
    return [
        Wish(stage=one.id, amount_minor=evaluation.constraints[one.id], hard=one.hard)
        for one in policy.formula.constraints
    ]


def _law_wishes(caps: list[Cap]) -> list[Wish]:
    return [Wish(stage=law_stage(cap.rule_id), amount_minor=cap.amount_minor, hard=True) for cap in caps]


def _guard(inputs: Inputs, movement: Movement, wanted: int) -> Guard | None:
    """The promise: at a repayment the limit is never below what it was just before."""
    current = inputs.current_limit_minor
    if inputs.trigger is not Trigger.REPAYMENT or current is None or not movement.no_decrease_on_repay:
        return None
    return Guard(id=GUARD, applied=wanted < current, wish_minor=wanted, kept_minor=max(current, wanted))


def _binding(
    policy: Policy, evaluation: Evaluation, hard: list[Wish], soft: int, moved: int, wanted: int
) -> tuple[str, ...]:
    """The stages without which the target would be higher (or, moving down a step, lower)."""
    names = [wish.stage for wish in hard if max(0, wish.amount_minor) == wanted]
    if moved == wanted:
        names += _soft_binding(policy, evaluation, soft)
        names += [MOVEMENT_STAGE] if moved != soft else []
    return tuple(dict.fromkeys(names))


def _soft_binding(policy: Policy, evaluation: Evaluation, soft: int) -> list[str]:
    if evaluation.held_minor is not None and evaluation.held_minor == soft > evaluation.wish_minor:
        return [HELD]
    multiple = policy.formula.multiple_minor
    return [
        one.id
        for one in policy.formula.soft
        if rounded_down(evaluation.constraints[one.id], multiple) == evaluation.wish_minor
    ]


def _lower_than(hard: list[Wish], current: int | None) -> tuple[str, ...]:
    return tuple(wish.stage for wish in hard if current is not None and wish.amount_minor < current)
