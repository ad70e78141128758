"""What a verification answers: proven, refuted with a counterexample, or unknown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from creditline.policy.domain import Value, show


class Verdict(StrEnum):
    """PROVEN: in all states. REFUTED: a state was found and replayed. UNKNOWN: neither; it blocks activation."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How an answer was found.

    CELLS: exact enumeration of the tables' cells, and what the formula can do to them. SMT: the solver z3, on the
    policy as a whole. CARD: the scorecard's own bins. LOADING: the policy does not load, and why is the answer.
    """

    CELLS = "cells"
    SMT = "smt"
    CARD = "card"
    LOADING = "loading"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the ordinary evaluator says of one state: facts, deciding rows by table, what bound, and the limit."""

    facts: Mapping[str, Value]
    rows: Mapping[str, str]
    binding: tuple[str, ...]
    limit_minor: int


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A state, and for promises across an event the state after it, in which a promise is broken.

    Both were evaluated by the ordinary evaluator, which gave these very limits. features: of the scorecard, before and
    after, where the score is what fell. story: the same in words, by language.
    """

    on: date
    before: Decided
    after: Decided | None
    story: Mapping[str, str]
    features: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One method's answer on one promise.

    about: the event, fact, table or cap that it is about. pairs: for each table the pairs of row ids that stand
    before and after in counterexamples. cpu_s: seconds of processor time.
    """

    promise: str
    about: str
    method: Method
    verdict: Verdict
    cpu_s: float = 0.0
    note: str = ""
    counterexample: Counterexample | None = None
    pairs: tuple[Mapping[str, tuple[str, str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was verified, of which policy and scorecard, under which assumptions, with which solver, to which result."""

    policy: str
    version: str
    sha256: str
    card: str | None
    since: date | None
    solver: str
    assumptions: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Return one verdict for each promise."""
        return {
            promise: _joined([one for one in self.findings if one.promise == promise])
            for promise in dict.fromkeys(one.promise for one in self.findings)
        }

    @property
    def verdict(self) -> Verdict:
        """Return the verdict on all promises: the worst of them. Promising nothing proves nothing."""
        verdicts = set(self.verdicts.values())
        if Verdict.REFUTED in verdicts:
            return Verdict.REFUTED
        return Verdict.PROVEN if verdicts == {Verdict.PROVEN} else Verdict.UNKNOWN

    @property
    def counterexamples(self) -> tuple[Finding, ...]:
        """Return the findings that refute something."""
        return tuple(one for one in self.findings if one.verdict is Verdict.REFUTED)

    def as_dict(self) -> dict[str, Any]:
        """Return the certificate as values that JSON has."""
        return {
            "verdict": self.verdict.value,
            "promises": {promise: verdict.value for promise, verdict in self.verdicts.items()},
            **{name: value for name, value in asdict(self).items() if name not in {"since", "findings"}},
            "since": self.since.isoformat() if self.since else None,
            "findings": [_plain(asdict(one)) for one in self.findings],
        }


def _joined(findings: list[Finding]) -> Verdict:
    """One verdict from all methods: refuted if one refutes; else each question must be proven by at least one."""
    if any(one.verdict is Verdict.REFUTED for one in findings):
        return Verdict.REFUTED
    asked = {one.about for one in findings}
    proven = {one.about for one in findings if one.verdict is Verdict.PROVEN}
    return Verdict.PROVEN if asked == proven else Verdict.UNKNOWN


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return show(value) if isinstance(value, date) else value
