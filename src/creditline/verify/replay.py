"""A counterexample of a solver is believed when the ordinary evaluator says the same, and is told as a story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditline.money.amount import format_minor
from creditline.policy.domain import Value
from creditline.policy.evaluate import Evaluation, evaluate
from creditline.policy.policy import Policy
from creditline.policy.reasons import shown_value
from creditline.policy.wording import Wording
from creditline.verify.promises import HeldHarmless, NeverLower, NothingChanges, Question
from creditline.verify.verdict import Counterexample, Decided


@dataclass(frozen=True, slots=True)
class Replayed:
    """A counterexample that the evaluator confirmed."""

    counterexample: Counterexample


def replay(
    policy: Policy,
    question: Question,
    facts: Sequence[Mapping[str, Value]],
    limits: Sequence[int],
    on: date,
    features: Mapping[str, tuple[Any, Any]],
) -> Replayed | str:
    """Evaluate the states; return the counterexample, or say how evaluator and solver differ (a defect of ours)."""
    evaluations = [evaluate(policy, state, on=on) for state in facts]
    for evaluation, limit in zip(evaluations, limits, strict=True):
        if evaluation.limit_minor != limit:
            return f"the solver says {limit} where the evaluator says {evaluation.limit_minor}: please report this"
    before, *after = evaluations
    return Replayed(
        Counterexample(
            on=on,
            before=_decided(before),
            after=_decided(after[0]) if after else None,
            story=story_of(policy, question, evaluations, features),
            features=features,
        )
    )


def story_of(
    policy: Policy, question: Question, evaluations: Sequence[Evaluation], features: Mapping[str, tuple[Any, Any]]
) -> dict[str, str]:
    """Tell what happens in these states, in both languages. features: what moved on the scorecard."""
    wording = _across(policy, question, evaluations) if len(evaluations) > 1 else _at_once(policy, evaluations[0])
    moved = ", ".join(
        f"{name} {_known(one)} → {_known(other)}" for name, (one, other) in features.items() if one != other
    )
    on_card = (f" On the scorecard: {moved}.", f"评分卡：{moved}。") if moved else ("", "")
    return {"en": wording.en + on_card[0], "zh": wording.zh + on_card[1]}


def _known(value: object) -> str:
    return "?" if value is None else str(value)


def _across(policy: Policy, question: Question, evaluations: Sequence[Evaluation]) -> Wording:
    before, after = evaluations
    event = question.event.text if isinstance(question, NeverLower | HeldHarmless | NothingChanges) else Wording("", "")
    changed = _facts(policy, after, [name for name in after.facts if after.facts[name] != before.facts[name]])
    same = _facts(policy, before, [name for name in before.facts if before.facts[name] == after.facts[name]])
    rows = _rows(before, after)
    low, high = (format_minor(one.limit_minor, policy.currency) for one in (after, before))
    told = f"A borrower with {same} {event.en}: {changed}. Without it the limit is {high}, with it {low}. {rows[0]}"
    return Wording(
        told.strip(),
        f"借款人（{same}）{event.zh}：{changed}。若未发生，额度为 {high}；发生后为 {low}。{rows[1]}",
    )


def _at_once(policy: Policy, evaluation: Evaluation) -> Wording:
    facts = _facts(policy, evaluation, list(evaluation.facts))
    limit = format_minor(evaluation.limit_minor, policy.currency)
    bound = ", ".join(evaluation.binding) or "nothing"
    bound_zh = "、".join(evaluation.binding) or "无"
    return Wording(
        f"A borrower with {facts} gets a limit of {limit}, bound by {bound}.",
        f"借款人（{facts}）的额度为 {limit}，由以下约束决定：{bound_zh}。",
    )


def _rows(before: Evaluation, after: Evaluation) -> tuple[str, str]:
    moved = [
        (one.table, one.row_id, other.row_id)
        for one, other in zip(before.hits, after.hits, strict=True)
        if one.row != other.row
    ]
    en = ", ".join(f"'{table}' goes from row {one} to row {other}" for table, one, other in moved)
    zh = "，".join(f"「{table}」由第 {one} 行变为第 {other} 行" for table, one, other in moved)
    return (f"The table {en}." if en else "", f"决策表{zh}。" if zh else "")


def _facts(policy: Policy, evaluation: Evaluation, names: Sequence[str]) -> str:
    shown = (shown_value(evaluation.facts[name], policy.facts[name].unit, policy.currency) for name in names)
    return ", ".join(f"{name} = {value}" for name, value in zip(names, shown, strict=True))


def _decided(evaluation: Evaluation) -> Decided:
    rows = {hit.table: hit.row_id for hit in evaluation.hits}
    return Decided(evaluation.facts, rows, evaluation.binding, evaluation.limit_minor)
