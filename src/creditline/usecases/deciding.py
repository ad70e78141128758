"""Decisions inside a group: after what a command did to a line, before the write, in the same transaction.

A line without a profile is not touched. For one that has one, a decision that comes out as the one before is written
as a confirmation: found by the policy's compiled form in microseconds, and replayed as fully as any other. A decision
that fails never stands in the way of a repayment: the limit stays, and the line is marked until it can be decided.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from creditline.dates.business_date import business_date
from creditline.decisions.decide import decide
from creditline.decisions.decision import Decision, Effect
from creditline.decisions.flags import FlagClosed, RenewalUnreasoned
from creditline.decisions.inputs import Inputs
from creditline.decisions.line_facts import NOTHING_REPAID, OF_THE_LINE, Repaid, line_facts
from creditline.decisions.profile import Confirmation, Profile, after_decision, in_period
from creditline.decisions.standing import Standing, standing_of
from creditline.decisions.trigger import Trigger
from creditline.lines.apply import apply
from creditline.lines.commands import (
    AttestFacts,
    CaptureHold,
    ChangeLimit,
    Command,
    Draw,
    MerchantRefund,
    Repay,
    Reverse,
    Stamp,
    VoidHold,
)
from creditline.lines.event import Event
from creditline.lines.line import Line
from creditline.notices.lender import lender_of
from creditline.notices.of_decision import notice_of_decision
from creditline.store.decisions import (
    Activation,
    Decided,
    Paid,
    decided_writes,
    read_open_flags,
    read_open_offers,
    read_paid,
)
from creditline.store.subjects import read_subjects
from creditline.store.wire import Wire
from creditline.usecases.answering import Answering, HoldIsFlagged, OfferClosed
from creditline.usecases.feature_values import FeatureValues, KeptStates
from creditline.usecases.flag_notices import notices_of_flags
from creditline.usecases.reconsider import Reconsider, asks
from creditline.usecases.sources import model_by, pack_by, policy_by

_LOG = logging.getLogger(__name__)

_TRIGGERS: dict[type[Command], Trigger] = {
    Repay: Trigger.REPAYMENT,
    MerchantRefund: Trigger.REPAYMENT,
    Draw: Trigger.DRAW,
    CaptureHold: Trigger.DRAW,
    Reverse: Trigger.REVIEW,
    AttestFacts: Trigger.EVIDENCE,
}
_TOLD = (FlagClosed, OfferClosed, RenewalUnreasoned)
DECIDES = "decision"
"""The actor of what a decision does to a line: its limit changes and its holds."""


class LimitIsDecided(ValueError):
    """A limit that a policy decides is lowered by a decision only."""

    code = "limit-is-decided"

    def __init__(self, line_id: str) -> None:
        super().__init__(
            f"The limit of '{line_id}' is decided by its policy and is not lowered by hand. Give the facts that "
            f"changed, at /v1/lines/{line_id}/facts, and let it be decided."
        )


class DecisionImpossible(ValueError):
    """A decision that was asked for could not be made; nothing was changed."""

    code = "decision-impossible"

    def __init__(self, line_id: str, cause: Exception) -> None:
        super().__init__(f"'{line_id}' cannot be decided: {cause}")


class DecisionPutOff(RuntimeError):
    """A decision waits until what makes it can be read, or what it makes can be written."""

    code = "decision-put-off"

    def __init__(self, why: str) -> None:
        super().__init__(why)


@dataclass(slots=True)
class Deciding:
    """What a group's decisions work with, read when the group began; `decided` is what they leave.

    failures: why what decides for some lines could not be read. put_off: why none is decided now.
    """

    subjects: Mapping[str, tuple[Profile, Activation]]
    standings: Mapping[Activation, Standing]
    answering: Answering
    values: FeatureValues
    paid: Paid
    failures: dict[Activation, str] = field(default_factory=dict)
    put_off: str | None = None
    decided: Decided = field(default_factory=Decided)

    def check(self, command: Command, line: Line) -> None:
        """Refuse what only a decision may do to a line that has a profile: raise LimitIsDecided, HoldIsFlagged."""
        if command.line_id not in self.subjects or command.stamp.actor == DECIDES:
            return
        if isinstance(command, ChangeLimit) and (command.limit_minor or 0) < (line.limit_minor or 0):
            raise LimitIsDecided(line.id)
        if isinstance(command, CaptureHold | VoidHold) and self.answering.is_flagged(line.id, command.hold):
            raise HoldIsFlagged(line.id)

    def follow(self, command: Command, events: Sequence[Event], line: Line) -> list[Event]:
        """Return the events that the decision after `command` adds to its `events`; often none."""
        if isinstance(command, Repay):
            account = command.paid_from.account if command.paid_from is not None else None
            self.paid.add(line.id, account, command.stamp.booked_at)
        for event in events:
            self.values.see(event)
        subject = self.subjects.get(line.id)
        trigger = command.trigger if isinstance(command, Reconsider) else _TRIGGERS.get(type(command))
        asked = next((event for event in events if event.asked_for), None)
        if subject is None or trigger is None or (asked is not None and not asked.accepted):
            return []
        profile = self.decided.profiles.get(line.id, subject[0])
        try:
            self._check_ready(subject[1])
            step = _Step(self, command, trigger, profile, subject[1])
            added = step.take(events, line)
        except _TOLD:
            raise
        except Exception as failure:
            if isinstance(command, Reconsider):
                raise DecisionImpossible(line.id, failure) from failure
            _LOG.warning("The decision on %s waits: %s", line.id, failure)
            waiting = replace(profile, pending_since=command.stamp.booked_at, pending_why=str(failure)[:500])
            self.decided.profiles[line.id] = waiting if profile.pending_since is None else profile
            return []
        self.decided.add(step.decided)
        if step.decided.flags or step.decided.offers:
            self.answering.add(step.decided)
        return added

    def _check_ready(self, activation: Activation) -> None:
        why = self.put_off or self.failures.get(activation)
        if why is not None:
            raise DecisionPutOff(why)

    def writes(self) -> Iterator[bytes]:
        """Yield messages that write what was decided."""
        yield from decided_writes(self.decided)
        yield from self.values.writes()


async def read_deciding(
    wire: Wire, commands: Sequence[Command], decided: Mapping[str, int], kept: KeptStates, *, put_off: str | None = None
) -> Deciding | None:
    """Read what the group's decisions need; None if no line is decided: `decided` has the version of each that is.

    kept: the states of lines that were decided before.
    put_off: decide nothing, and mark the lines so; for a command whose decision the database refused.
    """
    if not decided:
        return None
    now = max(command.stamp.booked_at for command in commands)
    begin = min(command.stamp.booked_at for command in commands)
    found = await read_subjects(wire, list(decided), now)
    subjects = found.by_line()
    standings, failures = await _standings(wire, {activation for _, activation in subjects.values()})
    concerned = [command for command in commands if command.line_id in subjects]
    asked = [command.line_id for command in concerned if isinstance(command, Reconsider | CaptureHold | VoidHold)]
    paying = [command for command in concerned if isinstance(command, Repay) and command.paid_from is not None]
    accounts = [account for command in paying if command.paid_from and (account := command.paid_from.account)]
    scored = {line_id: decided[line_id] for line_id, (_, by) in subjects.items() if by.card_id is not None}
    return Deciding(
        subjects=subjects,
        standings=standings,
        answering=Answering.of(
            flags=await read_open_flags(wire, asked) if asked else [],
            offers=await read_open_offers(wire, found.offered) if found.offered else [],
        ),
        values=await FeatureValues.of_lines(wire, scored, kept, concerned),
        failures=failures,
        put_off=put_off,
        paid=await read_paid(wire, [each.line_id for each in paying], accounts, begin) if paying else Paid(),
    )


async def _standings(
    wire: Wire, activations: Iterable[Activation]
) -> tuple[dict[Activation, Standing], dict[Activation, str]]:
    """Read what decides. What cannot be read must not stop the group: its lines wait, and the sentence says why."""
    standings, failures = dict[Activation, Standing](), dict[Activation, str]()
    for activation in activations:
        try:
            standings[activation] = await _standing(wire, activation)
        except (LookupError, ValueError) as failure:
            failures[activation] = str(failure)
    return standings, failures


async def _standing(wire: Wire, activation: Activation) -> Standing:
    policy = await policy_by(wire, activation.policy_sha256)
    pack = await pack_by(wire, activation.pack, activation.pack_digest)
    return standing_of(policy, pack, await model_by(wire, activation.card_id), activation.proof_id)


class _Step:
    """One decision about one line."""

    def __init__(
        self, deciding: Deciding, command: Command, trigger: Trigger, profile: Profile, by: Activation
    ) -> None:
        self.deciding = deciding
        self.command = command
        self.trigger = trigger
        self.standing, self.paused, self.lender = deciding.standings[by], by.paused, lender_of(by.lender)
        self.at = command.stamp.booked_at
        self.on = business_date(self.at, self.standing.pack.zone)
        self.profile = self.before = profile
        self.decided = Decided()

    def take(self, events: Sequence[Event], line: Line) -> list[Event]:
        self._learn()
        repaid = self._repaid(line)
        self.profile = in_period(self.profile, self.on, line.limit_minor)
        inputs = self._inputs(line, line_facts(self.profile.facts, line, self.on, repaid))
        added = self.deciding.answering.answer(self.command, line, self.at, self.decided)
        key = self.standing.key(inputs, self.on, self.at)
        same = key == self.profile.last_key and not asks(self.command)
        if same and self.profile.last_decision_id is not None:
            self._confirm(inputs, self.profile.last_decision_id)
        else:
            added += self._decide(inputs, key, _latest(line, added))
        if isinstance(self.command, Repay) and self.command.paid_from is not None:
            added += self._flag(inputs, line, events, _latest(line, added))
        if self.decided.flags:
            law = self.standing.law(self.on, self.at)
            self.decided.notices += notices_of_flags(
                self.decided.flags.values(), added, line, law, self.lender, self.at
            )
        if self.profile is not self.before:
            self.decided.profiles[line.id] = self.profile
        return added

    def _learn(self) -> None:
        if isinstance(self.command, Reconsider) and self.command.facts:
            self.profile = replace(self.profile, facts={**self.profile.facts, **self.command.facts})

    def _repaid(self, line: Line) -> Repaid:
        if not isinstance(self.command, Repay) or self.command.paid_from is None:
            return NOTHING_REPAID
        payer, account = self.command.paid_from.payer.value, self.command.paid_from.account
        paid = self.deciding.paid
        return Repaid(payer, paid.in_hour(line.id, self.at), paid.others_in_day(line.id, account, self.at))

    def _inputs(self, line: Line, facts: dict[str, Any]) -> Inputs:
        asked = self.standing.asked_features
        features = self.deciding.values.some(line.id, self.on, asked) if asked else {}
        declared = self.standing.policy.facts
        facts |= {name: value for name, value in features.items() if value is not None and name in declared}
        facts["review_paused"] = self.paused or bool(facts.get("review_paused"))
        return Inputs(
            line_id=line.id,
            version=line.version,
            trigger=self.trigger,
            current_limit_minor=line.limit_minor,
            period_start_limit_minor=self.profile.period_start_limit_minor,
            facts=facts,
            features=features,
            announced=self.profile.announced,
            offered_minor=self.deciding.answering.accepted_minor(self.command, self.on),
        )

    def _confirm(self, inputs: Inputs, decision_id: str) -> None:
        if self.profile.pending_since is not None:
            self.profile = replace(self.profile, pending_since=None, pending_why=None)
        facts, features = inputs.facts, inputs.features
        changed = {name: facts[name] for name in OF_THE_LINE if name in facts}
        changed |= {name: facts[name] for name, value in features.items() if value is None and name in facts}
        self.decided.confirmations.append(
            Confirmation(
                line_id=inputs.line_id,
                version=inputs.version,
                decided_at=self.at,
                trigger=inputs.trigger.value,
                decision_id=decision_id,
                facts=changed,
                features=tuple(features.values()),
            )
        )

    def _decide(self, inputs: Inputs, key: str, line: Line) -> list[Event]:
        standing = self.standing
        law = standing.law(self.on, self.at)
        made = decide(inputs, standing.model, standing.policy, law, self.at, proof_id=standing.proof_id)
        told = notice_of_decision(made, line, self.lender, announced_by=self.profile.announced_by)
        self.decided.notices += [told] if told is not None else []
        self.decided.decisions.append(made)
        self.deciding.answering.note(made, self.command, self.decided)
        settled = made.effect in {Effect.KEPT, Effect.OFFERED, Effect.ANNOUNCED, Effect.PAUSED}
        self.profile = after_decision(self.profile, made, key if settled else None)
        return self._change(made, line)

    def _change(self, made: Decision, line: Line) -> list[Event]:
        if made.limit_minor is None or made.limit_minor == line.limit_minor:
            return []
        change = ChangeLimit(
            line_id=line.id,
            stamp=_ours(self.command.stamp),
            limit_minor=made.limit_minor,
            currency=line.terms.currency,
            reason=made.id,
        )
        changed = apply(line, change)
        for event in changed:
            self.deciding.values.see(event)
        return changed

    def _flag(self, inputs: Inputs, before: Line, events: Sequence[Event], line: Line) -> list[Event]:
        policy_facts = {**inputs.facts, "trigger": inputs.trigger.value, "current_limit_minor": before.limit_minor or 0}
        return self.deciding.answering.flag(
            self.standing.policy, policy_facts, self.command, events, line, self.at, self.on, self.decided
        )


def _ours(stamp: Stamp) -> Stamp:
    return replace(stamp, key=None, fingerprint=None, actor=DECIDES)


def _latest(line: Line, events: Sequence[Event]) -> Line:
    return events[-1].after if events else line
