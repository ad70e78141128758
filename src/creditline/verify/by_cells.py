"""The method CELLS: which rows may follow which across an event, exactly, and what that can do to the limit.

It is sound and answers PROVEN or UNKNOWN; a state that breaks a promise is shown by the solver and replayed. It is
independent of the solver: nothing but comparisons of whole numbers, in code that the solver's encoding does not share.
"""

from collections.abc import Mapping
from datetime import date
from time import process_time

from creditline.policy import formula as tree
from creditline.policy.coverage import cover
from creditline.policy.policy import Policy
from creditline.policy.table import Hit
from creditline.verify.change import Analysis, Bounds, Change, Outputs
from creditline.verify.event import Event, Move, Way
from creditline.verify.pairs import RowPair, TooManyPairs, pairs_of
from creditline.verify.promises import (
    Capped,
    HeldHarmless,
    NeverLower,
    NotEvenAnInput,
    NothingChanges,
    Question,
    Reasoned,
    WellFormed,
)
from creditline.verify.smt import first_days
from creditline.verify.verdict import Finding, Method, Verdict

_BY_FORM = "by the form of the formula: a limit is its least constraint, and each that loads has a text"
"""P8 holds of every policy that loads. A limit that is no hard constraint's is the clause's, which has a text of its
own, or the wish, which is some soft constraint's."""


class Enumerating:
    """Answers questions about one policy by enumeration. `since`: days before it do not count."""

    def __init__(self, policy: Policy, *, since: date | None) -> None:
        self.policy = policy
        days = first_days(policy, since)
        self.parameters = {
            name: Bounds(min(map(one.on, days)), max(map(one.on, days))) for name, one in policy.parameters.items()
        }

    def answer(self, question: Question) -> Finding | None:
        """Return the finding on one question; None where the method does not apply."""
        started = process_time()
        try:
            said = self._why_not(question)
        except TooManyPairs as gave_up:
            said = str(gave_up)
        if said is None:
            return None
        return Finding(
            promise=question.promise,
            about=question.about,
            method=Method.CELLS,
            verdict=Verdict.UNKNOWN if said else Verdict.PROVEN,
            cpu_s=round(process_time() - started, 3),
            note=said or (_BY_FORM if isinstance(question, Reasoned) else ""),
        )

    def _why_not(self, question: Question) -> str | None:  # noqa: PLR0911 - one return for each kind of question
        """Say why the promise is not shown; nothing if it is, None where the method does not apply."""
        match question:
            case NeverLower(event=event):
                change, pairs = self._limit(event)
                return self._falling(pairs) if change.may_fall else ""
            case NothingChanges(event=event):
                change, pairs = self._limit(event)
                moving = [table for table, found in pairs.items() if any(one != other for one, other in found)]
                return "" if change.same and not moving else f"it may decide {', '.join(moving) or 'the limit'}"
            case HeldHarmless(event=event, current=current, unless=unless):
                return "" if self._held(event, current, unless) else "no clause holds the limit at what it was"
            case Capped(parameter=parameter, when=when):
                return "" if self._capped(parameter, when) else "no hard constraint is this cap"
            case WellFormed(about=table):
                return _why_malformed(self.policy, table)
            case NotEvenAnInput() | Reasoned():
                return ""
            case _:
                return None

    def _limit(self, event: Event) -> tuple[Change, dict[str, frozenset[RowPair]]]:
        pairs = pairs_of(self.policy, event)
        return Analysis(self.policy, event, self.parameters, outputs_of(self.policy, pairs)).limit(), pairs

    def _falling(self, pairs: Mapping[str, frozenset[RowPair]]) -> str:
        """Name the pairs of rows across which an output falls."""
        named = []
        for table in self.policy.tables:
            for one, other in sorted(pairs[table.id]):
                first, second = table.rows[one], table.rows[other]
                if any(_less(after, before) for before, after in zip(first.values, second.values, strict=True)):
                    named.append(f"{table.id}: {first.id} → {second.id}")
        listed = "; ".join(named[:10]) + (f"; and {len(named) - 10} more" if len(named) > 10 else "")  # noqa: PLR2004
        return f"rows may fall: {listed}" if named else "the formula may fall, though no row does"

    def _held(self, event: Event, current: str, unless: tuple[str, ...]) -> bool:
        formula = self.policy.formula
        if formula.not_below is None or event.move(current).way is not Way.SAME:
            return False
        analysis = self._after(event.moves)
        named = [one for one in formula.hard if one.id not in unless]
        return all(
            _at_least(analysis, node, current) for node in (formula.not_below, *(one.expression for one in named))
        )

    def _capped(self, parameter: str, when: Mapping[str, int]) -> bool:
        analysis = self._after({fact: Move(Way.BECOMES, ordinal) for fact, ordinal in when.items()})
        return any(_at_most(analysis, one.expression, parameter) for one in self.policy.formula.hard)

    def _after(self, moves: Mapping[str, Move]) -> Analysis:
        """An analysis of which only what is known afterwards matters."""
        event = Event("after", self.policy.title, dict(moves))
        return Analysis(self.policy, event, self.parameters, outputs_of(self.policy, pairs_of(self.policy, event)))


def outputs_of(policy: Policy, pairs: Mapping[str, frozenset[RowPair]]) -> Outputs:
    """Return the pairs of values that each output can have before and after."""
    return {
        (table.id, output.name): frozenset(
            (table.rows[one].values[place], table.rows[other].values[place]) for one, other in pairs[table.id]
        )
        for table in policy.tables
        for place, output in enumerate(table.outputs)
    }


def _at_least(analysis: Analysis, node: tree.Expression, fact: str) -> bool:
    """Whether the expression is afterwards certainly no less than the fact."""
    match node:
        case tree.Fact(name):
            return name == fact
        case tree.Extreme(which, arguments):
            found = [_at_least(analysis, one, fact) for one in arguments]
            return all(found) if which == "min" else any(found)
        case tree.Choice(condition, yes, no):
            return all(_at_least(analysis, one, fact) for one in _branches(analysis, condition, yes, no))
        case _:
            return False


def _at_most(analysis: Analysis, node: tree.Expression, parameter: str) -> bool:
    """Whether the expression is certainly no more than the parameter."""
    match node:
        case tree.Parameter(name):
            return name == parameter or analysis.parameters[name].high <= analysis.parameters[parameter].low
        case tree.Extreme(which, arguments):
            found = [_at_most(analysis, one, parameter) for one in arguments]
            return any(found) if which == "min" else all(found)
        case tree.Choice(condition, yes, no):
            return all(_at_most(analysis, one, parameter) for one in _branches(analysis, condition, yes, no))
        case _:
            return analysis.of(node).after.high <= analysis.parameters[parameter].low


def _branches(
    analysis: Analysis, condition: tree.Condition, yes: tree.Expression, no: tree.Expression
) -> list[tree.Expression]:
    """The branches that can be taken afterwards."""
    truths = {after for _, after in analysis.truths(condition)}
    return [branch for truth, branch in ((True, yes), (False, no)) if truth in truths]


def _why_malformed(policy: Policy, name: str) -> str:
    table = policy.table(name)
    coverage = cover(table)
    if coverage.gap is not None:
        return "no row applies somewhere"
    dead = [row.id for place, row in enumerate(table.rows) if not coverage.deciding >> place & 1]
    if dead:
        return f"row '{dead[0]}' never decides"
    return "rows overlap" if table.hit is Hit.UNIQUE and coverage.overlaps else ""


def _less(one: object, other: object) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one < other
