"""At most four reasons, from the stages that bound the limit and from no other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from creditline.decisions.change import Change
from creditline.decisions.decision import Effect, Reason
from creditline.decisions.inputs import CardValue
from creditline.decisions.prepared import prepared
from creditline.decisions.weigh import GUARD_STAGE, MOVEMENT_STAGE, Course, law_stage
from creditline.decisions.wording import reason_of
from creditline.policy.evaluate import Evaluation
from creditline.policy.number import Surroundings
from creditline.policy.policy import Policy
from creditline.policy.reasons import Said
from creditline.scoring.card import Card
from creditline.scoring.explain import reasons, tell
from creditline.scoring.score import Score

MOST_REASONS = 4
MODELS = ("model", "model_business")
"""The constraints of a policy that follow from the score: where one binds, the reasons are the scorecard's."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A card, the score it gave, and the values it gave it for."""

    card: Card
    points: Score
    features: Mapping[str, CardValue]


def reasons_of_course(
    policy: Policy, evaluation: Evaluation, course: Course, change: Change, judged: Judged | None
) -> tuple[Reason, ...]:
    """Return up to four reasons, one per code, in the order: what barred a rise, law, guard, scorecard, policy."""
    found = dict[str, Reason]()
    for reason in _all(policy, evaluation, course, change, judged):
        found.setdefault(reason.code, reason)
    return tuple(found.values())[:MOST_REASONS]


def _all(
    policy: Policy, evaluation: Evaluation, course: Course, change: Change, judged: Judged | None
) -> Iterable[Reason]:
    currency = policy.currency
    if change.effect is Effect.PAUSED:
        yield reason_of("REVIEW_PAUSED", "pause", amount_minor=change.limit_minor or 0, currency=currency)
        return
    for shut in change.shut:
        yield reason_of(shut.reason, "gate", amount_minor=change.to_minor or 0, currency=currency, rule=shut.rule_id)
    if change.effect is Effect.OFFERED:
        yield reason_of("INCREASE_NEEDS_CONSENT", "consent", amount_minor=change.to_minor or 0, currency=currency)
    yield from _of_law(course, currency)
    yield from _of_stages(course, currency)
    model = next((stage for stage in MODELS if stage in course.binding), None)
    if model is not None and judged is not None:
        yield from _of_card(judged, model)
    yield from _of_policy(policy, evaluation, course)


def _of_law(course: Course, currency: str) -> Iterable[Reason]:
    for cap in course.caps:
        stage = law_stage(cap.rule_id)
        if stage in course.binding and cap.amount_minor == course.target_minor:
            yield reason_of(cap.reason, stage, amount_minor=cap.amount_minor, currency=currency, rule=cap.rule_id)


def _of_stages(course: Course, currency: str) -> Iterable[Reason]:
    if course.binding and course.binding[-1] == MOVEMENT_STAGE and course.kept:
        code = "SMALL_CHANGE" if course.small else "STEPWISE"
        yield reason_of(code, MOVEMENT_STAGE, amount_minor=course.target_minor, currency=currency)
    if GUARD_STAGE in course.binding:
        yield reason_of("HELD_HARMLESS", GUARD_STAGE, amount_minor=course.target_minor, currency=currency)


def _of_card(judged: Judged, stage: str) -> Iterable[Reason]:
    for reason in reasons(judged.card, judged.points, most=MOST_REASONS):
        yield Reason(
            code=f"SCORE_{reason.feature.upper()}",
            stage=stage,
            en=tell(judged.card, reason, judged.features, "en"),
            zh=tell(judged.card, reason, judged.features, "zh"),
        )


def _of_policy(policy: Policy, evaluation: Evaluation, course: Course) -> Iterable[Reason]:
    outputs = {(hit.table, name): value for hit in evaluation.hits for name, value in hit.outputs.items()}
    state = Surroundings(evaluation.facts, evaluation.parameters, outputs, dict(evaluation.steps))
    own = tuple(stage for stage in course.binding if stage in evaluation.constraints or stage == "not_below")
    rows = {hit.table: hit.row for hit in evaluation.hits}
    said = Said(state, evaluation.constraints, course.target_minor)
    for one in prepared(policy).texts.of(said, own, rows):
        yield Reason(code=one.code, stage=one.constraint, en=one.en, zh=one.zh)
