"""Letting a policy decide a line's limit, by facts about the borrower; the first decision follows at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from creditline.dates.business_date import business_date
from creditline.decisions.decide import decide
from creditline.decisions.inputs import Inputs
from creditline.decisions.line_facts import line_facts
from creditline.decisions.standing import standing_of
from creditline.decisions.trigger import Trigger
from creditline.lines.commands import Stamp
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.decision_files import enrol, read_activation
from creditline.store.groups import connect
from creditline.usecases.deciding import DecisionImpossible
from creditline.usecases.reconsider import Reconsider
from creditline.usecases.sequence import Receipt
from creditline.usecases.sources import model_by, pack_by, policy_by
from creditline.usecases.view_line import view_line
from creditline.usecases.writer import Writer


class PolicyNotActive(LookupError):
    """Lines are decided by a policy that is active."""

    code = "policy-not-active"

    def __init__(self, policy_id: str) -> None:
        super().__init__(f"No policy '{policy_id}' decides now. Propose one, and let another person release it.")


async def enrol_line(
    database: Database, writer: Writer, *, line_id: str, policy_id: str, facts: Mapping[str, Any], stamp: Stamp
) -> Receipt:
    """Let the active policy `policy_id` decide the line from now on, and decide it.

    Raises LineUnknown, PolicyNotActive, and DecisionImpossible where a fact is missing; then nothing was changed.
    """
    line = await view_line(database, line_id, now=stamp.booked_at)
    await _try(database, line, policy_id, facts, stamp.booked_at)
    await enrol(database, line_id, policy_id, facts)
    trigger = Trigger.OPENED if line.limit_minor is None else Trigger.REVIEW
    return await writer.submit(
        Reconsider(line_id=line_id, stamp=replace(stamp, key=None), trigger=trigger, facts=facts)
    )


async def _try(database: Database, line: Line, policy_id: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Decide without consequences, so that facts that are missing are told before anything is changed."""
    activation = await read_activation(database, policy_id, at)
    if activation is None:
        raise PolicyNotActive(policy_id)
    connection = await connect(database)
    try:
        policy = await policy_by(connection, activation.policy_sha256)
        pack = await pack_by(connection, activation.pack, activation.pack_digest)
        model = await model_by(connection, activation.card_id)
    finally:
        await connection.close()
    standing = standing_of(policy, pack, model, activation.proof_id)
    on = business_date(at, pack.zone)
    unknown = {} if model is None else dict.fromkeys(model.card.by_name)
    inputs = Inputs(
        line_id=line.id,
        version=line.version,
        trigger=Trigger.REVIEW,
        current_limit_minor=line.limit_minor,
        facts=line_facts(facts, line, on),
        features=unknown,
    )
    try:
        decide(inputs, model, policy, standing.law(on, at), at)
    except (LookupError, ValueError) as missing:
        raise DecisionImpossible(line.id, missing) from missing
