"""The borrower's page in a real Chromium: how soon a commit is to be seen, how soon the chart, how much is loaded."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from random import Random
from typing import TYPE_CHECKING, Any

from creditline.bench.caller import Caller
from creditline.bench.sandbox import CURRENCY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_QUIET = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")
_LONGEST_PAUSE_MS = 100
_PATIENCE_MS = 30_000

# A frame that began after the change has passed when the next one begins: only then has the change been painted.
_WHEN_CHART_IS_PAINTED = """
window.chartPainted = new Promise((tell) => {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector("limit-chart svg path")) return;
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now())));
  });
  watcher.observe(document, { childList: true, subtree: true });
});
"""
_WATCH_THE_FIGURES = """(patience) => {
  const read = () => Array.from(document.querySelectorAll("#figures [data-figure]"), (one) => one.textContent).join();
  const before = read();
  window.changePainted = new Promise((tell) => {
    const watcher = new MutationObserver(() => {
      if (read() === before) return;
      watcher.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => tell(Date.now())));
    });
    watcher.observe(document.getElementById("figures"), { childList: true, characterData: true, subtree: true });
    setTimeout(tell, patience, null);
  });
}"""


class PageStoodStill(RuntimeError):
    """The borrower's page shows every commit by itself."""

    code = "bench-page-stood-still"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The page {path} did not show a commit within {_PATIENCE_MS // 1000} s of its answer. Open it in a "
            "browser and look whether it says that the connection is lost."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen. Milliseconds, one a commit and one a load; bytes as they were sent, of one load with no cache.

    page_bytes: the page and all it asked for. stream_bytes: the first message of its stream.
    """

    pixels_ms: list[float]
    charts_ms: list[float]
    page_bytes: int
    stream_bytes: int


def what_is_missing() -> str | None:
    """Say why nothing can be measured in a browser here; None if it can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed (pip install playwright), so nothing was measured in a browser."
    if _chromium() is None:
        return "There is no Chromium on PATH (Debian: apt install chromium), so nothing was measured in a browser."
    return None


def look(address: tuple[str, int], line_id: str, *, commits: int, loads: int, rng: Random) -> Looked:
    """Load the line's page `loads` times with nothing cached, then let it show `commits`. Raises PageStoodStill."""
    site, path = f"http://{address[0]}:{address[1]}", f"/lines/{line_id}"
    with _browser() as browser:
        charts_ms = [_chart_ms(browser, site + path) for _ in range(loads)]
        page_bytes, stream_bytes = _weigh(browser, site + path)
        with _context(browser) as context:
            page = context.new_page()
            page.goto(site + path)
            caller = Caller(address)
            pixels_ms = [_pixel_ms(page, _commit(caller, line_id, number), path, rng) for number in range(commits)]
            caller.close()
    return Looked(pixels_ms=pixels_ms, charts_ms=charts_ms, page_bytes=page_bytes, stream_bytes=stream_bytes)


def _chart_ms(browser: "Browser", url: str) -> float:
    """Return how long after the navigation began the chart was painted, in a browser that has seen nothing yet."""
    with _context(browser) as context:
        context.add_init_script(_WHEN_CHART_IS_PAINTED)
        page = context.new_page()
        page.goto(url)
        return float(page.evaluate("() => window.chartPainted"))


def _weigh(browser: "Browser", url: str) -> tuple[int, int]:
    """Return the bytes of all that a first load asked for and got whole, and of the stream that stays open."""
    whole: list[int] = []
    parts: dict[str, int] = {}
    with _context(browser) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.loadingFinished", lambda event: _finish(event, whole, parts))
        network.on("Network.dataReceived", lambda event: _add(event, parts))
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(url)
        page.locator("limit-chart svg path").first.wait_for(state="attached")
        page.wait_for_timeout(_LONGEST_PAUSE_MS * 5)  # until the stream has sent its first message
        return sum(whole), sum(parts.values())


def _finish(event: dict[str, Any], whole: list[int], parts: dict[str, int]) -> None:
    whole.append(int(event["encodedDataLength"]))
    parts.pop(event["requestId"], None)


def _add(event: dict[str, Any], parts: dict[str, int]) -> None:
    """Count what came of an answer that has not ended; a stream is not compressed."""
    parts[event["requestId"]] = parts.get(event["requestId"], 0) + int(event["dataLength"])


def _commit(caller: Caller, line_id: str, number: int) -> Callable[[], float]:
    """Return what draws or repays by turns, and tells when that was acknowledged: milliseconds since 1970."""
    verb = "repayments" if number % 2 else "draws"

    def commit() -> float:
        caller.post(f"/v1/lines/{line_id}/{verb}", {"amount": "10.00", "currency": CURRENCY})
        return caller.acknowledged_at * 1000

    return commit


def _pixel_ms(page: "Page", commit: Callable[[], float], path: str, rng: Random) -> float:
    """Return how long after `commit` was acknowledged another number had been painted."""
    page.wait_for_timeout(rng.uniform(0, _LONGEST_PAUSE_MS))  # so that commits do not fall in step with frames
    page.evaluate(_WATCH_THE_FIGURES, _PATIENCE_MS)
    acknowledged_ms = commit()
    painted_ms = page.evaluate("() => window.changePainted")
    if painted_ms is None:
        raise PageStoodStill(path)
    return max(0.0, float(painted_ms) - acknowledged_ms)


@contextmanager
def _browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only the development environment has it

    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=[*_QUIET, *as_root])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _context(browser: "Browser") -> Iterator["BrowserContext"]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    try:
        yield context
    finally:
        context.close()


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")
