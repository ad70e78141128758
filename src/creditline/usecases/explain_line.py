"""Everything that explains a line to its borrower: decisions, what restores the limit, offers, holds, lessons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from creditline.decisions.debt_ratio import DebtRatio, debt_ratio
from creditline.decisions.decide import Model
from creditline.decisions.decision import Decision
from creditline.decisions.flags import FlagState
from creditline.decisions.lessons import ToldLesson, lessons_for
from creditline.decisions.path import Restoration
from creditline.lines.line import Line
from creditline.policy.evaluate import evaluate
from creditline.policy.policy import Policy
from creditline.scoring.explain import points_by_feature
from creditline.scoring.score import score
from creditline.store.database import Database
from creditline.store.decision_files import ProfileUnknown, read_decision, read_decisions, read_flags, read_offers
from creditline.store.decisions import StoredFlag, StoredOffer
from creditline.usecases.enrol_line import PolicyNotActive
from creditline.usecases.restore_path import path_to
from creditline.usecases.situation import Situation, read_situation
from creditline.usecases.sources import learn
from creditline.usecases.view_line import view_line

DECISIONS_SHOWN = 8
_OFFERS_READ = 5


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """A decision with the policy that made it, and what its scorecard says.

    lost: the points each feature lost against the fixed reference, by feature. moved: the points each gained (or lost,
    below zero) since the decision before; empty where there was none with the same card.
    """

    decision: Decision
    policy: Policy
    lost: Mapping[str, int]
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What explains a line whose limit a policy decides. `to_minor`: the limit it had, where it has less now.

    path: what brings it back; None where nothing is in the way, or nothing was lost.
    """

    situation: Situation
    decisions: Sequence[ToldDecision]
    to_minor: int | None
    path: Restoration | None
    offers: Sequence[StoredOffer]
    flags: Sequence[StoredFlag]
    lessons: Sequence[ToldLesson]
    debt: DebtRatio | None


async def explain_line(database: Database, line: Line, *, highest_minor: int | None, now: datetime) -> Explained | None:
    """Return what explains `line`, as it stands at `now`; None for one whose limit no policy decides.

    highest_minor: the highest limit it had of late.
    """
    try:
        situation = await read_situation(database, line, now=now)
    except (ProfileUnknown, PolicyNotActive):
        return None
    decisions = await read_decisions(database, line.id, before=None, limit=DECISIONS_SHOWN + 1)
    offers = await read_offers(database, line.id, limit=_OFFERS_READ)
    open_flags = await read_flags(database, line_id=line.id, state=FlagState.OPEN.value)
    flags = [stored for stored in open_flags if stored.flag.deadline_at > now]  # its hold ends by itself
    to_minor = _lost(line, highest_minor, decisions)
    codes = [reason.code for made in decisions[:1] for reason in made.reasons]
    codes += [stored.flag.reason.code for stored in flags]
    return Explained(
        situation=situation,
        decisions=await _told(database, decisions),
        to_minor=to_minor,
        path=None if to_minor is None else path_to(situation, to_minor),
        offers=[offer for offer in offers if offer.state == "open" and offer.expires_on >= situation.law.on],
        flags=flags,
        lessons=lessons_for(situation.standing.policy, codes, situation.law.on),
        debt=debt_of(situation),
    )


async def tell_decision(database: Database, line_id: str, decision_id: str) -> ToldDecision | None:
    """Return one decision on a line with what explains it; None for another line's. Raises DecisionUnknown."""
    decision = await read_decision(database, decision_id)
    if decision.inputs.line_id != line_id:
        return None
    earlier = await read_decisions(database, line_id, before=decision.decided_at, limit=1)
    return (await _told(database, [decision, *earlier]))[0]


async def find_debt(database: Database, line_id: str, *, now: datetime) -> DebtRatio | None:
    """Return a line's debt ratio now; None where no policy decides its limit or no income is proven."""
    line = await view_line(database, line_id, now=now)
    try:
        return debt_of(await read_situation(database, line, now=now))
    except (ProfileUnknown, PolicyNotActive):
        return None


def debt_of(situation: Situation) -> DebtRatio | None:
    """Return the debt ratio by the facts of now; None where no income is proven."""
    policy = situation.standing.policy
    facts = {name: situation.facts[name] for name in policy.facts if name in situation.facts}
    said = evaluate(policy, facts, on=situation.law.on)
    return debt_ratio(said.facts, said.parameters, counted_minor=said.steps.get("counted_income", 0))


def _lost(line: Line, highest_minor: int | None, decisions: Sequence[Decision]) -> int | None:
    """Return the limit that the line had or is about to lose; None where it has it."""
    current = line.limit_minor or 0
    announced = decisions[0].to_minor if decisions and decisions[0].effect == "announced" else None
    if announced is not None and announced < current:
        return current
    return highest_minor if highest_minor is not None and highest_minor > current else None


async def _told(database: Database, newest_first: Sequence[Decision]) -> list[ToldDecision]:
    cards = {decision.scored.card_id for decision in newest_first if decision.scored is not None}
    policies, models = await learn(database, {decision.policy.sha256 for decision in newest_first}, cards)
    told = []
    for decision, before in zip(newest_first, [*newest_first[1:], None], strict=True):
        model = None if decision.scored is None else models[decision.scored.card_id]
        lost, moved = _lost_points(model, decision), _moved(model, before, decision)
        told.append(ToldDecision(decision, policies[decision.policy.sha256], lost, moved))
    return told[:DECISIONS_SHOWN]


def _lost_points(model: Model | None, decision: Decision) -> dict[str, int]:
    if model is None:
        return {}
    reference = {part.name: part.reference for part in (*model.card.features, *model.card.pairs)}
    best = points_by_feature(model.card, reference)
    return {name: best[name] - had for name, had in _points(model, decision).items() if best[name] > had}


def _moved(model: Model | None, before: Decision | None, after: Decision) -> dict[str, int]:
    if model is None or before is None or before.scored is None or before.scored.card_id != model.id:
        return {}
    had = _points(model, before)
    return {name: points - had[name] for name, points in _points(model, after).items() if points != had[name]}


def _points(model: Model, decision: Decision) -> dict[str, int]:
    return points_by_feature(model.card, score(model.card, decision.inputs.features).by_feature)
