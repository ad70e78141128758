"""Making recorded decisions again from what they were made from, and comparing to the last byte."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.decisions.decide import decide
from creditline.decisions.decision import Decision
from creditline.decisions.profile import Confirmation
from creditline.decisions.replay import Replayed, SourceMissing, Sources, inputs_confirmed, replay
from creditline.law.pack import rules_in_force
from creditline.store.database import Database
from creditline.store.decision_files import confirmations_since, decisions_since, read_decision
from creditline.store.groups import connect
from creditline.store.wire import Wire
from creditline.usecases.sources import model_by, pack_by, policy_by


@dataclass(frozen=True, slots=True)
class ReplayedAll:
    """How many decisions and confirmations were made again, and those that came out otherwise or could not be made."""

    decisions: int
    confirmations: int
    differing: tuple[str, ...]


async def replay_decision(database: Database, decision_id: str) -> Replayed:
    """Make one decision again; raise DecisionUnknown, SourceMissing."""
    recorded = await read_decision(database, decision_id)
    async with _connected(database) as connection:
        return replay(recorded, await _sources(connection, recorded))


async def replay_all(
    database: Database, since: datetime, *, progress: Callable[[int], None] = lambda _done: None
) -> ReplayedAll:
    """Make every decision since an instant again, and every confirmation of one."""
    decisions = confirmations = 0
    differing: list[str] = []
    async with _connected(database) as connection:
        async for recorded in decisions_since(database, since):
            decisions += 1
            if not replay(recorded, await _sources(connection, recorded)).equal:
                differing.append(recorded.id)
            progress(decisions)
        async for made, base in confirmations_since(database, since):
            confirmations += 1
            if not _confirms(made, base, await _sources(connection, base)):
                differing.append(f"{made.line_id} {made.version} confirms {base.id}")
            progress(decisions + confirmations)
    return ReplayedAll(decisions, confirmations, tuple(differing))


def _confirms(made: Confirmation, base: Decision, sources: Sources) -> bool:
    """Whether the facts of a confirmation, fully decided, come out as the decision that it confirms."""
    policy, pack = sources.policy(base.policy.sha256), sources.pack(base.law.pack, base.law.digest)
    if policy is None or pack is None:
        raise SourceMissing("policy or law", base.policy.sha256)
    model = None if base.scored is None else sources.model(base.scored.card_id)
    inputs = inputs_confirmed(made, base, policy)
    law = rules_in_force(pack, business_date(made.decided_at, pack.zone), made.decided_at)
    again = decide(inputs, model, policy, law, made.decided_at, proof_id=base.policy.proof_id)
    return (again.effect, again.limit_minor, again.to_minor) == (base.effect, base.limit_minor, base.to_minor)


@asynccontextmanager
async def _connected(database: Database) -> AsyncIterator[Wire]:
    connection = await connect(database)
    try:
        yield connection
    finally:
        await connection.close()


async def _sources(connection: Wire, decision: Decision) -> Sources:
    """Read what a decision names; raise SourceMissing."""
    policy = await policy_by(connection, decision.policy.sha256)
    pack = await pack_by(connection, decision.law.pack, decision.law.digest)
    model = await model_by(connection, None if decision.scored is None else decision.scored.card_id)
    return Sources(lambda _: policy, lambda _: model, lambda _, __: pack)
