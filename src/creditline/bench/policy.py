"""Deciding, one by one and five million at a time, beside GoRules' zen-engine on the same table in the same run."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from creditline.bench.speed import Speed, best_of_three
from creditline.bench.zen import zen_decider
from creditline.policy.compiled import compile_table
from creditline.policy.coverage import Segment, segments
from creditline.policy.domain import Domain, Kind
from creditline.policy.load import load_policy
from creditline.policy.table import Table
from creditline.portfolio.policy_columns import decide_rows

SAMPLE = Path(__file__).parent / "sample_policy"
_EDGE_SHARE = 4  # one value in so many stands on a cut of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReport:
    """What was measured. Ratios are by CPU time; `equal`: every compared decision is the same on all sides.

    single: the generated function with its outputs; batch: Polars, row index and gathered outputs; zen:
    `ZenEngine.evaluate(key)` with a static loader, its fastest path. compared: how many records all three decided.
    scanned: rows from the top to the one that applies, on average.
    """

    rows: int
    inputs: int
    records: int
    compared: int
    scanned: float
    batch_rows: int
    single: Speed
    zen: Speed
    batch: Speed
    equal: bool

    @property
    def ok(self) -> bool:
        """Whether all sides decided the same."""
        return self.equal

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {
            **asdict(self),
            "single_ratio": round(self.single.per_cpu_s / self.zen.per_cpu_s, 1),
            "batch_ratio": round(self.batch.per_cpu_s / self.zen.per_cpu_s, 1),
            "single_ratio_wall": round(self.single.per_wall_s / self.zen.per_wall_s, 1),
            "batch_ratio_wall": round(self.batch.per_wall_s / self.zen.per_wall_s, 1),
        }


def run(
    *, records: int = 20_000, batch_rows: int = 5_000_000, seed: int = 1, say: Callable[[str], None] = lambda _: None
) -> PolicyReport:
    """Measure the sample policy's table of forty rows; `records` are decided one by one, on both sides.

    Raises ZenMissing.
    """
    policy = load_policy(SAMPLE)
    table = policy.tables[0]
    say(f"Making {batch_rows:,} records")
    facts = made_up(table, policy.facts, batch_rows, seed)
    first = facts.head(records).select(column.name for column in table.inputs).to_dicts()
    outputs = [row.values for row in table.rows]
    decide, ask = compile_table(table, policy.facts), zen_decider(table)
    say("Deciding one by one")
    single, ours = best_of_three(lambda: [outputs[decide(one)] for one in first], records)
    say("Asking zen-engine")
    zen, theirs = best_of_three(lambda: [ask(one) for one in first], records)
    say("Deciding all at once")
    batch, frame = best_of_three(lambda: _in_columns(table, facts, policy.facts), batch_rows)
    together = [tuple(row) for row in frame.head(records).iter_rows()]
    equal = ours == [_in_order(table, one) for one in theirs] == together
    return PolicyReport(
        rows=len(table.rows),
        inputs=len(table.inputs),
        records=records,
        compared=len(first),
        scanned=round(sum(decide(one) + 1 for one in first) / records, 1),
        batch_rows=facts.height,
        single=single,
        zen=zen,
        batch=batch,
        equal=equal and frame.null_count().row(0) == (0,) * frame.width,
    )


def made_up(table: Table, facts: Mapping[str, Domain], count: int, seed: int) -> pl.DataFrame:
    """Return `count` rows of random facts: all segments of every column occur, those of good customers more often."""
    numbers = pl.int_range(count, eager=True)
    columns = {}
    for place, column in enumerate(table.inputs):
        draws = (numbers * 64 + place).hash(seed)
        columns[column.name] = _drawn(column.domain, draws, segments(table, place)).alias(column.name)
    return pl.DataFrame(columns).with_columns(pl.lit(0).alias(name) for name in facts if name not in columns)


def _drawn(domain: Domain, draws: pl.Series, parts: tuple[Segment, ...]) -> pl.Series:
    """Choose a segment, earlier ones more often, then its first ordinal or any other in it."""
    picks = {str(shift): draws // 2**shift % len(parts) for shift in (0, 12)}
    part = pl.DataFrame(picks).select(pl.min_horizontal(pl.all())).to_series()
    low = pl.Series([one.span.low for one in parts]).gather(part)
    width = pl.Series([one.span.high - one.span.low + 1 for one in parts]).gather(part)
    ordinal = low + (draws // 2**24).cast(pl.Int64) % width * (draws // 2**20 % _EDGE_SHARE != 0).cast(pl.Int64)
    if domain.kind is Kind.ENUMERATION:
        return pl.Series(domain.values, dtype=pl.Enum(domain.values)).gather(ordinal.cast(pl.UInt32))
    return ordinal.cast(pl.Boolean) if domain.kind is Kind.BOOLEAN else ordinal


def _in_columns(table: Table, facts: pl.DataFrame, domains: Mapping[str, Domain]) -> pl.DataFrame:
    rows = decide_rows(table, facts, domains)
    return pl.DataFrame(
        pl.Series(output.name, [row.values[index] for row in table.rows]).gather(rows)
        for index, output in enumerate(table.outputs)
    )


def _in_order(table: Table, answer: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(answer[output.name] for output in table.outputs)
