"""The story of one decision, in the order in which it was made: what a compliance officer reads and signs."""

from collections.abc import Iterator

from creditline.decisions.decision import Decision, Due, Effect
from creditline.money.amount import format_minor

_NO_BOUND = 10**11
"""What strategies write for a stage that says nothing about a line: the end of a limit's domain."""

_EFFECT = {
    Effect.KEPT: ("The limit stays at {limit}.", "额度保持为 {limit}。"),
    Effect.RAISED: ("The limit rises from {before} to {limit}.", "额度由 {before} 提高至 {limit}。"),
    Effect.LOWERED: ("The limit falls from {before} to {limit}.", "额度由 {before} 下调至 {limit}。"),
    Effect.OFFERED: (
        "A limit of {to} is offered; {limit} stays in force until it is accepted.",
        "提供 {to} 的额度邀约；接受前额度保持为 {limit}。",
    ),
    Effect.ANNOUNCED: (
        "A fall to {to} is announced for {effective}; until then {limit} stays in force.",
        "将于 {effective} 下调至 {to}；在此之前额度保持为 {limit}。",
    ),
    Effect.PAUSED: ("Reviews are paused; the limit stays at {limit}.", "自动评估已暂停，额度保持为 {limit}。"),
}


def headline(decision: Decision, currency: str, language: str = "en") -> str:
    """Return what the decision did, as one sentence in "en" or "zh"."""
    words = _EFFECT[decision.effect][1 if language == "zh" else 0]
    return words.format(
        limit=_amount(decision.limit_minor, currency),
        before=_amount(decision.inputs.current_limit_minor, currency),
        to=_amount(decision.to_minor, currency),
        effective=decision.effective_on.isoformat(),
    )


def story(decision: Decision, currency: str, language: str = "en") -> list[tuple[str, list[str]]]:
    """Return the story as sections: a title and its lines."""
    return [
        ("Decision", [headline(decision, currency, language), *_head(decision)]),
        ("Reasons", [f"{reason.code}: {reason.zh if language == 'zh' else reason.en}" for reason in decision.reasons]),
        ("What every stage would allow", list(_stages(decision, currency))),
        ("Rows that decided", [f"{table}: {row}" for table, row in decision.rows.items()]),
        ("Promise", list(_promise(decision, currency))),
        ("Owed notices", [_due(one) for one in decision.due] or ["none"]),
        ("Made from", list(_sources(decision))),
        ("Facts", [f"{name} = {value}" for name, value in sorted(decision.inputs.facts.items())]),
    ]


def _head(decision: Decision) -> Iterator[str]:
    inputs = decision.inputs
    yield f"{decision.id} on {inputs.line_id}, event {inputs.version}, brought about by: {inputs.trigger.value}"
    yield f"decided {decision.decided_at.isoformat()}, law as known {decision.known_at.isoformat()}"
    yield f"effective {decision.effective_on.isoformat()}"
    if decision.offer is not None:
        yield f"the offer stands until the end of {decision.offer.expires_on.isoformat()}"


def _stages(decision: Decision, currency: str) -> Iterator[str]:
    for wish in decision.wishes:
        marks = [word for word, holds in (("hard", wish.hard), ("BOUND", wish.stage in decision.binding)) if holds]
        allowed = "no bound" if wish.amount_minor >= _NO_BOUND else format_minor(wish.amount_minor, currency)
        yield f"{wish.stage}: {allowed}" + (f" ({', '.join(marks)})" if marks else "")
    extra = [stage for stage in decision.binding if stage not in {wish.stage for wish in decision.wishes}]
    yield from (f"{stage}: BOUND" for stage in extra)


def _promise(decision: Decision, currency: str) -> Iterator[str]:
    guard = decision.guard
    if guard is None:
        yield "no repayment brought this about, so the promise was not asked"
        return
    wish, kept = format_minor(guard.wish_minor, currency), format_minor(guard.kept_minor, currency)
    held = f"held {kept} against a wish of {wish}" if guard.applied else f"had nothing to hold: {wish} was wanted"
    yield f"{guard.id} {held}"
    if decision.deferred:
        yield f"left to a decision of their own: {', '.join(decision.deferred)}"


def _sources(decision: Decision) -> Iterator[str]:
    policy, law, scored = decision.policy, decision.law, decision.scored
    yield f"policy {policy.id} {policy.version}, {policy.sha256}, proof {policy.proof_id or 'none'}"
    yield f"law {law.pack}, {law.digest}, in force: {', '.join(law.rule_ids)}"
    if scored is None:
        yield "no scorecard"
    else:
        yield f"scorecard {scored.card_id}: {scored.points} points, band {scored.band}, default {scored.pd_bps} bps"


def _due(due: Due) -> str:
    fields = ", ".join(due.fields)
    return f"{due.rule_id} by {due.by}: {fields}"


def _amount(amount_minor: int | None, currency: str) -> str:
    return "none" if amount_minor is None else f"{format_minor(amount_minor, currency)} {currency}"
