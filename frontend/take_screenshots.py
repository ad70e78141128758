# ruff: noqa: INP001 - a script beside the package, not in it
"""Takes the pictures of docs/images anew, from a demo of its own: make screenshots.

Needs Chromium, and PostgreSQL as the demo does. The demo's data is thrown away afterwards. What people do in a day, so
that there is something to see, is done as the tests in tests/e2e do it.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8190
SITE = f"http://127.0.0.1:{PORT}"
BORROWERS = "40"
OFFICER, ANALYST, AUDITOR = "officer", "analyst", "auditor"
HEIGHT, WIDTH, PHONE = 900, 1280, 390
SCREEN = {"width": WIDTH, "height": HEIGHT}
DRAWN_MS = 1_000  # a chart is drawn after the page was loaded

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from furnishing import VISITOR, furnish, signed_in  # type: ignore[import-not-found]  # noqa: E402 - found by the line above


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: what is opened, by whom and how it is looked at."""

    name: str
    path: str
    who: str = VISITOR
    language: str = "en"
    scheme: str = "light"
    width: int = WIDTH


PICTURES = (
    Picture("lines", "/"),
    Picture("line", "/lines/line_story_payday"),
    Picture("line.zh-CN", "/lines/line_story_payday", language="zh-CN"),
    Picture("phone", "/lines/line_story_lowered", scheme="dark", width=PHONE),
    Picture("phone.zh-CN", "/lines/line_story_lowered", language="zh-CN", scheme="dark", width=PHONE),
    Picture("decision", "/lines/line_story_lowered/decisions/{decision}"),
    Picture("appeal", "/lines/line_story_cut/appeals/{asked}"),
    Picture("queue", "/console/appeals?state=all", OFFICER),
    Picture("desk", "/console/appeals/{filed}", OFFICER),
    Picture("story", "/console/lines/line_story_cut", AUDITOR),
    Picture("policy", "/console/policies/{champion}", ANALYST),
    Picture("proof", "/console/policies/{version}", ANALYST),
    Picture("counterexample", "{counterexample}", ANALYST),
    Picture("simulation", "/console/policies/{version}/simulation", ANALYST),
    Picture("scorecards", "/console/scorecards", ANALYST),
    Picture("portfolio", "/console/portfolio", ANALYST),
    Picture("audit", "/console/audit", AUDITOR),
)


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium. Type: sudo apt-get install chromium")
    with _demo(), _photo() as photo, sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=[*sandbox, "--disable-gpu"])
        entered = {who: signed_in(browser, SITE, who, viewport=SCREEN) for who in (VISITOR, OFFICER, ANALYST, AUDITOR)}
        held = furnish(entered.__getitem__, SITE, photo)
        for picture in PICTURES:
            _take(entered[picture.who], picture, held)


def _take(context: BrowserContext, picture: Picture, held: dict[str, str]) -> None:
    context.add_cookies([{"name": "lang", "value": picture.language, "url": SITE}])
    page = context.new_page()
    page.set_viewport_size({"width": picture.width, "height": HEIGHT})
    page.emulate_media(color_scheme="dark" if picture.scheme == "dark" else "light")
    page.goto(SITE + picture.path.format(**held))
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    page.close()


@contextmanager
def _photo() -> Iterator[Path]:
    """A paper to send with an appeal."""
    with TemporaryDirectory(prefix="creditline-paper-") as folder:
        photo = Path(folder, "payslip.jpg")
        Image.effect_noise((1200, 900), 60).convert("RGB").save(photo, "JPEG")
        yield photo


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
