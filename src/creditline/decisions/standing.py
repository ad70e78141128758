"""What decides now, made ready: the policy compiled for the days it is constant on, the law of the day, the card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from creditline.decisions.decide import Model, facts_of
from creditline.decisions.inputs import Inputs
from creditline.decisions.trigger import Trigger
from creditline.law.caps import cap
from creditline.law.pack import Law, Pack, rules_in_force
from creditline.policy.compiled import compile_policy
from creditline.policy.policy import Policy
from creditline.scoring.score import score

Compiled = Callable[[Mapping[str, Any]], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A policy, a pack of rules and a scorecard that decide together."""

    policy: Policy
    pack: Pack
    model: Model | None
    proof_id: str | None = None
    compiled: dict[tuple[date, ...], Compiled] = field(default_factory=dict)

    def law(self, on: date, known_at: datetime) -> Law:
        """Return the rules in force on a day as known at an instant."""
        return rules_in_force(self.pack, on, known_at)

    def key(self, inputs: Inputs, on: date, at: datetime) -> str:
        """Return what the outcome rests on: decisions with one key come out the same.

        The policy's limit and rows by its compiled form, the law in force and its least cap, the limit now, and what
        was announced. What is asked for by the borrower is never the same as what came before.
        """
        points = None if self.model is None else score(self.model.card, inputs.features)
        facts = facts_of(inputs, self.model, points)
        law = self.law(on, at)
        least = cap(law, facts)
        parts = (
            self.policy.sha256,
            None if self.model is None else self.model.id,
            self.pack.digest,
            law.ids,
            least and (least.rule_id, least.amount_minor),
            self._compiled(on)(facts),
            inputs.current_limit_minor,
            inputs.period_start_limit_minor,
            inputs.announced,
            facts.get("review_paused"),
            inputs.trigger is Trigger.REPAYMENT,
            inputs.trigger if inputs.trigger.asked_for else None,
        )
        return blake2b(repr(parts).encode(), digest_size=16).hexdigest()

    def _compiled(self, on: date) -> Compiled:
        """The policy compiled for the time between two changes of its parameters that `on` lies in."""
        era = tuple(day for day in self.policy.change_days() if day <= on)[-1:]
        if era not in self.compiled:
            self.compiled[era] = compile_policy(self.policy, on=on)
        return self.compiled[era]


_STANDINGS: dict[tuple[str, str, str | None, str | None], Standing] = {}


def standing_of(policy: Policy, pack: Pack, model: Model | None, proof_id: str | None) -> Standing:
    """Return the standing of these; the same one for the same, so that a policy is compiled once."""
    name = (policy.sha256, pack.digest, None if model is None else model.id, proof_id)
    if name not in _STANDINGS:
        _STANDINGS[name] = Standing(policy=policy, pack=pack, model=model, proof_id=proof_id)
    return _STANDINGS[name]
