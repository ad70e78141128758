"""Deciding an appeal: by one person, or by two where the effect is large."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from creditline.appeals.appeal import (
    NO_EFFECT,
    Appeal,
    AppealEvent,
    AppealOutcome,
    By,
    Effect,
    Evidence,
    Happened,
    State,
)
from creditline.appeals.filing import check_in, following
from creditline.appeals.promise import AppealRules
from creditline.appeals.refusals import (
    AppealElsewhere,
    AppealWouldLower,
    EffectMisplaced,
    EvidenceTooOld,
    SecondPersonMissing,
)
from creditline.appeals.work import check_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an officer found: the outcome, the words for the borrower, what it does to the line.

    considered_s: for how many seconds the officer had the appeal on the screen.
    """

    outcome: AppealOutcome
    words: str
    effect: Effect = NO_EFFECT
    considered_s: int = 0


def decide(
    appeal: Appeal,
    verdict: Verdict,
    *,
    limit_minor: int | None,
    evidence: Sequence[Evidence],
    by: By,
    at: datetime,
    on: date,
    rules: AppealRules,
) -> AppealEvent:
    """Decide an appeal, or propose the decision where a second person has to approve it.

    limit_minor: the limit in force, which the effect is measured against. `on`: the business date of the decision.
    Raises AppealSettled, AppealElsewhere, OwnWordsMissing, EffectMisplaced, AppealWouldLower, EvidenceTooOld.
    """
    check_in(appeal, State.ASSIGNED)
    check_words(verdict.words)
    _check_effect(verdict, limit_minor)
    _check_evidence(verdict, evidence, on)
    hasty = verdict.considered_s < rules.hasty_s and verdict.outcome is not AppealOutcome.NOT_UPHELD
    found = following(
        appeal,
        outcome=verdict.outcome,
        answer=verdict.words.strip(),
        effect=verdict.effect,
        proposed_by=by.id,
        hasty=hasty,
        state=State.PROPOSED,
    )
    if needs_second_person(verdict.effect, limit_minor, rules):
        return AppealEvent(kind=Happened.PROPOSED, at=at, by=by, after=found, words=found.answer)
    return _decided(found, by=by, at=at)


def approve(appeal: Appeal, *, considered_s: int, by: By, at: datetime, rules: AppealRules) -> AppealEvent:
    """Approve what somebody else proposed. Raises AppealSettled, AppealElsewhere, SecondPersonMissing."""
    check_in(appeal, State.PROPOSED)
    if by.id == appeal.proposed_by:
        raise SecondPersonMissing
    hasty = appeal.hasty or considered_s < rules.hasty_s
    return _decided(following(appeal, approved_by=by.id, hasty=hasty), by=by, at=at)


def send_back(appeal: Appeal, *, words: str, by: By, at: datetime) -> AppealEvent:
    """Refuse a proposed decision: the officer looks again. Raises AppealSettled, AppealElsewhere, OwnWordsMissing."""
    check_in(appeal, State.PROPOSED)
    check_words(words)
    after = following(
        appeal, state=State.ASSIGNED, outcome=None, answer=None, effect=NO_EFFECT, proposed_by=None, hasty=False
    )
    return AppealEvent(kind=Happened.SENT_BACK, at=at, by=by, after=after, words=words.strip())


def needs_second_person(effect: Effect, limit_minor: int | None, rules: AppealRules) -> bool:
    """Whether the effect is so large that two people decide: the limit rises by more than the threshold."""
    return effect.limit_minor is not None and effect.limit_minor - (limit_minor or 0) > rules.second_person_minor


def label_of(outcome: AppealOutcome) -> str:
    """Return what the outcome says of the decision that was appealed: right, partly_wrong or wrong."""
    return {
        AppealOutcome.UPHELD: "wrong",
        AppealOutcome.PARTLY_UPHELD: "partly_wrong",
        AppealOutcome.NOT_UPHELD: "right",
    }[outcome]


def _decided(found: Appeal, *, by: By, at: datetime) -> AppealEvent:
    after = _settled(found, at)
    return AppealEvent(
        kind=Happened.DECIDED, at=at, by=by, after=after, words=after.answer, detail="hasty" if after.hasty else None
    )


def _settled(found: Appeal, at: datetime) -> Appeal:
    """Settle without a further number: the decision is one event."""
    if found.outcome is None:
        raise AppealElsewhere(found, State.PROPOSED.value)
    return replace(found, state=State.DECIDED, decided_at=at)


def _check_effect(verdict: Verdict, limit_minor: int | None) -> None:
    if verdict.outcome is AppealOutcome.NOT_UPHELD and not verdict.effect.nothing:
        raise EffectMisplaced
    if verdict.effect.limit_minor is not None and verdict.effect.limit_minor < (limit_minor or 0):
        raise AppealWouldLower


def _check_evidence(verdict: Verdict, evidence: Sequence[Evidence], on: date) -> None:
    if verdict.outcome is not AppealOutcome.NOT_UPHELD and evidence and all(one.valid_until < on for one in evidence):
        raise EvidenceTooOld
