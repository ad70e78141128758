import sys

import pytest

from creditline.bench import policy as policy_bench
from creditline.bench.zen import ZenMissing, zen_decider
from creditline.policy.load import load_policy


def test_zen_and_both_our_ways_decide_the_same_on_the_same_table() -> None:
    report = policy_bench.run(records=3_000, batch_rows=20_000)
    assert (report.rows, report.inputs, report.compared, report.batch_rows) == (40, 8, 3_000, 20_000)
    assert report.equal
    assert report.scanned > 15
    assert {"single_ratio", "batch_ratio", "single_ratio_wall", "batch_ratio_wall"} <= set(report.as_dict())


def test_every_row_of_the_sample_decides_for_some_record() -> None:
    policy = load_policy(policy_bench.SAMPLE)
    (table,) = policy.tables
    facts = policy_bench.made_up(table, policy.facts, 1_000_000, 1)
    rows = policy_bench.decide_rows(table, facts, policy.facts)
    assert sorted(rows.unique().to_list()) == list(range(40))


def test_without_zen_the_comparison_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zen", None)
    with pytest.raises(ZenMissing, match="compare"):
        zen_decider(load_policy(policy_bench.SAMPLE).tables[0])
