"""What brings a line's limit to an amount, from the facts of now and the policy that decides now."""

from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.decisions.decide import facts_of
from creditline.decisions.inputs import Inputs
from creditline.decisions.line_facts import line_facts
from creditline.decisions.path import Restoration, restore_path
from creditline.decisions.trigger import Trigger
from creditline.law.pack import rules_in_force
from creditline.scoring.score import score
from creditline.store.database import Database
from creditline.store.decision_files import read_activation, read_profile
from creditline.store.groups import connect
from creditline.usecases.enrol_line import PolicyNotActive
from creditline.usecases.feature_values import FeatureValues, KeptStates
from creditline.usecases.sources import model_by, pack_by, policy_by
from creditline.usecases.view_line import view_line


async def find_path(database: Database, line_id: str, *, to_minor: int, now: datetime) -> Restoration | None:
    """Return the steps that bring the line's limit to `to_minor`; None if nothing is in the way.

    Raises LineUnknown, ProfileUnknown, PolicyNotActive.
    """
    line, profile = await view_line(database, line_id, now=now), await read_profile(database, line_id)
    activation = await read_activation(database, profile.policy_id, now)
    if activation is None:
        raise PolicyNotActive(profile.policy_id)
    connection = await connect(database)
    try:
        policy = await policy_by(connection, activation.policy_sha256)
        pack = await pack_by(connection, activation.pack, activation.pack_digest)
        model = await model_by(connection, activation.card_id)
        scored = {line_id: line.version} if model is not None else {}
        values = await FeatureValues.of_lines(connection, scored, KeptStates())
    finally:
        await connection.close()
    on = business_date(now, pack.zone)
    inputs = Inputs(
        line_id=line_id,
        version=line.version,
        trigger=Trigger.REVIEW,
        current_limit_minor=line.limit_minor,
        facts=line_facts(profile.facts, line, on),
        features=values.of(line_id, on) if model is not None else {},
    )
    points = None if model is None else score(model.card, inputs.features)
    law = rules_in_force(pack, on, now)
    return restore_path(inputs, facts_of(inputs, model, points), model, policy, law, to_minor=to_minor)
