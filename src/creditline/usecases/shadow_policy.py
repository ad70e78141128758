"""A policy in the shadow: every decision of the champion is made again by it, without effect, and compared."""

from dataclasses import dataclass

from creditline.decisions.decide import Model, decide
from creditline.decisions.decision import Decision
from creditline.decisions.trigger import Trigger
from creditline.law.pack import Pack, rules_in_force
from creditline.policy.policy import Policy
from creditline.store.database import Database
from creditline.store.groups import writing
from creditline.store.shadows import Shadow, ShadowOutcome, read_shadows, record_shadow, waiting_decisions
from creditline.usecases.sources import model_by, pack_by, policy_by

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy with the scorecard that gives its score, to decide with in place of another."""

    policy: Policy
    model: Model | None


async def run_shadows(database: Database) -> int:
    """Let every running shadow look at the decisions it has not seen; return how many it looked at in all."""
    running = [shadow for shadow in await read_shadows(database) if shadow.stopped_at is None]
    return sum([await _run(database, shadow) for shadow in running])


async def _run(database: Database, shadow: Shadow) -> int:
    seen = 0
    async with writing(database) as connection:
        candidate = Candidate(
            await policy_by(connection, shadow.policy_sha256), await model_by(connection, shadow.card_id)
        )
        while decisions := await waiting_decisions(database, shadow, limit=_PAGE):
            packs = {one.law.digest: await pack_by(connection, one.law.pack, one.law.digest) for one in decisions}
            outcomes = [_outcome(shadow, candidate, one, packs[one.law.digest]) for one in decisions]
            await record_shadow(database, shadow, outcomes, decisions[-1])
            seen += len(decisions)
            shadow = next(one for one in await read_shadows(database) if one.number == shadow.number)
    return seen


def decide_instead(decision: Decision, candidate: Candidate, pack: Pack) -> Decision:
    """Return what the candidate would have decided of the same line at the same instant, by the same law.

    Raises what `decide` raises, above all FactMissing for a fact that the candidate needs and the decision had not.
    """
    law = rules_in_force(pack, decision.on, decision.known_at)
    at = decision.decided_at
    return decide(decision.inputs, candidate.model, candidate.policy, law, at, known_at=decision.known_at)


def outcome_minor(decision: Decision) -> int:
    """Return the limit that a decision leads to, now or after its notice or consent."""
    return decision.to_minor if decision.to_minor is not None else decision.limit_minor or 0


def repaid_in_full(decision: Decision) -> bool:
    """Whether the decision was triggered by a repayment after which nothing is drawn."""
    return decision.inputs.trigger is Trigger.REPAYMENT and decision.inputs.facts.get("drawn_minor") == 0


def _outcome(shadow: Shadow, candidate: Candidate, decision: Decision, pack: Pack) -> ShadowOutcome:
    instead, why_not = None, None
    try:
        instead = outcome_minor(decide_instead(decision, candidate, pack))
    except (LookupError, ValueError) as failure:
        why_not = str(failure)[:500]
    return ShadowOutcome(
        shadow_number=shadow.number,
        decision_id=decision.id,
        line_id=decision.inputs.line_id,
        trigger=decision.inputs.trigger.value,
        repaid_in_full=repaid_in_full(decision),
        before_minor=decision.inputs.current_limit_minor,
        champion_minor=outcome_minor(decision),
        shadow_minor=instead,
        why_not=why_not,
    )
