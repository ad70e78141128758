"""What a policy would do to the book if it decided now: who gains, who loses, and what it comes to. Writes nothing."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from typing import Any

from creditline.decisions.decision import Decision, Effect
from creditline.law.pack import Pack
from creditline.store.database import Database
from creditline.store.groups import writing
from creditline.store.lifecycle import PolicyVersion, latest_decisions
from creditline.usecases.shadow_policy import Candidate, decide_instead, outcome_minor, repaid_in_full
from creditline.usecases.sources import model_by, pack_by, policy_by

_PAGE = 500
_WHOLE_BPS = 10_000
_EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What a simulation assumes, since the book does not say it: the loss at a default, and what a notice costs.

    loss_given_default_bps: in parts of 10,000 of the limit. notice_minor: minor units for each notice.
    """

    loss_given_default_bps: int = 6_500
    notice_minor: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One line whose limit would come out otherwise."""

    line_id: str
    before_minor: int
    after_minor: int
    reasons: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Simulation:
    """What a policy would do. Amounts in minor units of the policy's currency.

    exposure: sum of limits. expected_loss: probability of default × limit × loss given default, where there is a score.
    full_repayers_lowered: lines whose last decision followed a full repayment and whose limit would come out lower than
    before that repayment. reasons: how often each reason bound a limit that falls.
    """

    policy: str
    version: str
    sha256: str
    assumed: Assumed
    lines: int = 0
    higher: int = 0
    lower: int = 0
    same: int = 0
    undecided: int = 0
    exposure_before_minor: int = 0
    exposure_after_minor: int = 0
    gained_minor: int = 0
    lost_minor: int = 0
    expected_loss_before_minor: int = 0
    expected_loss_after_minor: int = 0
    notices: int = 0
    notices_cost_minor: int = 0
    full_repayers: int = 0
    full_repayers_lowered: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    largest_falls: list[Moved] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the simulation as values that JSON has."""
        return {**asdict(self), "reasons": dict(self.reasons.most_common())}

    def take(self, champion: Decision, candidate: Decision | None) -> None:
        """Count one line: what stands now, and what the candidate would decide; None if it could not."""
        before = outcome_minor(champion)
        self.lines += 1
        self.exposure_before_minor += before
        self.expected_loss_before_minor += _expected_loss(champion, before, self.assumed)
        if candidate is None:
            self.undecided += 1
            self.exposure_after_minor += before
            return
        after = outcome_minor(candidate)
        self.exposure_after_minor += after
        self.expected_loss_after_minor += _expected_loss(candidate, after, self.assumed)
        self._compare(champion, candidate, before, after)
        if repaid_in_full(champion):
            self.full_repayers += 1
            self.full_repayers_lowered += after < (champion.inputs.current_limit_minor or 0)

    def _compare(self, champion: Decision, candidate: Decision, before: int, after: int) -> None:
        self.same += after == before
        self.higher += after > before
        self.lower += after < before
        self.gained_minor += max(0, after - before)
        self.lost_minor += max(0, before - after)
        if candidate.effect in {Effect.LOWERED, Effect.ANNOUNCED} or after < before:
            self.notices += 1
            self.notices_cost_minor += self.assumed.notice_minor
        if after < before:
            codes = tuple(reason.code for reason in candidate.reasons)
            self.reasons.update(codes)
            moved = Moved(line_id=champion.inputs.line_id, before_minor=before, after_minor=after, reasons=codes)
            self.largest_falls = sorted([*self.largest_falls, moved], key=_fall, reverse=True)[:_EXAMPLES]


async def simulate(
    database: Database, version: PolicyVersion, *, card_id: str | None = None, assumed: Assumed | None = None
) -> Simulation:
    """Decide the latest decision of each of the policy's lines again with `version`, and add up what differs.

    card_id: the scorecard that gives the score; None: the one of each decision. Raises SourceMissing.
    """
    simulation = Simulation(
        policy=version.policy_id, version=version.version, sha256=version.sha256, assumed=assumed or Assumed()
    )
    async with writing(database) as connection:
        policy = await policy_by(connection, version.sha256)
        own = await model_by(connection, card_id)
        async for decision in _latest(database, version.policy_id):
            pack = await pack_by(connection, decision.law.pack, decision.law.digest)
            scored = None if decision.scored is None else decision.scored.card_id
            model = own or await model_by(connection, scored)
            simulation.take(decision, _instead(decision, Candidate(policy, model), pack))
    return simulation


async def _latest(database: Database, policy_id: str) -> AsyncIterator[Decision]:
    after = ""
    while page := await latest_decisions(database, policy_id, after=after, limit=_PAGE):
        after = page[-1].inputs.line_id
        for decision in page:
            yield decision


def _instead(decision: Decision, candidate: Candidate, pack: Pack) -> Decision | None:
    try:
        return decide_instead(decision, candidate, pack)
    except (LookupError, ValueError):
        return None


def _expected_loss(decision: Decision, limit_minor: int, assumed: Assumed) -> int:
    pd_bps = 0 if decision.scored is None else decision.scored.pd_bps
    return limit_minor * pd_bps * assumed.loss_given_default_bps // (_WHOLE_BPS * _WHOLE_BPS)


def _fall(moved: Moved) -> int:
    return moved.before_minor - moved.after_minor
