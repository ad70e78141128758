"""The measurement of the pages measures every page, tells every subscriber, and says what it could not look at."""

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from creditline.bench import browser, pages, subscribers
from creditline.bench.http_load import HttpLoadFailed
from creditline.bench.serving import ServerProcess
from creditline.store.bench import bench_database
from creditline.web.assets import asset

ASSETS = ("app.js", "app.css", "theme.js")
KINDS = {"home", "line", "what_if", "queue", "console_line", "portfolio"}
IN_A_BROWSER = ("pixel_p50_ms", "pixel_p99_ms", "first_chart_ms", "first_chart_most_ms", "page_kb", "stream_kb")


def run(server_url: str, **asked: Any) -> pages.PagesReport:
    return pages.run(server_url, seconds=0.3, readers=2, commits=3, loads=1, borrowers=6, strained=0, **asked)


@pytest.fixture(scope="module")
def report(server_url: str) -> pages.PagesReport:
    return run(server_url, subscribers=24)


def test_every_kind_of_page_is_measured_and_the_book_holds(report: pages.PagesReport) -> None:
    assert set(report.pages) == KINDS
    for page in report.pages.values():
        assert page.per_s > 0
        assert 0 < page.p50_ms <= page.p99_ms
    assert report.lines > 6
    assert report.check_ok


@pytest.mark.parametrize("name", ["events", "page"])
def test_every_subscriber_is_told_of_the_commit_on_its_line(report: pages.PagesReport, name: str) -> None:
    held = report.streams[name]
    assert held.served == held.subscribers == 24
    assert 0 < held.commits <= 24
    assert 0 <= held.message_p50_ms <= held.message_p99_ms
    assert held.server_mb_before > 0
    assert held.kb_per_subscriber == pytest.approx(
        (held.server_mb_with - held.server_mb_before) * 1024 / held.subscribers, abs=0.1 * 1024 / held.subscribers + 0.1
    )


def test_a_browser_sees_every_commit_and_loads_the_assets_compressed(report: pages.PagesReport) -> None:
    if report.note:
        pytest.skip(report.note)
    found = report.as_dict()
    assert report.pixel_commits == 3
    assert 0 < found["pixel_p50_ms"] <= found["pixel_p99_ms"]
    assert 0 < found["first_chart_ms"] <= found["first_chart_most_ms"]
    assert sum(len(asset(name).compressed) for name in ASSETS) < found["page_kb"] * 1000
    assert found["page_kb"] * 1000 < sum(len(asset(name).raw) for name in ASSETS)
    assert found["stream_kb"] > 0
    assert found["light"] is (found["page_kb"] <= 350)
    assert found["quick"] is (found["first_chart_ms"] <= 1500)


def test_without_chromium_a_run_says_so_and_leaves_its_figures_out(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "shutil", SimpleNamespace(which=lambda _: None))
    found = run(server_url, subscribers=2).as_dict()
    assert "apt install chromium" in found["note"] or "Playwright" in found["note"]
    assert {name: found[name] for name in IN_A_BROWSER} == dict.fromkeys(IN_A_BROWSER)
    assert (found["pixel_commits"], found["light"], found["quick"]) == (0, None, None)


def test_without_playwright_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda _: None)
    assert "pip install playwright" in (browser.what_is_missing() or "")


def test_a_page_that_does_not_follow_is_a_failure_and_no_figure() -> None:
    still = SimpleNamespace(wait_for_timeout=lambda _: None, evaluate=lambda *_: None)
    with pytest.raises(browser.PageStoodStill, match="/lines/line_x did not show a commit"):
        browser._pixel_ms(still, lambda: 0.0, "/lines/line_x", Random(1))  # type: ignore[arg-type]  # noqa: S311


def test_more_subscribers_than_a_process_may_have_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers.resource, "getrlimit", lambda _: (256, 1_000))
    with pytest.raises(subscribers.TooFewFiles, match="--subscribers 800"):
        pages.run("postgresql://nowhere", subscribers=1_000)


def test_a_stream_that_is_refused_is_no_subscriber(server_url: str) -> None:
    with (
        bench_database(server_url) as url,
        ServerProcess(url) as server,
        subscribers.Subscribers(server.address, subscribers.PAGE) as held,
        pytest.raises(HttpLoadFailed),
    ):
        held.open(["line_nowhere"])
