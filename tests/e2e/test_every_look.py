"""Every page in every look: nothing for axe to find, nothing cut off, nothing asked of another machine."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from every_page import NO_PAGES, PAGES, Seen
from furnishing import furnish, signed_in
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Response

from creditline.web.routes import ROUTES

LANGUAGES = ("en", "zh-CN")
SCHEMES = ("light", "dark")
WIDTHS = (390, 1280)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
AXE = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  (found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)"""
SAYS_STATUS = "Failed to load resource: the server responded with a status of"

Enter = Callable[[str], BrowserContext]


@pytest.fixture(scope="module")
def enter(chromium: Browser, site: str) -> Iterator[Enter]:
    """Signs somebody in, once for all pages."""
    entered: dict[str, BrowserContext] = {}

    def enter_as(who: str) -> BrowserContext:
        if who not in entered:
            entered[who] = signed_in(chromium, site, who)
        return entered[who]

    yield enter_as
    for context in entered.values():
        context.close()


@pytest.fixture(scope="module")
def held(enter: Enter, site: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The ids of what the sandbox holds."""
    photo = tmp_path_factory.mktemp("papers") / "payslip.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(photo, "JPEG")
    return furnish(enter, site, photo)


def test_every_page_there_is_is_looked_at() -> None:
    opened = {route for route in ROUTES if route.startswith("GET ") and not route.startswith("GET /v1/")}
    assert opened == {page.route for page in PAGES} | set(NO_PAGES), "list it in every_page.py"


@pytest.mark.parametrize("seen", PAGES, ids=lambda seen: seen.name)
def test_a_page_is_without_fault_in_every_look(
    enter: Enter, site: str, held: dict[str, str], axe: str, seen: Seen
) -> None:
    page = enter(seen.who).new_page()
    faults = _heard(page, site, seen)
    for language in LANGUAGES if seen.lang is None else (seen.lang,):
        _open(page, site, seen, held, language, faults)
        page.evaluate(axe)
        for scheme, width in product(SCHEMES, WIDTHS):
            found = _look(page, scheme, width)
            faults += [f"{language} {scheme} {width} px: {each}" for each in found]
    page.close()
    assert faults == [], f"{seen.name}:\n" + "\n".join(faults)


def _heard(page: Page, site: str, seen: Seen) -> list[str]:
    """Return a list into which goes what the page asks of others, and what its scripts complain of."""
    faults: list[str] = []

    def asked(request: Any) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            faults.append(f"asked another machine: {request.url}")

    def answered(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            faults.append(f"answered {answer.status}: {answer.url}")

    def said(message: Any) -> None:
        if message.type == "error" and not message.text.startswith((SAYS_STATUS, *seen.bears)):
            faults.append(f"console: {message.text}")

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    return faults


def _open(page: Page, site: str, seen: Seen, held: dict[str, str], language: str, faults: list[str]) -> None:
    """Open the page in a language, and unfold all that it has."""
    page.context.add_cookies([{"name": "lang", "value": language, "url": site}])
    answer = page.goto(site + seen.path.format(**held))
    faults += _unlike(answer, seen)
    if seen.act:
        seen.act(page)
    page.wait_for_load_state("load")
    page.evaluate(UNFOLD)
    spoken = page.evaluate("document.documentElement.lang")
    if spoken != language:
        faults.append(f"{language}: <html lang> is {spoken}")
    if not page.title().endswith(" · creditline"):
        faults.append(f"{language}: the title is {page.title()}")


def _unlike(answer: Response | None, seen: Seen) -> list[str]:
    status = answer.status if answer else None
    return [] if status == seen.status else [f"answered {status} instead of {seen.status}"]


def _look(page: Page, scheme: str, width: int) -> list[str]:
    """Return what is wrong in one look."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # it is one of two literals
    found: list[str] = page.evaluate(AXE)
    over = page.evaluate(OVERFLOW)
    return found if over <= 0 else [*found, f"{over} px too wide"]
