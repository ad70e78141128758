"""The lemma that a score never falls across an event, on the scorecard itself: by its bins, and by the solver."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

import z3

from creditline.policy.domain import Domain
from creditline.scoring.card import Card, CategoryFeature, NumberFeature, Pair, Risk, Value
from creditline.scoring.proof import prove
from creditline.scoring.score import score
from creditline.verify.event import Event, Way
from creditline.verify.smt import State
from creditline.verify.verdict import Finding, Method, Verdict


@dataclass(frozen=True, slots=True)
class Fall:
    """Features before and after an event across which the score falls, with both scores as the card gives them."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    points_before: int
    points_after: int


def lemma(card: Card, event: Event, *, timeout_s: int) -> tuple[list[Finding], Fall | None]:
    """Return what both methods say of "the score does not fall across `event`", and a counterexample if any."""
    by_bins = _by_bins(card, event)
    by_solver, fall = _by_solver(card, event, timeout_s)
    if by_solver.verdict is Verdict.PROVEN and (silent := untold(card, event)):
        by_solver = _finding(event, Method.SMT, Verdict.UNKNOWN, by_solver.cpu_s, silent[0])
    if fall and by_bins.verdict is Verdict.PROVEN:
        by_bins = _finding(
            event, Method.CARD, Verdict.UNKNOWN, by_bins.cpu_s, "the methods disagree: please report this"
        )
    return [by_bins, by_solver], fall


def untold(card: Card, event: Event) -> list[str]:
    """Name the features that a repayment moves by the card's own word, and the event does not say how.

    The solver would take them to stay where they are. So nothing is proven of a card with one.
    """
    return [
        f"a repayment moves '{feature.name}', but the event does not say how"
        for feature in card.features
        if isinstance(feature, NumberFeature) and feature.moved_by_repayment and feature.name not in event.features
    ]


def _by_bins(card: Card, event: Event) -> Finding:
    """Each moved feature must move to its safer side, and the card must keep every direction that it declares."""
    started = process_time()
    wrong = list(_wrong_moves(card, event))
    breaches = [f"{one.where}: {one.what}" for one in prove(card).breaches] if not wrong else []
    said = "; ".join((wrong or breaches)[:3])
    verdict = Verdict.UNKNOWN if said else Verdict.PROVEN
    return _finding(event, Method.CARD, verdict, process_time() - started, said)


def _wrong_moves(card: Card, event: Event) -> Iterator[str]:
    yield from untold(card, event)
    for feature in card.features:
        way = event.features.get(feature.name)
        if way is None:
            continue
        if not isinstance(feature, NumberFeature) or way is not _safer(feature.risk):
            yield f"the event moves '{feature.name}', which is not declared safer that way"
        elif not feature.moved_by_repayment:
            yield f"the event moves '{feature.name}', of which the scorecard says that a repayment does not"


def _safer(risk: Risk) -> Way | None:
    return {Risk.RISES: Way.FALLS, Risk.FALLS: Way.RISES, Risk.EITHER: None}[risk]


def _by_solver(card: Card, event: Event, timeout_s: int) -> tuple[Finding, Fall | None]:
    started = process_time()
    before, after = _Features(card, "before"), _Features(card, "after")
    given = _given(card, event, before, after)
    if all(_never_falls(before.parts[name], after.parts[name], given, names) for name, names in _parts(card)):
        return _finding(event, Method.SMT, Verdict.PROVEN, process_time() - started, "part by part"), None
    solver = z3.Solver()
    solver.set("timeout", timeout_s * 1000)
    solver.add(*given.values(), after.points < before.points)
    said = solver.check()
    if said == z3.unsat:
        return _finding(event, Method.SMT, Verdict.PROVEN, process_time() - started), None
    if said == z3.unknown:
        note = f"the solver gave up: {solver.reason_unknown()}"
        return _finding(event, Method.SMT, Verdict.UNKNOWN, process_time() - started, note), None
    fall = _fall(card, before.read(solver.model()), after.read(solver.model()))
    note = f"the score falls from {fall.points_before} to {fall.points_after}: {_moved(fall)}"
    return _finding(event, Method.SMT, Verdict.REFUTED, process_time() - started, note), fall


def _parts(card: Card) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parts of the sum, and the features that each depends on. If no part falls, neither does the sum."""
    for feature in card.features:
        yield feature.name, (feature.name,)
    for pair in card.pairs:
        yield pair.name, (pair.first, pair.second)


def _never_falls(before: Any, after: Any, given: Mapping[str, Any], names: Sequence[str]) -> bool:  # noqa: ANN401 - z3
    solver = z3.Solver()
    solver.add(*(given[name] for name in names), after < before)
    return bool(solver.check() == z3.unsat)


class CardLink:
    """Ties the score of two states to a card's features, for an event across which the card does not keep the lemma."""

    def __init__(self, card: Card, event: Event, score_fact: str) -> None:
        self.card = card
        self.score_fact = score_fact
        self.before, self.after = _Features(card, "before"), _Features(card, "after")
        self._given = list(_given(card, event, self.before, self.after).values())

    def given(self, before: State, after: State) -> list[Any]:
        """Return that the score of both states is what the card gives their features."""
        domain = before.policy.facts[self.score_fact]
        sides = ((before, self.before), (after, self.after))
        scores = [state.ordinals[self.score_fact] == _clipped(features.points, domain) for state, features in sides]
        return [*self._given, *scores]

    def read(self, model: Any) -> dict[str, tuple[Any, Any]]:  # noqa: ANN401 - a model of z3
        """Return the features in a model, before and after."""
        one, other = self.before.read(model), self.after.read(model)
        return {name: (one[name], other[name]) for name in one}

    def confirms(
        self, features: Mapping[str, tuple[Any, Any]], facts: Sequence[Mapping[str, Any]], domain: Domain
    ) -> bool:
        """Whether the card itself gives the features the scores that the facts have."""
        for side, state in enumerate(facts):
            values = {name: pair[side] for name, pair in features.items()}
            if domain.clipped(self.score_fact, score(self.card, values).points) != state[self.score_fact]:
                return False
        return True


def _clipped(points: Any, domain: Domain) -> Any:  # noqa: ANN401 - terms of z3
    if not domain.saturates:
        return points
    return z3.If(points < domain.low, domain.low, z3.If(points > domain.high, domain.high, points))


class _Features:
    """One state of a card's features as terms: values, whether they are known, and the points.

    The value of a category is the place of its text among `texts`, which has one text that is in no group.
    """

    def __init__(self, card: Card, name: str) -> None:
        self.values: dict[str, Any] = {}
        self.known: dict[str, Any] = {}
        self.texts: dict[str, tuple[str, ...]] = {}
        self.parts: dict[str, Any] = {}
        for feature in card.features:
            value, known = z3.Int(f"{feature.name}.{name}"), z3.Bool(f"{feature.name}.known.{name}")
            self.values[feature.name], self.known[feature.name] = value, known
            if isinstance(feature, CategoryFeature):
                self.texts[feature.name] = _texts(feature)
                self.parts[feature.name] = _earned_by_text(feature, value, known)
            else:
                self.parts[feature.name] = _earned(feature, value, known)
        for pair in card.pairs:
            self.parts[pair.name] = self._pair(card, pair)
        self.points = z3.Sum([z3.IntVal(card.base), *self.parts.values()])

    def read(self, model: Any) -> dict[str, Value]:  # noqa: ANN401 - a model of z3
        """Return the features' values in a model; None where not known."""
        return {name: self._value(model, name) for name in self.values}

    def _value(self, model: Any, name: str) -> Value:  # noqa: ANN401 - a model of z3
        if not z3.is_true(model.eval(self.known[name], model_completion=True)):
            return None
        value: int = model.eval(self.values[name], model_completion=True).as_long()
        return self.texts[name][value] if name in self.texts else value

    def _pair(self, card: Card, pair: Pair) -> Any:  # noqa: ANN401 - a term of z3
        rows = self._places(card, pair.first, pair.first_cuts)
        columns = self._places(card, pair.second, pair.second_cuts)
        term: Any = z3.IntVal(pair.points[-1][-1])
        for row, in_row in enumerate(rows):
            for column, in_column in enumerate(columns):
                term = z3.If(z3.And(in_row, in_column), pair.points[row][column], term)
        return term

    def _places(self, card: Card, name: str, cuts: tuple[int, ...]) -> list[Any]:
        """For each bin and, last, for what is missing or a code: that the value is there."""
        value, known = self.values[name], self.known[name]
        coded = z3.Or([value == code for code in card.codes_of[name]])
        reached = [z3.BoolVal(val=True), *(value >= cut for cut in cuts)]
        passed = [*(value >= cut for cut in cuts), z3.BoolVal(val=False)]
        bins = [z3.And(low, z3.Not(high)) for low, high in zip(reached, passed, strict=True)]
        return [*(z3.And(known, z3.Not(coded), one) for one in bins), z3.Or(z3.Not(known), coded)]


def _earned(feature: NumberFeature, value: Any, known: Any) -> Any:  # noqa: ANN401 - terms of z3
    term: Any = z3.IntVal(feature.points[-1])
    for cut, points in reversed(list(zip(feature.cuts, feature.points[:-1], strict=True))):
        term = z3.If(value < cut, points, term)
    for code, points in feature.codes.items():
        term = z3.If(value == code, points, term)
    return z3.If(known, term, feature.missing)


def _earned_by_text(feature: CategoryFeature, place: Any, known: Any) -> Any:  # noqa: ANN401 - terms of z3
    term: Any = z3.IntVal(feature.other)
    for number, points in enumerate(feature.groups.values()):
        term = z3.If(place == number, points, term)
    return z3.If(known, term, feature.missing)


def _texts(feature: CategoryFeature) -> tuple[str, ...]:
    """The texts of the groups, in their order, and one that is in none."""
    ungrouped = "other"
    while ungrouped in feature.groups:
        ungrouped += "_"
    return (*feature.groups, ungrouped)


def _given(card: Card, event: Event, before: _Features, after: _Features) -> dict[str, Any]:
    """How each feature follows across the event."""
    return {
        feature.name: _regroups(event, feature.name, before, after)
        if isinstance(feature, CategoryFeature)
        else _follows(card, event, feature.name, before, after)
        for feature in card.features
    }


def _regroups(event: Event, name: str, before: _Features, after: _Features) -> Any:  # noqa: ANN401 - z3
    """A category keeps its text, unless the event says that it moves: then any text may follow any."""
    one, other, groups = before.values[name], after.values[name], len(before.texts[name])
    within = z3.And(one >= 0, one < groups, other >= 0, other < groups)
    if name in event.features:
        return z3.And(within, z3.Implies(before.known[name], after.known[name]))
    return z3.And(within, other == one, after.known[name] == before.known[name])


def _follows(card: Card, event: Event, name: str, before: _Features, after: _Features) -> Any:  # noqa: ANN401 - z3
    """How a feature follows across the event. What was known stays known, and no value becomes a code."""
    one, other = before.values[name], after.values[name]
    way = event.features.get(name)
    if way is None:
        return z3.And(other == one, after.known[name] == before.known[name])
    codes = card.codes_of[name]
    was_coded = z3.Or([one == code for code in codes])
    stays = z3.And(after.known[name] == before.known[name], other == one)
    plain = z3.And([other != code for code in codes])
    moves = other <= one if way is Way.FALLS else other >= one
    becomes = z3.And(after.known[name], plain, z3.Implies(z3.And(before.known[name], z3.Not(was_coded)), moves))
    return z3.Or(stays, becomes)


def _fall(card: Card, before: dict[str, Value], after: dict[str, Value]) -> Fall:
    """Let the card itself score both states."""
    points = [score(card, state).points for state in (before, after)]
    return Fall(before, after, points[0], points[1])


def _moved(fall: Fall) -> str:
    changed = [name for name in fall.before if fall.before[name] != fall.after[name]]
    return ", ".join(f"{name} {fall.before[name]} → {fall.after[name]}" for name in changed)


def _finding(event: Event, method: Method, verdict: Verdict, cpu_s: float, note: str = "") -> Finding:
    about = f"score across {event.id}"
    return Finding(promise="P1", about=about, method=method, verdict=verdict, cpu_s=round(cpu_s, 3), note=note)
