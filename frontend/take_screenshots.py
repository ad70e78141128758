# ruff: noqa: INP001 - a script beside the package, not in it
"""Takes the pictures of docs/images anew, from a demo of its own: make screenshots.

Needs Chromium, and PostgreSQL as the demo does. The demo's data is thrown away afterwards.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PORT = 8190
SITE = f"http://127.0.0.1:{PORT}"
BORROWERS = "40"
ROLE = "analyst"
PAGES = {
    "line": "/lines/line_story_payday",
    "portfolio": "/console/portfolio",
}
WIDTH, HEIGHT = 1280, 900


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium. Type: sudo apt-get install chromium")
    with _demo(), sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=[*sandbox, "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en", reduced_motion="reduce")
        page.goto(f"{SITE}/console/sign-in")
        page.get_by_test_id(f"role-{ROLE}").click()
        for name, path in PAGES.items():
            _take(page, name, path)
        page.goto(f"{SITE}/console/policies")
        page.get_by_test_id("deciding").get_by_role("link").first.click()
        _take(page, "policy", None)


def _take(page: Page, name: str, path: str | None) -> None:
    if path is not None:
        page.goto(SITE + path)
    page.wait_for_load_state("networkidle" if name != "line" else "load")
    page.wait_for_timeout(1000)  # a chart is drawn after the page was loaded
    page.screenshot(path=IMAGES / f"{name}.png", full_page=name == "line")


@contextmanager
def _demo() -> Iterator[None]:
    """Serve a demo until the pictures are taken."""
    with TemporaryDirectory(prefix="creditline-screenshots-") as data:
        Path(data).chmod(0o755)  # as root the demo's PostgreSQL runs as somebody else, who has to get in
        command = [sys.executable, "-m", "creditline", "demo", "--port", str(PORT), "--borrowers", BORROWERS]
        with subprocess.Popen([*command, "--data", f"{data}/book"], stdout=subprocess.DEVNULL) as serving:  # noqa: S603 - our own command
            try:
                _wait(serving)
                yield
            finally:
                serving.terminate()


def _wait(serving: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        if serving.poll() is not None:
            sys.exit("The demo ended before it answered.")
        try:
            urlopen(f"{SITE}/readyz", timeout=5).close()  # noqa: S310 - our own address
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    sys.exit("The demo did not answer within two minutes.")


if __name__ == "__main__":
    main()
