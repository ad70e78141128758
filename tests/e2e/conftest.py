"""A sandbox as the demo serves it, and a real Chromium to look at it with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from awaiting import await_answer, free_port
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
expect.set_options(timeout=20_000)  # what is waited for comes or it does not; a busy machine is not a reason to fail
_QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; where there is none, these tests are skipped.

    It ends with the module: Playwright keeps an event loop running, under which no other test could start one.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        yield _launched(playwright)


@pytest.fixture(scope="module")
def site(template_url: str, module_copies: Callable[[str], str]) -> Iterator[str]:
    """The address of a demo of its own."""
    port = free_port()
    command = [sys.executable, "-m", "creditline", "demo", "--port", str(port), "--borrowers", "3"]
    environment = {**os.environ, "DATABASE_URL": module_copies(template_url)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as serving:
        await_answer(serving, f"http://127.0.0.1:{port}", at="/readyz")
        yield f"http://127.0.0.1:{port}"
        serving.terminate()


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a path of the site in a browser of its own, and fails if anything was asked of another machine."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []

    def open_path(path: str, *, width: int = 1280, scheme: str = "light", lang: str = "en", js: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=lang,
            java_script_enabled=js,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: None if request.url.startswith((site, "data:")) else asked.append(request.url),
        )
        page.goto(site + path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, of the version that the front end's lock names."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "frontend"))
    from build_assets import axe_script  # noqa: PLC0415 - it is a script beside the package, not in it

    return axe_script().read_text(encoding="utf-8")


def _launched(playwright: Playwright) -> Browser:
    sandbox = ["--no-sandbox", "--disable-gpu"] if os.geteuid() == 0 else ["--disable-gpu"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*sandbox, *_QUIET])
