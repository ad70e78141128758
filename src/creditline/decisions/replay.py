"""Making a past decision again from what it was made from, and comparing to the last byte."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from creditline.decisions.decide import Model, decide
from creditline.decisions.decision import Decision
from creditline.decisions.inputs import Inputs
from creditline.decisions.profile import Confirmation
from creditline.decisions.record import record_text
from creditline.decisions.trigger import Trigger
from creditline.law.pack import Pack, rules_in_force
from creditline.policy.policy import Policy


class SourceMissing(LookupError):
    """A replay needs the very policy, scorecard and law that the decision names."""

    code = "source-missing"

    def __init__(self, what: str, name: str) -> None:
        super().__init__(
            f"The {what} '{name}' that this decision was made with is not at hand. Restore it, then replay."
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """Where policies, cards and packs come from, by the hashes that decisions record; None for what is not at hand."""

    policy: Callable[[str], Policy | None]
    model: Callable[[str], Model | None]
    pack: Callable[[str, str], Pack | None]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision and the one that the same inputs make now; `equal` to the last byte or not."""

    recorded: Decision
    again: Decision

    @property
    def equal(self) -> bool:
        """Whether both are the same text."""
        return record_text(self.recorded) == record_text(self.again)


def replay(decision: Decision, sources: Sources) -> Replayed:
    """Make `decision` again from its own inputs, policy, card, and the rules as known then; raise SourceMissing."""
    policy = sources.policy(decision.policy.sha256)
    if policy is None:
        raise SourceMissing("policy", decision.policy.sha256)
    model = None if decision.scored is None else sources.model(decision.scored.card_id)
    if decision.scored is not None and model is None:
        raise SourceMissing("scorecard", decision.scored.card_id)
    pack = sources.pack(decision.law.pack, decision.law.digest)
    if pack is None:
        raise SourceMissing("pack of rules", f"{decision.law.pack} {decision.law.digest}")
    again = decide(
        decision.inputs,
        model,
        policy,
        rules_in_force(pack, decision.on, decision.known_at),
        decision.decided_at,
        known_at=decision.known_at,
        proof_id=decision.policy.proof_id,
    )
    return Replayed(decision, again)


def inputs_confirmed(made: Confirmation, base: Decision, policy: Policy) -> Inputs:
    """Return what a confirmation was made from: what it noted itself, the rest as the decision that it confirms."""
    features = dict(zip(sorted(base.inputs.features), made.features, strict=True))
    declared = {name: value for name, value in features.items() if value is not None and name in policy.facts}
    return replace(
        base.inputs,
        version=made.version,
        trigger=Trigger(made.trigger),
        current_limit_minor=base.limit_minor,
        facts={**base.inputs.facts, **declared, **made.facts},
        features=features,
    )
