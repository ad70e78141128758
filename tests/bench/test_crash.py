from random import Random

import pytest

from creditline.bench import crash
from creditline.bench.book import first_draws, openings
from creditline.bench.crash_load import Acknowledged
from creditline.bench.verdict import Verdict, judge
from creditline.bench.victims import Kill
from creditline.bench.writer_load import carry_out_all
from creditline.store.bench import bench_database, read_asked_for

LINE = "line_bench_000001"
RNG = Random(7)  # noqa: S311 - any will do


def test_no_acknowledged_event_is_lost_or_doubled_when_server_and_postgres_are_killed() -> None:
    report = crash.run(rounds=1, seconds_per_round=1, callers=16, lines=20, kinds=(Kill.BOTH,))
    assert report.acknowledged > 0
    assert report.kills == {"server": 0, "postgres": 0, "both": 1}
    assert (report.lost, report.doubled, report.lines_off, report.check_ok) == (0, 0, 0, True)
    assert report.ok


def test_a_given_postgres_is_never_killed(server_url: str) -> None:
    report = crash.run(server_url, rounds=1, seconds_per_round=1, callers=16, lines=20)
    assert report.kills == {"server": 1, "postgres": 0, "both": 0}
    assert "DATABASE_URL" in (report.note or "")
    assert report.ok


def test_the_seed_decides_what_is_killed_and_every_kind_has_its_turn() -> None:
    chosen = [crash.choose_kills(tuple(Kill), 10, Random(7)) for _ in range(2)]  # noqa: S311 - the same twice
    assert chosen[0] == chosen[1]
    assert sorted(chosen[0].count(kind) for kind in Kill) == [3, 3, 4]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, Verdict(frozenset(), frozenset(), frozenset())),
        ({"version": 3}, Verdict(frozenset({"key"}), frozenset(), frozenset())),
        ({"approved": False}, Verdict(frozenset({"key"}), frozenset(), frozenset({LINE}))),
        ({"amount_minor": 999}, Verdict(frozenset({"key"}), frozenset(), frozenset({LINE}))),
        ({"key": "another"}, Verdict(frozenset({"another"}), frozenset({"key"}), frozenset())),
    ],
    ids=["as told", "another version", "another outcome", "another amount", "never there"],
)
def test_the_judge_finds_what_is_not_as_it_was_told(
    server_url: str, told: dict[str, object], expected: Verdict
) -> None:
    with bench_database(server_url) as url:
        carry_out_all(url, [*openings([LINE], 2_000, RNG), *first_draws([LINE], 2_000, RNG)])
        ((key, line_id, version, kind, _, amount_minor),) = read_asked_for(url)
        truth = {"line_id": line_id, "version": version, "kind": kind, "approved": True, "amount_minor": amount_minor}
        named = {name: value for name, value in told.items() if name != "key"}
        assert key is not None
        verdict = judge(url, {str(told.get("key", key)): Acknowledged(**{**truth, **named})})
    assert _renamed(verdict, key) == expected


def _renamed(verdict: Verdict, key: str) -> Verdict:
    """Call the one stored key "key", so that a table can name it."""

    def called(keys: frozenset[str]) -> frozenset[str]:
        return frozenset("key" if name == key else name for name in keys)

    return Verdict(called(verdict.lost), called(verdict.doubled), verdict.lines_off)
