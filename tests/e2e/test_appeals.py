"""An appeal from both sides, in a real browser: the borrower's phone, and the desks of the lender's people."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = list(product(["en", "zh-CN"], ["light", "dark"], [390, 1280]))
LINE = "/lines/line_story_cut"

Open = Callable[..., Page]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of a pay slip, as a phone takes it."""
    path = tmp_path / "payslip.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path, "JPEG")
    return path


def file_appeal(page: Page, photo: Path, words: str = "My income has risen since.") -> str:
    """File an appeal on the form that is open, and return its address."""
    page.get_by_test_id("words").fill(words)
    page.get_by_test_id("files").set_input_files(photo)
    expect(page.locator(".chosen img")).to_be_visible()
    page.get_by_test_id("file-appeal").click()
    expect(page.get_by_test_id("promise")).to_be_visible()
    return page.url


def sign_in(page: Page, role: str) -> None:
    page.get_by_test_id(f"role-{role}").click()
    expect(page.get_by_test_id("who")).to_be_visible()
    page.wait_for_load_state("load")  # a key that is pressed before the scripts ran is nobody's


def test_an_appeal_with_a_photo_moves_live_in_the_borrowers_tab(open_page: Open, photo: Path) -> None:
    borrower = open_page(f"{LINE}/appeals/new", width=390, lang="zh-CN")
    address = file_appeal(borrower, photo)
    expect(borrower.get_by_test_id("state")).to_have_text("已收到")
    expect(borrower.get_by_test_id("paper")).to_contain_text("payslip.jpg")
    officer = open_page("/console/appeals")
    sign_in(officer, "officer")
    officer.goto(address.replace(LINE, "/console"))
    officer.get_by_test_id("take").click()
    expect(borrower.get_by_test_id("state")).to_have_text("正在审核")
    officer.get_by_test_id("outcome-upheld").check()
    officer.get_by_test_id("new-limit").fill("40000")
    officer.get_by_test_id("decision-words").fill("Your pay slip of October shows it.")
    officer.get_by_test_id("decide").click()
    expect(officer.get_by_test_id("state")).to_have_text("Decided")
    expect(borrower.get_by_test_id("state")).to_have_text("已有结果")
    expect(borrower.get_by_test_id("outcome")).to_contain_text("Your pay slip of October shows it.")
    expect(borrower.get_by_test_id("outcome")).to_contain_text("¥40,000.00")
    expect(borrower.get_by_test_id("more-words")).to_have_count(0)
    expect(borrower.locator("#withdraw button")).to_have_count(0)
    borrower.goto(borrower.url.split("/appeals")[0])
    expect(borrower.get_by_test_id("limit")).to_have_text("¥40,000.00")


def test_a_file_is_dropped_and_its_sending_is_shown(open_page: Open, photo: Path) -> None:
    page = open_page("/lines/line_story_frozen/appeals/new")
    data = page.evaluate_handle(
        "(bytes) => { const data = new DataTransfer();"
        " data.items.add(new File([new Uint8Array(bytes)], 'slip.jpg', { type: 'image/jpeg' })); return data; }",
        list(photo.read_bytes()),
    )
    page.dispatch_event("evidence-drop", "drop", {"dataTransfer": data})
    expect(page.locator(".chosen-name")).to_have_text("slip.jpg")
    page.evaluate(
        "window.shown = []; new MutationObserver(() => window.shown.push(document.querySelector('progress').hidden))"
        ".observe(document.querySelector('progress'), { attributes: true })"
    )
    page.get_by_test_id("words").fill("Nobody told me why it is frozen.")
    with page.expect_request("**/appeals"):
        page.get_by_test_id("file-appeal").click()
    expect(page.get_by_test_id("paper")).to_contain_text("slip.jpg")


def test_a_file_that_is_no_paper_is_refused_on_the_spot(open_page: Open, tmp_path: Path) -> None:
    disguised = tmp_path / "photo.jpg"
    disguised.write_text("<script>alert(1)</script>")
    page = open_page("/lines/line_story_payday/appeals/new?against=dec_refused")
    page.get_by_test_id("words").fill("I do not agree with this.")
    page.get_by_test_id("files").set_input_files(disguised)
    page.get_by_test_id("file-appeal").click()
    expect(page.locator(".upload-said")).to_have_text("Please send photographs (JPEG, PNG, WebP) or PDF files.")
    expect(page.get_by_test_id("words")).to_have_value("I do not agree with this.")


def test_the_queue_is_worked_by_keyboard(open_page: Open) -> None:
    for number in range(2):
        page = open_page(f"/lines/line_story_new/appeals/new?against=dec_keys_{number}", js=False)
        page.get_by_test_id("words").fill(f"Please look again, number {number}.")
        page.get_by_test_id("file-appeal").click()
    officer = open_page("/console/appeals?state=filed")
    sign_in(officer, "officer")
    officer.keyboard.press("j")
    officer.keyboard.press("j")
    expect(officer.locator("[data-row]").nth(1)).to_have_attribute("aria-current", "true")
    officer.keyboard.press("k")
    officer.keyboard.press("x")
    expect(officer.locator("[data-row] input").first).to_be_checked()
    officer.keyboard.press("?")
    shown = officer.locator("#shortcuts dt").all_inner_texts()
    assert {"j / k", "x", "a", "d", "?", "/", "o"} <= set(shown)
    officer.keyboard.press("Escape")
    officer.keyboard.press("a")
    expect(officer.get_by_test_id("state")).to_have_text("Being looked at")
    officer.goto(officer.url.split("/console")[0] + "/console/appeals?state=filed")
    officer.keyboard.press("j")
    officer.keyboard.press("x")
    officer.get_by_test_id("assign-selected").click()
    officer.get_by_test_id("confirm").click()
    expect(officer.get_by_test_id("message")).to_contain_text("1 of 1 appeals assigned")
    officer.keyboard.press("z")
    expect(officer.get_by_test_id("message")).to_contain_text("1 of 1 appeals are back in the queue")


def test_an_export_runs_as_a_job_and_is_downloaded(open_page: Open) -> None:
    page = open_page("/console/search")
    sign_in(page, "analyst")
    page.goto(page.url.split("/console")[0] + "/console/search")
    for suffix in ("csv", "parquet", "xlsx"):
        page.goto(page.url.split("/console")[0] + "/console/search")
        page.get_by_test_id(f"export-{suffix}").click()
        expect(page.get_by_test_id("job").first).to_have_attribute("data-state", "done", timeout=20_000)
        with page.expect_download() as waiting:
            page.get_by_test_id("download").first.click()
        assert waiting.value.suggested_filename == f"lines.{suffix}"


def test_a_line_is_found_and_its_story_told(open_page: Open) -> None:
    page = open_page("/console/search")
    sign_in(page, "auditor")
    page.keyboard.press("/")
    page.keyboard.type("story_pay")
    page.keyboard.press("Enter")
    page.get_by_test_id("found").first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="The whole story")).to_be_visible()
    page.goto(page.url.split("/console")[0] + "/console/audit?action=line.read")
    expect(page.get_by_test_id("deed").first).to_contain_text("Auditor")


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_pages_of_appeals_and_the_console(
    open_page: Open, axe: str, lang: str, scheme: str, width: int
) -> None:
    look: dict[str, Any] = {"lang": lang, "scheme": scheme, "width": width}
    page = open_page(f"/lines/line_story_full/appeals/new?against=dec_{lang[:2]}_{scheme}_{width}", **look)
    _check(page, axe)
    page.get_by_test_id("words").fill("Please look at this again.")
    page.get_by_test_id("file-appeal").click()
    expect(page.get_by_test_id("promise")).to_be_visible()
    appeal = page.url.rsplit("/", 1)[1]
    site = page.url.split("/lines")[0]
    for path in (f"/lines/line_story_full/appeals/{appeal}", "/lines/line_story_full/appeals", "/docs"):
        page.goto(site + path)
        if path != "/docs":
            _check(page, axe)
    for role, paths in {
        "officer": ["/appeals", f"/appeals/{appeal}", "/search?q=line_story", "/lines/line_story_cut", "/jobs"],
        "auditor": ["/audit"],
        "admin": ["/people"],
    }.items():
        page.context.clear_cookies()
        page.goto(f"{site}/console/sign-in")
        _check(page, axe)
        sign_in(page, role)
        for path in paths:
            page.goto(f"{site}/console{path}")
            if page.get_by_test_id("take").count():
                page.get_by_test_id("take").click()
            _check(page, axe)


def _check(page: Page, axe: str) -> None:
    page.wait_for_load_state("load")
    found = page.evaluate(
        f"async () => {{ {axe}; return (await axe.run()).violations.map("
        "(v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))]); }"
    )
    assert found == [], page.url
    assert page.evaluate(OVERFLOW) <= 0, page.url
