"""Where a line stands for its decisions: its facts of now, and the policy, law and scorecard that decide now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from creditline.dates.business_date import business_date
from creditline.decisions.decide import facts_of
from creditline.decisions.inputs import Inputs
from creditline.decisions.line_facts import line_facts
from creditline.decisions.profile import Profile
from creditline.decisions.standing import Standing, standing_of
from creditline.decisions.trigger import Trigger
from creditline.features.outlook import Outlook
from creditline.features.read import read
from creditline.features.state import FeatureState
from creditline.law.pack import Law
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.decision_files import read_activation, read_profile
from creditline.store.decisions import Activation
from creditline.store.groups import writing
from creditline.usecases.enrol_line import PolicyNotActive
from creditline.usecases.feature_values import FeatureValues, KeptStates
from creditline.usecases.sources import model_by, pack_by, policy_by

_KNOWN: dict[Activation, Standing] = {}


@dataclass(frozen=True, slots=True)
class Situation:
    """A line with a profile, what decides for it, and everything a decision of now would be made from.

    outlook: what its features will be if all is repaid today; None where no scorecard looks at them.
    """

    line: Line
    profile: Profile
    standing: Standing
    inputs: Inputs
    facts: Mapping[str, Any]
    law: Law
    outlook: Outlook | None = None


async def read_situation(database: Database, line: Line, *, now: datetime) -> Situation:
    """Return where `line`, as it stands at `now`, stands for its decisions.

    Raises ProfileUnknown, PolicyNotActive.
    """
    profile = await read_profile(database, line.id)
    activation = await read_activation(database, profile.policy_id, now)
    if activation is None:
        raise PolicyNotActive(profile.policy_id)
    standing = await standing_by(database, activation)
    on = business_date(now, standing.pack.zone)
    state = await _state(database, line) if standing.model is not None else None
    inputs = Inputs(
        line_id=line.id,
        version=line.version,
        trigger=Trigger.REVIEW,
        current_limit_minor=line.limit_minor,
        facts=line_facts(profile.facts, line, on),
        features={} if state is None else read(state, on),
    )
    facts = facts_of(inputs, standing.model, standing.points(inputs))
    outlook = None if state is None else Outlook.of(state, on, standing.asked_features)
    return Situation(line, profile, standing, inputs, facts, standing.law(on, now), outlook)


async def standing_by(database: Database, activation: Activation) -> Standing:
    """Return what an activation names; read once a process. Raises SourceMissing."""
    if activation not in _KNOWN:
        async with writing(database) as connection:
            policy = await policy_by(connection, activation.policy_sha256)
            pack = await pack_by(connection, activation.pack, activation.pack_digest)
            model = await model_by(connection, activation.card_id)
        _KNOWN[activation] = standing_of(policy, pack, model, activation.proof_id)
    return _KNOWN[activation]


async def _state(database: Database, line: Line) -> FeatureState:
    async with writing(database) as connection:
        values = await FeatureValues.of_lines(connection, {line.id: line.version}, KeptStates(), ())
    return values.states[line.id][1]
