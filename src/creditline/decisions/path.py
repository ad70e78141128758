"""What restores a limit: the smallest set of changes, each the least that suffices, found in the policy itself.

All facts that a borrower can change are set to their best; then each that is not needed is set back, and of what
remains the least change is found. Limits rise with each of these facts (the policy promises it, P3), so every search
is exact. A higher score is taken apart by the scorecard into changes of the features behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from creditline.decisions.decide import Model
from creditline.decisions.inputs import Inputs
from creditline.decisions.prepared import prepared
from creditline.decisions.trigger import Trigger
from creditline.law.caps import cap
from creditline.law.pack import Law
from creditline.policy.domain import Domain, Kind
from creditline.policy.policy import Policy
from creditline.scoring.path import Foresight, path
from creditline.scoring.path import Path as CardPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A fact that a borrower can change: which way is better, how many days until it shows, and how to do it."""

    fact: str
    rises: bool
    days: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change: a fact from what it is to what suffices, the day on which it can count, and how it is done.

    card: of the score, the changes of features that lead to it; None where no scorecard shows the way.
    """

    fact: str
    now: int
    to: int
    on: date
    en: str
    zh: str
    card: CardPath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The steps, the limit they lead to, and whether that is all that was asked for."""

    steps: tuple[Step, ...]
    limit_minor: int
    complete: bool


LEVERS = (
    Lever(fact="income_age_days", rises=False, days=0, en="Send a new proof of income.", zh="提交新的收入证明。"),
    Lever(fact="days_past_due", rises=False, days=0, en="Pay what is due here.", zh="还清本额度的逾期款项。"),
    Lever(
        fact="late_elsewhere_days", rises=False, days=1,
        en="Pay what is overdue elsewhere, and let us know.", zh="还清其他机构的逾期款项并告知我们。",
    ),
    Lever(
        fact="obligations_minor", rises=False, days=30,
        en="Lower what you pay to others each month.", zh="降低每月在其他机构的还款额。",
    ),
    Lever(
        fact="other_limits_minor", rises=False, days=1,
        en="Give back a limit of another product of ours.", zh="退还我们其他产品的额度。",
    ),
    Lever(
        fact="inquiries_90d", rises=False, days=90,
        en="Do not apply for credit elsewhere for a while.", zh="一段时间内不再向其他机构申请信贷。",
    ),
    Lever(
        fact="returned_count_90d", rises=False, days=90,
        en="Keep the account covered that repayments are taken from.", zh="保证还款账户余额充足。",
    ),
    Lever(
        fact="late_count_365d", rises=False, days=365,
        en="Pay each bill by its day, small ones too.", zh="按时还清每期账单，小额也不例外。",
    ),
    Lever(fact="score", rises=True, days=90, en="Raise your record.", zh="提升您的记录得分。"),
    Lever(
        fact="income_minor", rises=True, days=30,
        en="Prove a higher monthly income.", zh="提供更高月收入的证明。",
    ),
    Lever(
        fact="revenue_12m_minor", rises=True, days=90,
        en="Prove a higher yearly revenue.", zh="提供更高年营业额的证明。",
    ),
    Lever(
        fact="revenue_fall_bps", rises=False, days=90,
        en="Bring revenue back to the year's pace.", zh="使营业额恢复到全年水平。",
    ),
    Lever(fact="tenure_months", rises=True, days=30, en="Keep the line for longer.", zh="继续使用本额度。"),
)  # fmt: skip
"""From the easiest to the slowest; what is easy is kept in the path, what is slow is dropped first."""

Limit = Callable[[Mapping[str, Any]], int]


def restore_path(
    inputs: Inputs,
    facts: Mapping[str, Any],
    model: Model | None,
    policy: Policy,
    law: Law,
    *,
    to_minor: int,
    limit: Limit | None = None,
    foresight: Foresight | None = None,
) -> Restoration | None:
    """Return what brings the limit to `to_minor`, or as near as can be; None if nothing is in the way.

    facts: all facts of the decision, as `decide.facts_of` gives them. limit: the same as policy and law give, if a
    faster way to it is at hand. foresight: as scoring.path takes it. Raises FactMissing of policy and law.
    """
    held = {**facts, "trigger": Trigger.REVIEW.value, "current_limit_minor": to_minor}
    limit = limit or _limit(policy, law)
    if limit(held) >= to_minor:
        return None
    levers = [lever for lever in LEVERS if _open(policy, held, lever)]
    best = {**held, **{lever.fact: _end(policy.facts[lever.fact], lever) for lever in levers}}
    reachable = min(to_minor, limit(best))
    chosen = _needed(limit, held, best, levers, reachable)
    final = _least(limit, policy, held, best, chosen, reachable)
    steps = [_step(lever, held, final, inputs, model, law.on, foresight) for lever in chosen]
    return Restoration(steps=tuple(steps), limit_minor=limit(final), complete=reachable >= to_minor)


def _limit(policy: Policy, law: Law) -> Limit:
    evaluate = prepared(policy).policy.evaluate

    def limit(facts: Mapping[str, Any]) -> int:
        said = evaluate({name: facts[name] for name in policy.facts if name in facts}, on=law.on).limit_minor
        capped = cap(law, facts)
        return said if capped is None else min(said, capped.amount_minor)

    return limit


def _open(policy: Policy, facts: Mapping[str, Any], lever: Lever) -> bool:
    """Whether the policy looks at the fact, and it is not at its best already."""
    domain = policy.facts.get(lever.fact)
    return domain is not None and domain.kind is Kind.INTEGER and facts[lever.fact] != _end(domain, lever)


def _end(domain: Domain, lever: Lever) -> int:
    return domain.high if lever.rises else domain.low


def _needed(
    limit: Limit, held: Mapping[str, Any], best: Mapping[str, Any], levers: list[Lever], target: int
) -> list[Lever]:
    """The levers that cannot be done without: the slow ones are given up first."""
    needed = list(levers)
    for lever in reversed(levers):
        others = [one for one in needed if one is not lever]
        if limit(_pulled(held, best, others)) >= target:
            needed = others
    return needed


def _pulled(held: Mapping[str, Any], best: Mapping[str, Any], levers: list[Lever]) -> dict[str, Any]:
    return {**held, **{lever.fact: best[lever.fact] for lever in levers}}


def _least(
    limit: Limit, policy: Policy, held: Mapping[str, Any], best: Mapping[str, Any], levers: list[Lever], target: int
) -> dict[str, Any]:
    """Lower each lever, one after the other, to the least change that still reaches the target."""
    final = _pulled(held, best, levers)
    for lever in levers:
        domain = policy.facts[lever.fact]
        now = domain.clipped(lever.fact, int(held[lever.fact]))
        final[lever.fact] = _nearest(partial(_reaches, limit, final, lever.fact, target), now, final[lever.fact])
    return final


def _reaches(limit: Limit, facts: Mapping[str, Any], fact: str, target: int, value: int) -> bool:
    return limit({**facts, fact: value}) >= target


def _nearest(reaches: Callable[[int], bool], now: int, far: int) -> int:
    """The value nearest to `now` that reaches the target, given that `far` does; by bisection."""
    while abs(far - now) > 1:
        middle = (now + far) // 2
        if reaches(middle):
            far = middle
        else:
            now = middle
    return far


def _step(
    lever: Lever,
    held: Mapping[str, Any],
    final: Mapping[str, Any],
    inputs: Inputs,
    model: Model | None,
    on: date,
    foresight: Foresight | None,
) -> Step:
    to = int(final[lever.fact])
    card = None
    if lever.fact == "score" and model is not None:
        card = path(model.card, inputs.features, target=to, as_of=on, foresight=foresight)
    ready = card.on if card is not None else on + timedelta(days=_days(lever, int(held[lever.fact]), to))
    return Step(fact=lever.fact, now=int(held[lever.fact]), to=to, on=ready, en=lever.en, zh=lever.zh, card=card)


def _days(lever: Lever, now: int, to: int) -> int:
    return lever.days * (to - now) if lever.fact == "tenure_months" else lever.days
