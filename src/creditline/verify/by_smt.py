"""The method SMT: each question as a query for a state that breaks the promise, asked of z3 about the whole policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import process_time
from typing import Any

import z3

from creditline.policy.domain import Kind
from creditline.policy.formula import Formula
from creditline.policy.policy import Policy
from creditline.policy.table import Hit, Table
from creditline.verify.card_proof import CardLink
from creditline.verify.event import Dynamics, Event
from creditline.verify.promises import (
    Capped,
    HeldHarmless,
    NeverLower,
    NoCliff,
    NotEvenAnInput,
    NothingChanges,
    Question,
    Reasoned,
    WellFormed,
)
from creditline.verify.replay import Replayed, replay
from creditline.verify.smt import Since, State, Sums, facts_in, first_days, moved
from creditline.verify.verdict import Finding, Method, Verdict

MOST_ROWS = 3_000
"""Beyond so many rows the solver is not asked: it was measured to give up."""

WORTH_TELLING_MINOR = (1_000_000, 10_000)
"""Losses that are looked for, the first that there is, so that a story is not about a cent."""

NO_STATE = "no line can be in a state that is asked about, by what is assumed and how facts move"
"""Of no state at all everything holds. That is a mistake in what is assumed, and proves nothing."""

MOST_PAIRS = 40
"""How many pairs of rows are listed with a counterexample at most."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a day: states, what holds of them, and the broken promise."""

    on: date
    states: tuple[State, ...]
    given: Sequence[Any]
    broken: Any
    link: CardLink | None = None


class Solving:
    """Answers questions about one policy. `since`: days before it do not count. timeout_s: for each question.

    links: for events across which the score may fall, what ties it to the scorecard's features.
    """

    def __init__(
        self,
        policy: Policy,
        dynamics: Dynamics,
        *,
        since: date | None,
        timeout_s: int,
        links: Mapping[str, CardLink] | None = None,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self.policy = policy
        self.dynamics = dynamics
        self.links = links or {}
        self.most_rows = most_rows
        self.days = first_days(policy, since)
        self.timeout_s = timeout_s

    def answer(self, question: Question) -> Finding:
        """Return the finding on one question."""
        started = process_time()
        if isinstance(question, NotEvenAnInput):
            return _finding(question, Verdict.PROVEN, started, "it is no input of the policy")
        if sum(len(table.rows) for table in self.policy.tables) > self.most_rows:
            return _finding(question, Verdict.UNKNOWN, started, f"not asked: more than {self.most_rows:,} rows")
        if isinstance(question, WellFormed):
            return self._well_formed(question, started)
        if isinstance(question, Reasoned) and _always_bound(self.policy.formula):
            return _finding(question, Verdict.PROVEN, started, "whatever its constraints come to")
        found = Verdict.PROVEN, ""
        for day in self.days:
            query = self._query(question, day)
            solver = self._solver(query)
            solver.add(query.broken)
            said = solver.check()
            if said == z3.sat:
                return self._refuted(question, query, solver, started)
            if said == z3.unknown:
                found = Verdict.UNKNOWN, f"the solver gave up: {solver.reason_unknown()}"
            elif self._solver(query).check() != z3.sat:
                found = Verdict.UNKNOWN, f"{NO_STATE}: {day}"
        return _finding(question, found[0], started, found[1])

    def _query(self, question: Question, on: date) -> Query:
        match question:
            case NeverLower(event=event):
                before, after = self._both(on, event)
                return self._across(on, event, before, after, after.limit < before.limit)
            case HeldHarmless(event=event, current=current, unless=unless):
                before, after = self._both(on, event)
                floors = [before.ordinals[current], *(after.sums.allowed(name) for name in unless)]
                broken = z3.And([after.limit < floor for floor in floors])
                return self._across(on, event, before, after, broken)
            case NothingChanges(event=event):
                before, after = self._both(on, event)
                rows = [before.rows[table] != after.rows[table] for table in before.rows]
                broken = z3.Or(after.limit != before.limit, *rows)
                return self._across(on, event, before, after, broken)
            case Capped(parameter=parameter, when=when):
                state = State(self.policy, on, "now")
                where = [state.ordinals[fact] == ordinal for fact, ordinal in when.items()]
                return self._asked(on, (state,), where, state.limit > state.parameters[parameter])
            case NoCliff():
                state = State(self.policy, on, "now")
                return self._asked(on, (state,), [], _cliff(question, state))
            case Reasoned(current=current):
                state = State(self.policy, on, "now")
                return self._asked(
                    on, (state,), [], z3.And(state.limit < state.ordinals[current], state.sums.unbound())
                )
            case _:
                raise TypeError(question)

    def _both(self, on: date, event: Event) -> tuple[State, State]:
        before = State(self.policy, on, "before")
        return before, State(self.policy, on, "after", Since(before, event))

    def _across(self, on: date, event: Event, before: State, after: State, broken: Any) -> Query:  # noqa: ANN401 - z3
        link = self.links.get(event.id)
        tied = link.given(before, after) if link else []
        return self._asked(on, (before, after), [*moved(event, before, after), *tied], broken, link)

    def _asked(
        self,
        on: date,
        states: tuple[State, ...],
        given: Sequence[Any],
        broken: Any,  # noqa: ANN401 - z3
        link: CardLink | None = None,
    ) -> Query:
        every = [fact for state in states for fact in (*state.facts, *state.assume(self.dynamics.assumptions))]
        return Query(on, states, [*every, *given], broken, link)

    def _solver(self, query: Query) -> Any:  # noqa: ANN401 - z3 has no types
        solver = z3.Solver()
        solver.set("timeout", self.timeout_s * 1000)
        solver.add(*query.given)
        return solver

    def _refuted(self, question: Question, query: Query, solver: Any, started: float) -> Finding:  # noqa: ANN401 - z3
        model = _telling(query, solver)
        facts = [facts_in(model, state) for state in query.states]
        limits = [model.eval(state.limit, model_completion=True).as_long() for state in query.states]
        features = query.link.read(model) if query.link else {}
        if query.link and not query.link.confirms(features, facts, self.policy.facts[query.link.score_fact]):
            note = "the solver's score is not the scorecard's: please report this"
            return _finding(question, Verdict.UNKNOWN, started, note)
        shown = replay(self.policy, question, facts, limits, query.on, features)
        if not isinstance(shown, Replayed):
            return _finding(question, Verdict.UNKNOWN, started, shown)
        pairs = self._pairs(query, solver) if len(query.states) > 1 else ()
        return Finding(
            promise=question.promise,
            about=question.about,
            method=Method.SMT,
            verdict=Verdict.REFUTED,
            cpu_s=round(process_time() - started, 3),
            counterexample=shown.counterexample,
            pairs=pairs,
        )

    def _pairs(self, query: Query, solver: Any) -> tuple[dict[str, tuple[str, str]], ...]:  # noqa: ANN401 - z3
        """List the pairs of rows of all counterexamples, each found once, as far as time and patience go."""
        found: list[dict[str, tuple[str, str]]] = []
        before, after = query.states
        while len(found) < MOST_PAIRS and solver.check() == z3.sat:
            model = solver.model()
            rows = {name: (_row(model, before, name), _row(model, after, name)) for name in before.rows}
            changed = {name: pair for name, pair in rows.items() if pair[0] != pair[1]}
            found.append({name: self._ids(name, pair) for name, pair in changed.items()})
            watched = changed or rows
            same = [z3.And(before.rows[name] == one, after.rows[name] == two) for name, (one, two) in watched.items()]
            solver.add(z3.Not(z3.And(same)))
        return tuple(found)

    def _ids(self, table: str, pair: tuple[int, int]) -> tuple[str, str]:
        rows = self.policy.table(table).rows
        return rows[pair[0]].id, rows[pair[1]].id

    def _well_formed(self, question: WellFormed, started: float) -> Finding:
        table = self.policy.table(question.about)
        said = _why_malformed(table, self.timeout_s)
        return _finding(question, Verdict.PROVEN if not said else Verdict.REFUTED, started, said)


def _always_bound(formula: Formula) -> bool:
    """Whether some constraint makes the limit whatever values the constraints and the clause have."""
    held = None if formula.not_below is None else z3.Int("held")
    sums = Sums(formula, {one.id: z3.Int(one.id) for one in formula.constraints}, held)
    solver = z3.Solver()
    solver.set("timeout", 10_000)
    return bool(solver.check(sums.unbound()) == z3.unsat)


def _telling(query: Query, solver: Any) -> Any:  # noqa: ANN401 - z3
    """A counterexample that a person can picture: one that costs a sum worth speaking of, if there is one."""
    model = solver.model()
    if len(query.states) > 1:
        before, after = query.states
        for lost_minor in WORTH_TELLING_MINOR:
            if solver.check(before.limit - after.limit >= lost_minor) == z3.sat:
                return solver.model()
    return model


def _why_malformed(table: Table, timeout_s: int) -> str:
    """Say what is wrong with a table by itself, its columns free within their domains; nothing if all is well."""
    ordinals = [z3.Int(f"column {place}") for place, _ in enumerate(table.inputs)]
    solver = z3.Solver()
    solver.set("timeout", timeout_s * 1000)
    for term, column in zip(ordinals, table.inputs, strict=True):
        solver.add(term >= column.domain.low, term <= column.domain.high)
        if column.domain.kind is Kind.BOOLEAN:
            solver.add(z3.Or(term == 0, term == 1))
    applies = [_applies(table, row, ordinals) for row in range(len(table.rows))]
    if _possible(solver, z3.Not(z3.Or(applies))):
        return "no row applies somewhere"
    for place, row in enumerate(table.precedence):
        earlier = [applies[other] for other in table.precedence[:place]]
        if not _possible(solver, z3.And(applies[row], z3.Not(z3.Or(earlier)))):
            return f"row '{table.rows[row].id}' never decides"
        if table.hit is Hit.UNIQUE and _possible(solver, z3.And(applies[row], z3.Or(earlier))):
            return f"row '{table.rows[row].id}' overlaps an earlier one"
    return ""


def _applies(table: Table, row: int, ordinals: Sequence[Any]) -> Any:  # noqa: ANN401 - a term of z3
    cells = zip(ordinals, table.rows[row].cells, strict=True)
    return z3.And([z3.Or([z3.And(of >= span.low, of <= span.high) for span in cell.spans]) for of, cell in cells])


def _possible(solver: Any, condition: Any) -> bool:  # noqa: ANN401 - z3
    return bool(solver.check(condition) == z3.sat)


def _cliff(question: NoCliff, state: State) -> Any:  # noqa: ANN401 - a term of z3
    current = state.ordinals[question.current]
    fell = z3.Or(
        state.limit * 100 < current * (100 - question.most_fall_percent), z3.And(state.limit == 0, current > 0)
    )
    rows = [state.rows[table] == _place(state.policy, table, row) for table, row in question.unless_rows]
    named = [state.sums.binds(name) for name in question.unless_constraints]
    return z3.And(fell, z3.Not(z3.Or([*rows, *named])))


def _place(policy: Policy, table: str, row: str) -> int:
    return next(place for place, one in enumerate(policy.table(table).rows) if one.id == row)


def _row(model: Any, state: State, table: str) -> int:  # noqa: ANN401 - a model of z3
    return int(model.eval(state.rows[table], model_completion=True).as_long())


def _finding(question: Question, verdict: Verdict, started: float, note: str = "") -> Finding:
    return Finding(
        promise=question.promise,
        about=question.about,
        method=Method.SMT,
        verdict=verdict,
        cpu_s=round(process_time() - started, 3),
        note=note,
    )
