"""Spark, where it is installed: `uv run --with pyspark pytest tests/policy/test_spark.py` (it needs Java)."""

from pathlib import Path
from random import Random

import made_up
import polars as pl
import pytest

from creditline.policy.evaluate import evaluate
from creditline.policy.sql import Dialect, policy_sql

pyspark = pytest.importorskip("pyspark.sql")


@pytest.mark.timeout(600)
def test_spark_decides_as_the_evaluator(tmp_path: Path) -> None:
    session = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    for seed in range(3):
        rng = Random(seed)  # noqa: S311 - a course that can be repeated, no secret
        policy = made_up.policy(rng)
        facts = [made_up.facts(rng, policy) for _ in range(200)]
        path = str(tmp_path / f"{seed}.parquet")
        pl.DataFrame(facts).with_row_index("place").write_parquet(path)
        frame = session.read.parquet(path)
        for stage in policy_sql(policy, on=made_up.ON, dialect=Dialect.SPARK):
            kept = [f"`{name}`" for name in frame.columns if name not in stage]
            frame = frame.selectExpr(*kept, *(f"{made} AS `{name}`" for name, made in stage.items()))
        rows = [f"row_{table.id}" for table in policy.tables]
        decided = [tuple(row) for row in frame.orderBy("place").select("limit_minor", *rows).collect()]
        found = [evaluate(policy, one, on=made_up.ON) for one in facts]
        assert decided == [(one.limit_minor, *(hit.row for hit in one.hits)) for one in found]
    session.stop()
