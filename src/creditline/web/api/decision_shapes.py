"""Decisions, flags and offers on the wire."""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from creditline.decisions.decision import Decision
from creditline.decisions.path import Restoration
from creditline.decisions.profile import Profile
from creditline.decisions.story import headline
from creditline.money.amount import format_minor

Facts = Annotated[
    dict[str, Any],
    Meta(
        description='By name: true, false, a whole number, a text, or {"date": "2026-01-31"}. Amounts in minor units.',
        examples=[{"segment": "salaried", "income_minor": 2_000_000, "born": {"date": "1990-05-17"}}],
    ),
]


class ProfileRequest(Struct, forbid_unknown_fields=True):
    """The policy that shall decide the line's limit, and what is known about the borrower."""

    policy: Annotated[str, Meta(min_length=1, max_length=64, examples=["cn-bank"])]
    facts: Facts


class FactsRequest(Struct, forbid_unknown_fields=True):
    """Facts that are new or have changed."""

    facts: Facts


class ReviewRequest(Struct, forbid_unknown_fields=True):
    """Facts that go with the borrower's request, if any."""

    facts: Facts = {}


class ProfileAnswer(Struct):
    """What is known of a line for its decisions. review_pending_since: set while a decision could not be made."""

    line_id: str
    policy: str
    facts: dict[str, Any]
    last_decision_id: str | None
    review_pending_since: datetime | None
    review_pending_why: str | None


class ReasonAnswer(Struct):
    """Why the limit is what it is, in both languages."""

    code: str
    stage: str
    en: str
    zh: str


class StageAnswer(Struct):
    """What one stage would have allowed, and whether it bound."""

    stage: str
    limit: str
    hard: bool
    bound: bool


class GuardAnswer(Struct):
    """The promise that a repayment never lowers the limit: whether it held something back."""

    id: str
    applied: bool
    wish: str
    kept: str


class DueAnswer(Struct):
    """A notice that is owed."""

    rule: str
    by: date
    fields: list[str]
    on_request: bool


class DecisionAnswer(Struct):
    """One decision. effect: kept, raised, lowered, offered, announced or paused. to: what was offered or announced."""

    id: str
    line_id: str
    version: int
    trigger: str
    decided_at: datetime
    effective_on: date
    known_at: datetime
    effect: str
    headline: str
    currency: str
    limit_before: str | None
    limit: str | None
    wish: str
    to: str | None
    reasons: list[ReasonAnswer]
    binding: list[str]
    stages: list[StageAnswer]
    rows: dict[str, str]
    guard: GuardAnswer | None
    deferred: list[str]
    due: list[DueAnswer]
    offer_id: str | None
    offer_expires_on: date | None
    policy: dict[str, str | None]
    law: dict[str, Any]
    scored: dict[str, Any] | None
    facts: dict[str, Any]


class DecisionPage(Struct):
    """Decisions, the newest first, and the cursor of the next page; null at the end."""

    data: list[DecisionAnswer]
    next_cursor: str | None


class ReplayAnswer(Struct):
    """Whether the decision, made again from its inputs, is the same to the last byte."""

    id: str
    equal: bool
    again: DecisionAnswer


class StepAnswer(Struct):
    """One change that helps: a fact from what it is to what suffices, from which day it can count, and how."""

    fact: str
    now: int
    to: int
    on: date
    en: str
    zh: str
    features: list[dict[str, int | str]]


class PathAnswer(Struct):
    """What brings the limit to `to`, or as near as can be (`complete` false). No step: nothing is in the way."""

    line_id: str
    to: str
    limit: str
    complete: bool
    steps: list[StepAnswer]


def profile_answer(profile: Profile) -> ProfileAnswer:
    """Describe a profile."""
    return ProfileAnswer(
        line_id=profile.line_id,
        policy=profile.policy_id,
        facts=plain_facts(profile.facts),
        last_decision_id=profile.last_decision_id,
        review_pending_since=profile.pending_since,
        review_pending_why=profile.pending_why,
    )


def decision_answer(made: Decision, currency: str, language: str = "en") -> DecisionAnswer:
    """Describe a decision."""
    inputs, offer = made.inputs, made.offer
    return DecisionAnswer(
        id=made.id,
        line_id=inputs.line_id,
        version=inputs.version,
        trigger=inputs.trigger.value,
        decided_at=made.decided_at,
        effective_on=made.effective_on,
        known_at=made.known_at,
        effect=made.effect.value,
        headline=headline(made, currency, language),
        currency=currency,
        limit_before=_optional(inputs.current_limit_minor, currency),
        limit=_optional(made.limit_minor, currency),
        wish=format_minor(made.wish_minor, currency),
        to=_optional(made.to_minor, currency),
        reasons=[ReasonAnswer(reason.code, reason.stage, reason.en, reason.zh) for reason in made.reasons],
        binding=list(made.binding),
        stages=[
            StageAnswer(wish.stage, format_minor(wish.amount_minor, currency), wish.hard, wish.stage in made.binding)
            for wish in made.wishes
        ],
        rows=dict(made.rows),
        guard=_guard(made, currency),
        deferred=list(made.deferred),
        due=[DueAnswer(due.rule_id, due.by, list(due.fields), due.on_request) for due in made.due],
        offer_id=None if offer is None else f"offer_{made.id.removeprefix('dec_')}",
        offer_expires_on=None if offer is None else offer.expires_on,
        policy={
            "id": made.policy.id,
            "version": made.policy.version,
            "sha256": made.policy.sha256,
            "proof_id": made.policy.proof_id,
        },
        law={"pack": made.law.pack, "digest": made.law.digest, "rules": list(made.law.rule_ids)},
        scored=_scored(made),
        facts=plain_facts(inputs.facts),
    )


def path_answer(line_id: str, to_minor: int, found: Restoration | None, currency: str) -> PathAnswer:
    """Describe what restores a limit."""
    steps = () if found is None else found.steps
    return PathAnswer(
        line_id=line_id,
        to=format_minor(to_minor, currency),
        limit=format_minor(to_minor if found is None else found.limit_minor, currency),
        complete=found is None or found.complete,
        steps=[
            StepAnswer(
                fact=step.fact,
                now=step.now,
                to=step.to,
                on=step.on,
                en=step.en,
                zh=step.zh,
                features=[
                    {"feature": change.feature, "now": change.before, "to": change.to}
                    for change in (() if step.card is None else step.card.changes)
                ],
            )
            for step in steps
        ],
    )


def plain_facts(facts: Any) -> dict[str, Any]:  # noqa: ANN401 - a mapping of facts
    """Return facts as JSON has them."""
    return {name: {"date": value.isoformat()} if isinstance(value, date) else value for name, value in facts.items()}


def _guard(made: Decision, currency: str) -> GuardAnswer | None:
    guard = made.guard
    if guard is None:
        return None
    return GuardAnswer(
        guard.id, guard.applied, format_minor(guard.wish_minor, currency), format_minor(guard.kept_minor, currency)
    )


def _scored(made: Decision) -> dict[str, Any] | None:
    scored = made.scored
    if scored is None:
        return None
    return {"card": scored.card_id, "points": scored.points, "band": scored.band, "pd_bps": scored.pd_bps}


def _optional(minor: int | None, currency: str) -> str | None:
    return None if minor is None else format_minor(minor, currency)
