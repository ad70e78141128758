"""What decides now, made ready: the policy compiled for the days it is constant on, the law of the day, the card."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from creditline.decisions.decide import Model, facts_of
from creditline.decisions.inputs import Inputs
from creditline.decisions.trigger import Trigger
from creditline.features.catalogue import CATALOGUE
from creditline.law.caps import Cap, cap
from creditline.law.pack import Law, Pack, rules_in_force
from creditline.policy.compiled import compile_policy
from creditline.policy.policy import Policy
from creditline.scoring.compiled import Points, compile_points

_CAPS_KEPT = 10_000
FEATURES = frozenset(feature.name for feature in CATALOGUE)

Compiled = Callable[[Mapping[str, Any]], tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A policy, a pack of rules and a scorecard that decide together."""

    policy: Policy
    pack: Pack
    model: Model | None
    proof_id: str | None = None
    compiled: dict[int, Compiled] = field(default_factory=dict)
    caps: dict[tuple[Any, ...], Cap | None] = field(default_factory=dict)

    def law(self, on: date, known_at: datetime) -> Law:
        """Return the rules in force on a day as known at an instant."""
        return rules_in_force(self.pack, on, known_at)

    def key(self, inputs: Inputs, on: date, at: datetime) -> str:
        """Return what the outcome rests on: decisions with one key come out the same.

        The policy's limit and rows by its compiled form, the law in force and its least cap, the limit now, and what
        was announced. What is asked for by the borrower is never the same as what came before. A repayment differs from
        other events only where the guard has something to hold.
        """
        facts = facts_of(inputs, self.model, self.points(inputs))
        law = self.law(on, at)
        said, current, start = self._compiled(on)(facts), inputs.current_limit_minor, inputs.period_start_limit_minor
        held = inputs.trigger is Trigger.REPAYMENT and said[0] < (current or 0)
        asked = inputs.trigger.value if inputs.trigger.asked_for else ""
        least, paused = self._least_cap(law, facts), facts.get("review_paused")
        return _key(self.mark, law.mark, least, said, current, start, inputs.announced, paused, held, asked)

    def points(self, inputs: Inputs) -> int | None:
        """Return the score of a decision's features; None where no card scores them. Raises FeatureUnvalued."""
        return None if self._points is None else self._points(inputs.features)

    def limit_under(self, law: Law) -> Callable[[Mapping[str, Any]], int]:
        """Return the limit that policy and `law` come to for given facts, by the policy's compiled form."""
        compiled = self._compiled(law.on)
        return lambda facts: _lesser(compiled(facts)[0], self._least_cap(law, facts))

    @cached_property
    def asked_features(self) -> tuple[str, ...]:
        """The names of the features that the card scores, or that are facts of the policy; sorted."""
        return () if self.model is None else tuple(sorted(FEATURES & {*self.model.card.by_name, *self.policy.facts}))

    @cached_property
    def mark(self) -> str:
        """What names policy, law and card together, and what they look at."""
        card = None if self.model is None else self.model.id
        return f"{self.policy.sha256} {self.pack.digest} {card} {' '.join(self.asked_features)}"

    def _least_cap(self, law: Law, facts: Mapping[str, Any]) -> Cap | None:
        """The least legal cap; the same question is asked of many lines, and answered once."""
        asked = (law.mark, *[facts.get(name) for name in law.asked_by_caps])
        if asked not in self.caps:
            if len(self.caps) >= _CAPS_KEPT:
                self.caps.clear()
            self.caps[asked] = cap(law, facts)
        return self.caps[asked]

    def _compiled(self, on: date) -> Compiled:
        """The policy compiled for the time between two changes of its parameters that `on` lies in."""
        era = bisect_right(self._days, on)
        if era not in self.compiled:
            self.compiled[era] = compile_policy(self.policy, on=on)
        return self.compiled[era]

    @cached_property
    def _points(self) -> Points | None:
        return None if self.model is None else compile_points(self.model.card)

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return self.policy.change_days()


@lru_cache(maxsize=16_384)
def _key(*parts: object) -> str:
    """Name what an outcome rests on; most events of a line rest on the same."""
    return blake2b(" ".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def _lesser(limit_minor: int, least: Cap | None) -> int:
    return limit_minor if least is None else min(limit_minor, least.amount_minor)


_STANDINGS: dict[tuple[str, str, str | None, str | None], Standing] = {}


def standing_of(policy: Policy, pack: Pack, model: Model | None, proof_id: str | None) -> Standing:
    """Return the standing of these; the same one for the same, so that a policy is compiled once."""
    name = (policy.sha256, pack.digest, None if model is None else model.id, proof_id)
    if name not in _STANDINGS:
        _STANDINGS[name] = Standing(policy=policy, pack=pack, model=model, proof_id=proof_id)
    return _STANDINGS[name]
