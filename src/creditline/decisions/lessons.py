"""Lessons: what a reason means for the next months, with the numbers of the policy in force and nothing it denies.

A lesson is tied to the codes of reasons. Its numbers are read from the policy, or found by asking it; its claims are
put to the policy, with the facts of a made-up person. A lesson whose claim does not hold is not shown, and among the
lessons and policies that come with the product there is none such: a test and the build see to it.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creditline.policy.domain import Value
from creditline.policy.evaluate import Evaluation, evaluate
from creditline.policy.policy import Policy
from creditline.policy.reasons import shown_value

_FALLS, _STAYS, _RISES = "falls", "stays", "rises"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a lesson, with the policy's own unit. `plus` is added to it.

    parameter: its value. holds: the greatest value of a fact at which the limit is as at the least. reaches: the least
    value at which it is as at the greatest. output: of a table, for the facts `given`.
    """

    parameter: str | None = None
    holds: str | None = None
    reaches: str | None = None
    output: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    plus: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a lesson says of a policy.

    limit: how it moves from the facts `given` to those of `then`; or what an `output` of a table is for `given`. Facts
    may name a number of the lesson by "{name}".
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[str, Any] = field(default_factory=dict)
    limit: str | None = None
    output: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesson:
    """A lesson as it is written: the codes it answers to, a title and a text per language, numbers and claims."""

    id: str
    reasons: tuple[str, ...]
    title: Mapping[str, str]
    text: Mapping[str, str]
    numbers: Mapping[str, Number]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ToldLesson:
    """A lesson with the numbers of one policy, in both languages."""

    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LessonFault:
    """A claim that a policy does not honour."""

    lesson: str
    policy: str
    fault: str


_TOLD: dict[tuple[str, int, Lesson], ToldLesson | None] = {}


def lessons_for(policy: Policy, codes: Sequence[str], on: date) -> list[ToldLesson]:
    """Return the lessons for these codes of reasons that the policy honours on this day, in the order of the codes."""
    found = {lesson.id: lesson for code in codes for lesson in shipped() if code in lesson.reasons}
    told = (_told_once(policy, on, lesson) for lesson in found.values())
    return [lesson for lesson in told if lesson is not None]


def _told_once(policy: Policy, on: date, lesson: Lesson) -> ToldLesson | None:
    """Tell a lesson or keep it back; asked of a policy once for the days between two changes of its parameters."""
    key = (policy.sha256, bisect_right(policy.change_days(), on), lesson)
    if key not in _TOLD:
        asked = _Asked(policy, on, lesson)
        _TOLD[key] = None if asked.faults() else asked.told()
    return _TOLD[key]


def faults_of_lessons(policy: Policy, on: date) -> list[LessonFault]:
    """Return what lessons claim and the policy denies: of those lessons that it gives a reason for."""
    given = codes_of(policy)
    concerned = (lesson for lesson in shipped() if given & set(lesson.reasons))
    return [
        LessonFault(lesson.id, policy.id, fault)
        for lesson in concerned
        for fault in _Asked(policy, on, lesson).faults()
    ]


def codes_of(policy: Policy) -> set[str]:
    """Return the codes of all reasons that a policy can give."""
    rows = {row.reason for table in policy.tables for row in table.rows}
    held = {policy.formula.held_reason} if policy.formula.held_reason else set()
    return rows | held | {one.reason for one in policy.formula.constraints}


@cache
def shipped() -> tuple[Lesson, ...]:
    """Return the lessons that come with the product."""
    return tuple(_lesson(row) for row in _content()["lessons"])


@cache
def _content() -> Mapping[str, Any]:
    text = files("creditline.decisions").joinpath("lessons.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _lesson(row: Mapping[str, Any]) -> Lesson:
    return Lesson(
        id=row["id"],
        reasons=tuple(row["reasons"]),
        title=row["title"],
        text=row["text"],
        numbers={name: Number(**number) for name, number in row.get("numbers", {}).items()},
        claims=tuple(Claim(**claim) for claim in row.get("claims", ())),
    )


class _Unfound(LookupError):
    """A number that this policy does not have."""


class _Asked:
    """One lesson, put to one policy on one day."""

    def __init__(self, policy: Policy, on: date, lesson: Lesson) -> None:
        self.policy = policy
        self.on = on
        self.lesson = lesson

    def told(self) -> ToldLesson:
        shown = {name: self._shown(number) for name, number in self.lesson.numbers.items()}
        text = {language: words.format(**shown) for language, words in self.lesson.text.items()}
        return ToldLesson(self.lesson.id, self.lesson.title, text)

    def faults(self) -> list[str]:
        try:
            numbers = {name: self._number(number) for name, number in self.lesson.numbers.items()}
        except _Unfound as unfound:
            return [f"the policy has no {unfound}"]
        return [fault for claim in self.lesson.claims for fault in self._faults(claim, numbers)]

    def _faults(self, claim: Claim, numbers: Mapping[str, int]) -> Iterator[str]:
        given = _filled(claim.given, numbers)
        if claim.output is not None:
            said = self._output(claim.output, given)
            if said != claim.value:
                yield f"for {given} {claim.output} is {said}, not {claim.value}"
        if claim.limit is not None:
            then = given | _filled(claim.then, numbers)
            before, after = self._limit(given), self._limit(then)
            moved = _RISES if after > before else _FALLS if after < before else _STAYS
            if moved != claim.limit:
                yield f"from {given} to {then} the limit {moved}: {before} → {after}, and not: {claim.limit}"

    def _number(self, number: Number) -> int:
        policy = self.policy
        if number.parameter is not None:
            if number.parameter not in policy.parameters:
                raise _Unfound(f"parameter {number.parameter}")
            return policy.parameters[number.parameter].on(self.on) + number.plus
        if number.output is not None:
            return int(str(self._output(number.output, number.given))) + number.plus
        if number.holds is not None:
            domain = policy.facts[number.holds]
            return self._last(number.holds, domain.low, domain.high, number.given) + number.plus
        domain = policy.facts[number.reaches or ""]
        return self._last(number.reaches or "", domain.high, domain.low, number.given) + number.plus

    def _last(self, fact: str, start: int, end: int, given: Mapping[str, Any]) -> int:
        """Find the value furthest from `start`, towards `end`, at which the limit is as at the start."""
        full = self._limit({**given, fact: start})
        if self._limit({**given, fact: end}) >= full:
            raise _Unfound(f"value of {fact} that moves the limit")
        while abs(end - start) > 1:
            middle = (start + end) // 2
            holds = self._limit({**given, fact: middle}) >= full
            start, end = (middle, end) if holds else (start, middle)
        return start

    def _limit(self, changes: Mapping[str, Any]) -> int:
        return self._evaluated(changes).limit_minor

    def _output(self, output: str, given: Mapping[str, Any]) -> Value:
        table, _, name = output.partition(".")
        return self._evaluated(given).output(table, name)

    def _evaluated(self, changes: Mapping[str, Any]) -> Evaluation:
        facts = {**_content()["person"], **changes}
        return evaluate(self.policy, {name: facts[name] for name in self.policy.facts}, on=self.on)

    def _shown(self, number: Number) -> str:
        return shown_value(self._number(number), self._unit(number), self.policy.currency)

    def _unit(self, number: Number) -> str | None:
        if number.parameter is not None:
            return self.policy.parameters[number.parameter].unit
        fact = number.holds or number.reaches
        return None if fact is None else self.policy.facts[fact].unit


def _filled(facts: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    named = {f"{{{name}}}": value for name, value in numbers.items()}
    return {fact: named.get(value, value) if isinstance(value, str) else value for fact, value in facts.items()}
