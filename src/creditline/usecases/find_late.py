"""Finding the decisions that a rule entered late, or a corrected one, makes otherwise."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.decisions.decide import Model
from creditline.decisions.decision import Decision
from creditline.decisions.late import Late, Past, late
from creditline.decisions.profile import Confirmation
from creditline.decisions.replay import inputs_confirmed
from creditline.law.pack import rules_in_force
from creditline.law.shipped import pack
from creditline.store.database import Database
from creditline.store.decision_files import confirmations_since, decisions_since
from creditline.store.groups import writing
from creditline.store.wire import Wire
from creditline.usecases.sources import model_by, pack_by, policy_by


@dataclass(frozen=True, slots=True)
class LateFound:
    """How many decisions and confirmations were judged, and those that the law as valid makes otherwise."""

    decisions: int
    confirmations: int
    late: tuple[Late, ...]


async def find_late(
    database: Database, since: datetime, now: datetime, *, progress: Callable[[int], None] = lambda _done: None
) -> LateFound:
    """Judge all that was decided since an instant by the law of this version as known `now`; raise SourceMissing.

    Confirmations too: a rule may have become valid after the decision that they confirm.
    """
    counted = {False: 0, True: 0}
    found: list[Late] = []
    async with writing(database) as connection:
        async for past in _pasts(connection, database, since):
            counted[past.confirms] += 1
            judged = late(past, rules_in_force(pack(past.decision.law.pack), past.known.on, now))
            found += [] if judged is None else [judged]
            progress(sum(counted.values()))
    in_order = sorted(found, key=lambda each: (each.decided_at, each.line_id, each.version))
    return LateFound(counted[False], counted[True], tuple(in_order))


async def _pasts(connection: Wire, database: Database, since: datetime) -> AsyncIterator[Past]:
    async for recorded in decisions_since(database, since):
        yield await _decided(connection, recorded)
    async for made, base in confirmations_since(database, since):
        yield await _confirmed(connection, made, base)


async def _decided(connection: Wire, recorded: Decision) -> Past:
    law = await pack_by(connection, recorded.law.pack, recorded.law.digest)
    return Past(
        decision=recorded,
        inputs=recorded.inputs,
        confirms=False,
        decided_at=recorded.decided_at,
        known_at=recorded.known_at,
        policy=await policy_by(connection, recorded.policy.sha256),
        model=await _model(connection, recorded),
        known=rules_in_force(law, recorded.on, recorded.known_at),
    )


async def _confirmed(connection: Wire, made: Confirmation, base: Decision) -> Past:
    law = await pack_by(connection, base.law.pack, base.law.digest)
    policy = await policy_by(connection, base.policy.sha256)
    return Past(
        decision=base,
        inputs=inputs_confirmed(made, base, policy),
        confirms=True,
        decided_at=made.decided_at,
        known_at=made.decided_at,
        policy=policy,
        model=await _model(connection, base),
        known=rules_in_force(law, business_date(made.decided_at, law.zone), made.decided_at),
    )


async def _model(connection: Wire, decision: Decision) -> Model | None:
    return await model_by(connection, None if decision.scored is None else decision.scored.card_id)
