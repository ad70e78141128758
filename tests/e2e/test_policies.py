"""The policy workbench in a real browser: an edit that breaks a promise is refused, mended, simulated and released."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect
from test_appeals import _check, sign_in

LOOKS = list(product(["en", "zh-CN"], ["light", "dark"], [390, 1280]))
PROOF_MS = 180_000

Open = Callable[..., Page]


def console(page: Page) -> str:
    return page.url.split("/console")[0] + "/console"


def edited(page: Page, amount: str) -> None:
    """Edit what the best band carries, and prove the new version."""
    page.get_by_test_id("edit-base-A_salaried").click()
    page.get_by_test_id("entry-amount_minor").fill(amount)
    page.get_by_test_id("save-row").click()
    expect(page.locator("td[data-changed]").first).to_be_visible()
    page.get_by_test_id("prove").click()
    expect(page.get_by_test_id("proof").locator("progress")).to_be_visible()


def test_an_edit_that_breaks_a_promise_is_refused_mended_simulated_and_released_by_another(open_page: Open) -> None:
    page = open_page("/console/policies")
    sign_in(page, "analyst")
    page.goto(console(page) + "/policies")
    page.get_by_test_id("deciding").get_by_role("link").first.click()
    edited(page, "15000000")
    expect(page.get_by_test_id("verdict")).to_have_text("refuted", timeout=PROOF_MS)
    assert "A_salaried" in page.get_by_test_id("counterexample").first.inner_text()
    page.get_by_test_id("decide-facts").first.click()
    before, after = page.get_by_test_id("decided").first.locator("td.number").all_inner_texts()
    assert before != after, "the evaluator comes to the two limits of the story"
    page.go_back()
    edited(page, "30000000")
    expect(page.get_by_test_id("verdict")).to_have_text("proven", timeout=PROOF_MS)
    expect(page.get_by_test_id("propose")).to_be_visible()
    version = page.url.split("#")[0]
    page.get_by_test_id("simulate").click()
    expect(page.get_by_test_id("repayers-lowered")).to_contain_text("0 /")
    page.goto(version)
    page.get_by_test_id("proposal-words").fill("The best band carries a little more.")
    page.get_by_test_id("propose").click()
    expect(page.get_by_test_id("proposal").first).to_have_attribute("data-state", "open")
    expect(page.get_by_test_id("release")).to_have_count(0)
    second = open_page("/console/policies")
    sign_in(second, "approver")
    second.goto(console(second) + "/policies")
    second.get_by_test_id("second-words").fill("I read the certificate and the simulation.")
    second.get_by_test_id("release").click()
    expect(second.get_by_test_id("proposal").first).to_have_attribute("data-state", "released")
    second.goto(version)
    expect(second.locator("h1 .tag")).to_have_text("decides now")


def test_a_row_is_split_in_two_and_a_file_changed_by_its_text(open_page: Open) -> None:
    page = open_page("/console/policies")
    sign_in(page, "analyst")
    page.goto(console(page) + "/policies")
    page.get_by_test_id("version").get_by_role("link").last.click()
    page.get_by_test_id("edit-table-base").click()
    page.get_by_label("segment, E_any").fill('"salaried", "self_employed"')
    page.get_by_test_id("add-below").last.click()
    expect(page.get_by_label("Row 14")).to_be_focused()
    page.keyboard.type("E_business")
    page.get_by_test_id("table-row").last.get_by_label("segment").fill('"business"')
    page.get_by_test_id("version-name").fill("split")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("cn-bank split")
    expect(page.locator("#row-base-E_business")).to_be_visible()
    page.get_by_test_id("formula-text").click()
    text = page.get_by_test_id("text").input_value()
    page.get_by_test_id("text").fill(text.replace("[not_below]", "[not_bellow]"))
    page.get_by_test_id("save-text").click()
    expect(page.get_by_test_id("message")).to_contain_text("formula.toml")
    page.get_by_test_id("text").fill("# Looked at again.\n" + text)
    page.get_by_test_id("version-name").fill("remarked")
    page.get_by_test_id("save-text").click()
    expect(page.locator("h1")).to_have_text("cn-bank remarked")


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_analysts_pages(open_page: Open, axe: str, lang: str, scheme: str, width: int) -> None:
    page = open_page("/console/policies", lang=lang, scheme=scheme, width=width)
    sign_in(page, "analyst")
    for path in ("/policies", "/flags?state=all", "/scorecards", "/portfolio", "/jobs"):
        page.goto(console(page) + path)
        _check(page, axe)
    page.goto(console(page) + "/policies")
    addresses = page.get_by_test_id("version").get_by_role("link")
    for address in {link.get_attribute("href") for link in (addresses.first, addresses.last)}:
        page.goto(page.url.split("/console")[0] + str(address))
        _check(page, axe)
        if page.get_by_test_id("decide-facts").count():
            page.get_by_test_id("decide-facts").first.click()
            _check(page, axe)
            page.go_back()
        page.get_by_test_id("edit-base-A_salaried").click()
        _check(page, axe)
        page.go_back()
        page.get_by_test_id("simulate").click()
        _check(page, axe)
