"""A certificate as the workbench shows it: a line for each promise, and each counterexample as a story."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditline.money.grouped import grouped
from creditline.policy.domain import Kind, Value
from creditline.policy.evaluate import Evaluation, evaluate
from creditline.policy.policy import Policy
from creditline.policy.reasons import shown_value
from creditline.store.lifecycle import StoredCertificate
from creditline.web.fact_wording import fact_words
from creditline.web.i18n import N_, Language
from creditline.web.policy_wording import METHODS, NOTES, PROMISES, SIGNS, TONES, VERDICTS

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_UNCHANGED = re.compile(r"^(A borrower|借款人)(?: with (?:[^=:]+ = \S+, )*[^=:]+ = \S+(?= \w)|（[^）]*）)")


class CounterexampleUnknown(LookupError):
    """A counterexample is named by its certificate and its number there."""

    code = "counterexample-unknown"

    def __init__(self, certificate_id: str, number: int) -> None:
        super().__init__(f"The certificate '{certificate_id}' has no counterexample number {number}.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found about one promise. seconds: of processor time, of all methods."""

    promise: str
    words: str
    verdict: str
    sign: str
    tone: str
    methods: str
    seconds: str
    asked: int


@dataclass(frozen=True, slots=True)
class Story:
    """A counterexample in words. whole: with all its facts. pairs: the rows before and after, by table."""

    number: int
    promise: str
    words: str
    whole: str
    pairs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ProofView:
    """A certificate as a page shows it."""

    id: str
    verdict: str
    words: str
    tone: str
    made_by: str
    solver: str
    card: str | None
    promises: tuple[Kept, ...]
    stories: tuple[Story, ...]
    notes: tuple[str, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A state of a counterexample, decided again by the ordinary evaluator; None where it cannot be."""

    version: str
    before: Evaluation | None
    after: Evaluation | None


def proof_view(kept: StoredCertificate, language: Language) -> ProofView:
    """Describe a certificate."""
    content = json.loads(kept.content)
    return ProofView(
        id=kept.id,
        verdict=kept.verdict,
        words=language.gettext(VERDICTS[kept.verdict]),
        tone=TONES[kept.verdict],
        made_by=kept.made_by,
        solver=content["solver"],
        card=kept.card_id,
        promises=tuple(_kept(name, verdict, content, language) for name, verdict in content["promises"].items()),
        stories=tuple(_story(number, content["findings"][number], language) for number in counterexamples(content)),
        notes=tuple(dict.fromkeys(_note(one["note"], language) for one in content["findings"] if _is_said(one))),
        assumptions=tuple(content["assumptions"]),
    )


def counterexamples(content: Mapping[str, Any]) -> list[int]:
    """Return the places of the findings that have a counterexample, one for each question."""
    found: dict[tuple[str, str], int] = {}
    for number, one in enumerate(content["findings"]):
        if one["counterexample"]:
            found.setdefault((one["promise"], one["about"]), number)
    return list(found.values())


def counterexample_of(kept: StoredCertificate, number: int) -> dict[str, Any]:
    """Return the finding at this place; raise CounterexampleUnknown if it has no counterexample."""
    findings = json.loads(kept.content)["findings"]
    if not 0 <= number < len(findings) or not findings[number]["counterexample"]:
        raise CounterexampleUnknown(kept.id, number)
    found: dict[str, Any] = findings[number]
    return found


def decide_again(policy: Policy, example: Mapping[str, Any]) -> Replayed:
    """Decide the states of a counterexample with `policy`, by the ordinary evaluator."""
    on = date.fromisoformat(example["on"])
    before, after = (_evaluated(policy, example[name], on) for name in ("before", "after"))
    return Replayed(policy.version, before, after)


def shown_facts(policy: Policy, example: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    """Return (fact, before, after) as people read them; after None where there is but one state."""
    before, after = example["before"]["facts"], (example["after"] or {}).get("facts")
    return [
        (name, _shown(policy, name, before[name]), None if after is None else _shown(policy, name, after[name]))
        for name in policy.facts
        if name in before
    ]


def _shown(policy: Policy, name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON has
    return grouped(shown_value(_value(policy, name, value), policy.facts[name].unit, policy.currency))


def _value(policy: Policy, name: str, value: Any) -> Value:  # noqa: ANN401 - whatever JSON has
    read: Value = date.fromisoformat(value) if policy.facts[name].kind is Kind.DATE else value
    return read


def _evaluated(policy: Policy, state: Mapping[str, Any] | None, on: date) -> Evaluation | None:
    if state is None:
        return None
    facts = {name: _value(policy, name, value) for name, value in state["facts"].items() if name in policy.facts}
    try:
        return evaluate(policy, facts, on=on)
    except (LookupError, ValueError):
        return None


def _is_said(finding: Mapping[str, Any]) -> bool:
    return bool(finding["note"]) and finding["verdict"] == "unknown"


def _note(note: str, language: Language) -> str:
    """Say what a method noted; the rows that a note names stay as they are."""
    words, colon, named = note.partition(": ")
    return f"{language.gettext(NOTES[words])}{colon}{named}" if words in NOTES else note


def _kept(name: str, verdict: str, content: Mapping[str, Any], language: Language) -> Kept:
    own = [one for one in content["findings"] if one["promise"] == name]
    methods = dict.fromkeys(language.gettext(METHODS.get(one["method"], one["method"])) for one in own)
    return Kept(
        promise=name,
        words=language.gettext(PROMISES[name]),
        verdict=language.gettext(VERDICTS[verdict]),
        sign=SIGNS[verdict],
        tone=TONES[verdict],
        methods=" · ".join(methods),
        seconds=f"{sum(one['cpu_s'] for one in own):.2f} s",
        asked=len({one["about"] for one in own}),
    )


def _story(number: int, finding: Mapping[str, Any], language: Language) -> Story:
    pairs = [(table, pair[0], pair[1]) for one in finding["pairs"][:8] for table, pair in one.items()]
    whole = told_story(finding["counterexample"], language)
    words = _UNCHANGED.sub(r"\1", whole).replace("A borrower Score ", "A borrower whose score ")
    return Story(number, finding["promise"], words, whole if words != whole else "", tuple(dict.fromkeys(pairs)))


def told_story(example: Mapping[str, Any], language: Language) -> str:
    """Return the story of a counterexample with the facts called as people call them."""
    facts = example["before"]["facts"]
    story: str = grouped(example["story"]["zh" if language.locale.startswith("zh") else "en"])
    return _NAME.sub(lambda found: fact_name(found[0], language) if found[0] in facts else found[0], story)


def fact_name(fact: str, language: Language) -> str:
    """Name a fact for the lender's people, who say score for the points of a record."""
    return language.gettext(N_("Score")) if fact == "score" else fact_words(fact, language)
