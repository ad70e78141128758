"""Proving a policy folder: every promise, by every method that applies, into one certificate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import z3

from creditline.policy.domain import Domain, Kind
from creditline.policy.fault import Fault, FaultKind, PolicyRefused
from creditline.policy.load import load_policy, policy_hash
from creditline.policy.policy import Policy
from creditline.verify.by_cells import Enumerating
from creditline.verify.by_smt import Solving
from creditline.verify.card_proof import CardLink, lemma, untold
from creditline.verify.dynamics import read_dynamics
from creditline.verify.event import Dynamics, Event, Move, Way
from creditline.verify.promises import HeldHarmless, NeverLower, Question, questions_of
from creditline.verify.verdict import Certificate, Finding, Method, Verdict

TIMEOUT_S = 60

_WAYS = {Way.FALLS: "down or not", Way.RISES: "up or not", Way.ANY: "anywhere", Way.SAME: "not"}

_PROMISE_OF_FAULT = {
    FaultKind.GAP: "P5",
    FaultKind.ROW_DEAD: "P5",
    FaultKind.ROWS_OVERLAP: "P5",
    FaultKind.CELL_COVERS_ALL: "P5",
    FaultKind.CELL_NEVER_TRUE: "P5",
    FaultKind.TEXT_MISSING: "P8",
}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proving:
    """A policy with all that is needed to prove it."""

    policy: Policy
    dynamics: Dynamics
    since: date | None = None
    timeout_s: int = TIMEOUT_S


def prove(
    folder: Path,
    *,
    card: Path | None = None,
    since: date | None = None,
    timeout_s: int = TIMEOUT_S,
    progress: Progress = lambda _: None,
) -> Certificate:
    """Return the certificate of the policy in `folder`.

    card: the scorecard's folder, instead of the one that events.toml names. since: the day from which the policy is
    to apply; parameters of earlier days do not count. timeout_s: of the solver, for each question. progress is called
    with what is being asked. Raises PolicyRefused for a folder that cannot be read; a gap, a dead row, an overlap or
    a missing reason is not that, but a refuted promise.
    """
    try:
        policy = load_policy(folder)
    except PolicyRefused as refused:
        return _of_faults(folder, refused)
    return prove_policy(Proving(policy, read_dynamics(folder, policy, card), since, timeout_s), progress)


def count_questions(folder: Path, card: Path | None = None) -> int:
    """Return how many questions a proof of the policy in `folder` asks; 0 for one that is refused unread."""
    try:
        policy = load_policy(folder)
        return len(questions_of(policy, read_dynamics(folder, policy, card)))
    except PolicyRefused:
        return 0


def prove_policy(proving: Proving, progress: Progress = lambda _: None) -> Certificate:
    """Return the certificate of a policy that was read already; raise PolicyRefused for promises that mean nothing."""
    policy, dynamics = proving.policy, proving.dynamics
    questions = questions_of(policy, dynamics)
    findings, links = _lemmas(proving, questions, progress)
    enumerating = Enumerating(policy, since=proving.since)
    solving = Solving(policy, dynamics, since=proving.since, timeout_s=proving.timeout_s, links=links)
    for question in questions:
        progress(f"{question.promise} {question.about}")
        asked = _unlinked(question, links, dynamics.score)
        findings += [one for one in (enumerating.answer(asked), solving.answer(asked)) if one]
    return Certificate(
        policy=policy.id,
        version=policy.version,
        sha256=policy.sha256,
        card=dynamics.card_id,
        since=proving.since,
        solver=f"z3 {z3.get_version_string()}",
        assumptions=tuple(_assumptions(policy, dynamics, questions)),
        findings=tuple(findings),
    )


def _lemmas(
    proving: Proving, questions: tuple[Question, ...], progress: Progress
) -> tuple[list[Finding], dict[str, CardLink]]:
    """Ask whether the score can fall across each event that is said to raise it; link the score where it can.

    A lemma that fails is no finding of its own: what it does to the limit is then asked with the card in the query.
    """
    dynamics, findings, links = proving.dynamics, list[Finding](), dict[str, CardLink]()
    if dynamics.card is None or dynamics.score is None:
        return findings, links
    for event in _events(questions):
        if event.move(dynamics.score).way is not Way.RISES or event.id not in dynamics.events:
            continue
        progress(f"score across {event.id}")
        found, fall = lemma(dynamics.card, event, timeout_s=proving.timeout_s)
        if fall:
            links[event.id] = CardLink(dynamics.card, event, dynamics.score)
        if fall is None or untold(dynamics.card, event):
            findings += [one for one in found if one.verdict is not Verdict.REFUTED]
    return findings, links


def _unlinked(question: Question, links: dict[str, CardLink], score: str | None) -> Question:
    """The question with the score free to fall, where the card shows that it can."""
    event = getattr(question, "event", None)
    if score is None or event is None or event.id not in links:
        return question
    moves = {**event.moves, score: Move(Way.ANY)}
    return replace(question, event=replace(event, moves=moves))


def _events(questions: tuple[Question, ...]) -> list[Event]:
    found = {question.event.id: question.event for question in questions if isinstance(question, NeverLower)}
    return list(found.values())


def _assumptions(policy: Policy, dynamics: Dynamics, questions: tuple[Question, ...]) -> Iterator[str]:
    for name, domain in policy.facts.items():
        yield f"{name} is {_described(domain)}"
    yield from (one.said for one in dynamics.assumptions)
    asked = {one.event.id for one in questions if isinstance(one, NeverLower | HeldHarmless)}
    events = [event for event in dynamics.events.values() if event.id in asked]
    yield from (_told(policy, event) for event in events)
    if dynamics.score and dynamics.card is None:
        for event in events:
            if event.move(dynamics.score).way is Way.RISES:
                yield f"the score does not fall across {event.id} (no scorecard was given to prove it)"
    for name in dict.fromkeys(name for one in questions if isinstance(one, HeldHarmless) for name in one.unless):
        yield f"the constraint '{name}' may lower the limit at a repayment, to no less than it allows (P2)"
    if dynamics.card:
        yield "an event moves the scorecard's features only as events.toml says, and turns no known value into missing"


def _told(policy: Policy, event: Event) -> str:
    """How an event moves the facts. Whatever it does not move is proven for a borrower in whom it stays."""
    moves = [f"{fact} {_way(policy.facts[fact], move)}" for fact, move in event.moves.items()]
    return f"{event.id} moves {', '.join(moves)}, and no other fact" if moves else f"{event.id} moves no fact at all"


def _way(domain: Domain, move: Move) -> str:
    return f"to {domain.show(move.to)}" if move.way is Way.BECOMES else _WAYS[move.way]


def _described(domain: Domain) -> str:
    beyond = ", values beyond counting as the ends" if domain.saturates and domain.kind is Kind.INTEGER else ""
    return domain.describe() + beyond


def _of_faults(folder: Path, refused: PolicyRefused) -> Certificate:
    """A certificate of a policy that does not load because of what it promises; else raise what was wrong."""
    if any(fault.kind not in _PROMISE_OF_FAULT for fault in refused.faults):
        raise refused
    return Certificate(
        policy=folder.name,
        version="",
        sha256=policy_hash(folder),
        card=None,
        since=None,
        solver="none was asked",
        assumptions=(),
        findings=tuple(_of_fault(fault) for fault in refused.faults),
    )


def _of_fault(fault: Fault) -> Finding:
    promise = _PROMISE_OF_FAULT[fault.kind]
    return Finding(promise=promise, about=fault.place, method=Method.LOADING, verdict=Verdict.REFUTED, note=str(fault))
