"""One tree, several evaluators: whatever decides, decides the same."""

from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import made_up
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditline.policy.compiled import PreparedPolicy, compile_policy, compile_table
from creditline.policy.coverage import boxes
from creditline.policy.domain import Value
from creditline.policy.evaluate import Evaluation, evaluate, ordinals_of
from creditline.policy.explain import explain
from creditline.policy.policy import Policy
from creditline.policy.sql import Dialect, policy_sql, row_index_sql
from creditline.portfolio import policy_columns

SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(seed=SEEDS)
def test_the_generated_function_decides_as_the_evaluator(seed: int) -> None:
    policy, facts = _drawn(seed, 60)
    decide = compile_policy(policy, on=made_up.ON)
    for one in facts:
        assert decide(one) == _answer(evaluate(policy, one, on=made_up.ON))


@given(seed=SEEDS)
def test_a_prepared_policy_evaluates_to_the_same_down_to_the_reasons(seed: int) -> None:
    policy, facts = _drawn(seed, 30)
    prepared = PreparedPolicy(policy)
    for one in facts:
        for on in (made_up.ON, made_up.ON - timedelta(1)):
            assert prepared.evaluate(one, on=on) == evaluate(policy, one, on=on)


@given(seed=SEEDS)
def test_a_table_alone_decides_as_within_its_policy(seed: int) -> None:
    policy, facts = _drawn(seed, 30)
    alone = [compile_table(table, policy.facts) for table in policy.tables]
    for one in facts:
        found = evaluate(policy, one, on=made_up.ON)
        seen = {**one, **{f"{hit.table}.{name}": value for hit in found.hits for name, value in hit.outputs.items()}}
        assert [decide(seen) for decide in alone] == [hit.row for hit in found.hits]


@FEW
@given(seed=SEEDS)
def test_polars_decides_as_the_evaluator_and_keeps_the_order(seed: int) -> None:
    policy, facts = _drawn(seed, 200)
    frame = policy_columns.decide_frame(policy, pl.DataFrame(facts), on=made_up.ON)
    columns = ["limit_minor", *(policy_columns.row_column(table.id) for table in policy.tables)]
    assert frame.select(columns).rows() == [_answer(evaluate(policy, one, on=made_up.ON)) for one in facts]
    held = [evaluate(policy, one, on=made_up.ON).constraints for one in facts]
    assert frame["constraint_other"].to_list() == [one["other"] for one in held]


@FEW
@given(seed=SEEDS)
def test_tables_wider_than_a_word_decide_by_conditions_and_the_same(seed: int) -> None:
    policy, facts = _drawn(seed, 200)
    by_bits = policy_columns.decide_frame(policy, pl.DataFrame(facts), on=made_up.ON)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy_columns, "WORD_BITS", 0)
        by_conditions = policy_columns.decide_frame(policy, pl.DataFrame(facts), on=made_up.ON)
    assert by_conditions.equals(by_bits)


@FEW
@given(seed=SEEDS)
def test_duckdb_decides_as_the_evaluator(seed: int, tmp_path: Path) -> None:
    policy, facts = _drawn(seed, 200)
    pl.DataFrame(facts).with_row_index("place").write_parquet(tmp_path / "facts.parquet")
    relation = duckdb.connect().read_parquet(str(tmp_path / "facts.parquet"))
    for stage in policy_sql(policy, on=made_up.ON, dialect=Dialect.DUCKDB):
        kept = [f'"{name}"' for name in relation.columns if name not in stage]
        relation = relation.project(", ".join([*kept, *(f'{made} AS "{name}"' for name, made in stage.items())]))
    rows = ", ".join(f'"row_{table.id}"' for table in policy.tables)
    decided = relation.order("place").project(f"limit_minor, {rows}").fetchall()
    assert decided == [_answer(evaluate(policy, one, on=made_up.ON)) for one in facts]


@given(seed=SEEDS)
def test_boxes_are_disjoint_and_say_which_row_decides(seed: int) -> None:
    policy, facts = _drawn(seed, 30)
    areas = {table.id: list(boxes(table)) for table in policy.tables}
    for one in facts:
        found = evaluate(policy, one, on=made_up.ON)
        outputs = {(hit.table, name): value for hit in found.hits for name, value in hit.outputs.items()}
        for table in policy.tables:
            ordinals = ordinals_of(table, found.facts, outputs)
            within = [box.row for box in areas[table.id] if _inside(box.spans, ordinals)]
            assert within == [found.hit(table.id).row]


@given(seed=SEEDS)
def test_the_explanation_names_the_row_that_decided(seed: int) -> None:
    policy, facts = _drawn(seed, 20)
    for one in facts:
        found = evaluate(policy, one, on=made_up.ON)
        for table, verdicts in explain(policy, found).items():
            assert [row.row for row in verdicts if row.decides] == [found.hit(table).row_id]
            assert tuple(row.row for row in verdicts if row.applies) == found.hit(table).applying
            assert all(row.applies == all(cell.admits for cell in row.cells) for row in verdicts)


def test_the_row_index_in_sql_is_one_chain_that_both_dialects_read() -> None:
    policy = made_up.policy(Random(3))  # noqa: S311 - a course that can be repeated, no secret
    for table in policy.tables:
        duck, spark = (row_index_sql(table, dialect) for dialect in (Dialect.DUCKDB, Dialect.SPARK))
        assert duck.replace('"', "`") == spark
        assert spark.count("WHEN") >= len(table.rows)


def _drawn(seed: int, count: int) -> tuple[Policy, list[dict[str, Value]]]:
    rng = Random(seed)  # noqa: S311 - a course that can be repeated, no secret
    policy = made_up.policy(rng)
    return policy, [made_up.facts(rng, policy) for _ in range(count)]


def _answer(found: Evaluation) -> tuple[int, ...]:
    return (found.limit_minor, *(hit.row for hit in found.hits))


def _inside(spans: tuple[tuple[tuple[int, int], ...], ...], ordinals: tuple[int, ...]) -> bool:
    return all(
        any(low <= ordinal <= high for low, high in column) for column, ordinal in zip(spans, ordinals, strict=True)
    )
