"""The solver's encoding says what the evaluator says, and the enumeration leaves no pair of rows out."""

from datetime import date
from random import Random
from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st
from kept_policy import KEPT

from creditline.policy.cell import Cell, Span
from creditline.policy.domain import Domain, Kind
from creditline.policy.evaluate import decide, evaluate
from creditline.policy.load import load_policy
from creditline.policy.table import FactSource, Hit, Input, Output, Row, Table
from creditline.policy.wording import Wording
from creditline.verify.event import Move, Way
from creditline.verify.pairs import Relation, row_pairs
from creditline.verify.smt import State, first_days

POLICY = load_policy(KEPT)
DAYS = (date(2020, 1, 1), date(2025, 3, 13), date(2025, 3, 14), date(2026, 6, 1))
WIDTH = 6


def boundary_facts(random: Random) -> dict[str, Any]:
    """Facts at and beside the places where something changes: ends of domains, cells, ratios of exactly 800 ‰."""
    limit = random.choice([0, 1, 7, 1_000, 10_000, 5_000_000, 1_000_000_000])
    drawn = max(0, min(1_000_000_000, limit * 8 // 10 + random.choice([-1, 0, 1, 2, limit])))
    return {
        "score": random.choice([0, 499, 500, 501, 699, 700, 701, 1000]),
        "drawn_minor": drawn,
        "current_limit_minor": limit,
        "income_minor": random.choice([0, 1, 3_333, 166_666, 166_667, 1_666_667, 1_000_000_000]),
        "age_days": random.choice([0, 1, 30, 31, 1000]),
        "kind": random.choice(["person", "business"]),
        "has_appealed": random.choice([True, False]),
        "trigger": random.choice(["repayment", "month_end"]),
    }


def test_the_encoding_gives_the_evaluator_s_rows_and_limit_on_states_at_every_boundary() -> None:
    random = Random(7)  # noqa: S311 - no secret
    states = {day: State(POLICY, day, "now") for day in DAYS}
    for _ in range(400):
        facts, day = boundary_facts(random), random.choice(DAYS)
        expected = evaluate(POLICY, facts, on=day)
        assert encoded(states[day], facts) == (
            {hit.table: hit.row for hit in expected.hits},
            expected.limit_minor,
            expected.wish_minor,
            dict(expected.constraints),
        )


def encoded(state: State, facts: dict[str, Any]) -> tuple[dict[str, int], int, int, dict[str, int]]:
    solver = z3.Solver()
    solver.add(*state.facts)
    solver.add(*(state.ordinals[name] == POLICY.facts[name].ordinal(name, value) for name, value in facts.items()))
    assert solver.check() == z3.sat
    model = solver.model()

    def of(term: Any) -> int:
        return int(model.eval(term, model_completion=True).as_long())

    return (
        {name: of(term) for name, term in state.rows.items()},
        of(state.limit),
        of(state.sums.wish),
        {name: of(term) for name, term in state.sums.constraints.items()},
    )


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    low = draw(st.integers(0, WIDTH - 1))
    high = draw(st.integers(low, WIDTH - 1))
    return Cell("", (Span(low, high),), 1)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of two or three small columns whose last row admits everything."""
    columns = draw(st.integers(2, 3))
    domain = Domain(kind=Kind.INTEGER, low=0, high=WIDTH - 1, unit="one")
    rows = [tuple(draw(cells()) for _ in range(columns)) for _ in range(draw(st.integers(0, 5)))]
    rows.append(tuple(Cell("-", (Span(0, WIDTH - 1),), 0) for _ in range(columns)))
    return Table(
        id="table",
        title=Wording("", ""),
        hit=draw(st.sampled_from([Hit.FIRST, Hit.COLLECT_MIN])),
        inputs=tuple(Input(f"c{place}", FactSource(f"c{place}"), domain) for place in range(columns)),
        outputs=(Output("out", domain, domain),),
        rows=tuple(Row(str(place), row, (draw(st.integers(0, WIDTH - 1)),), "R") for place, row in enumerate(rows)),
        reasons={},
    )


MOVES = st.one_of(
    st.sampled_from([Move(Way.SAME), Move(Way.FALLS), Move(Way.RISES), Move(Way.ANY)]),
    st.integers(0, WIDTH - 1).map(lambda to: Move(Way.BECOMES, to)),
)


@given(table=tables(), moves=st.lists(MOVES, min_size=3, max_size=3))
def test_the_enumeration_lists_exactly_the_pairs_of_rows_that_can_be(table: Table, moves: list[Move]) -> None:
    moves = moves[: len(table.inputs)]
    states = [()]
    for _ in table.inputs:
        states = [(*state, ordinal) for state in states for ordinal in range(WIDTH)]  # type: ignore[misc]
    expected = {
        (decide(table, before), decide(table, after))
        for before in states
        for after in states
        if all(move.allows(one, other) for move, one, other in zip(moves, before, after, strict=True))
    }
    assert row_pairs(table, [Relation(move) for move in moves]) == expected


@pytest.mark.parametrize("since", [None, date(2026, 1, 1)])
def test_a_period_begins_wherever_a_parameter_changes(since: date | None) -> None:
    days = first_days(POLICY, since)
    assert days == ((date(2020, 1, 1), date(2025, 3, 14)) if since is None else (since,))
