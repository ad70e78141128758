"""What a borrower does on the page of a line, in a real browser."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

LINE = "/lines/line_story_new"
VIOLATIONS = "async () => (await axe.run()).violations.map((found) => [found.id, found.nodes.length])"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = list(product(["en", "zh-CN"], ["light", "dark"], [390, 1280]))
PAGES = ["/", LINE, "/lines/line_story_payday", "/lines/line_story_cut", "/lines/line_nowhere"]


def _draw(page: Page, amount: str) -> None:
    page.get_by_test_id("draw-amount").fill(amount)
    page.get_by_test_id("draw").click()


def _repay(page: Page, amount: str) -> None:
    page.get_by_test_id("repay-amount").fill(amount)
    page.get_by_test_id("repay").click()


def test_a_repayment_in_one_tab_moves_the_number_in_the_other(open_page: Callable[..., Page]) -> None:
    one, other = open_page(LINE), open_page(LINE, lang="zh-CN", width=390)
    expect(one.get_by_test_id("available")).to_have_text("CN¥20,000.00")
    _draw(one, "6000")
    expect(one.get_by_test_id("available")).to_have_text("CN¥14,000.00")
    expect(other.get_by_test_id("available")).to_have_text("¥14,000.00")
    _repay(other, "2500.50")
    expect(one.get_by_test_id("available")).to_have_text("CN¥16,500.50")
    expect(other.get_by_test_id("available")).to_have_text("¥16,500.50")
    expect(one.get_by_test_id("limit")).to_have_text("CN¥20,000.00")
    one.get_by_test_id("repay-all").click()
    expect(one.get_by_test_id("message")).to_contain_text("Everything is repaid.")
    expect(other.get_by_test_id("available")).to_have_text("¥20,000.00")


def test_a_draw_over_the_available_credit_is_declined_in_words(open_page: Callable[..., Page]) -> None:
    page = open_page(LINE)
    _draw(page, "20000.01")
    expect(page.get_by_test_id("message")).to_contain_text("more than the CN¥20,000.00 available")
    expect(page.get_by_test_id("available")).to_have_text("CN¥20,000.00")
    expect(page.get_by_test_id("event").first).to_have_attribute("data-tone", "declined")


def test_time_passes_and_interest_appears(open_page: Callable[..., Page]) -> None:
    page = open_page("/lines/line_story_full")
    before = page.get_by_test_id("interest").inner_text()
    today = page.get_by_test_id("sandbox-date").inner_text()
    page.get_by_test_id("clock-30").click()
    expect(page.get_by_test_id("interest")).not_to_have_text(before)
    expect(page.get_by_test_id("sandbox-date")).not_to_have_text(today)


def test_the_page_works_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("/lines/line_story_payday", js=False)
    _draw(page, "1000")
    expect(page.get_by_test_id("message")).to_contain_text("You have drawn CN¥1,000.00")
    expect(page.get_by_test_id("available")).to_have_text("CN¥29,000.00")
    page.get_by_test_id("repay-all").click()
    expect(page.get_by_test_id("available")).to_have_text("CN¥30,000.00")
    _draw(page, "0")
    expect(page.get_by_test_id("message")).to_contain_text("more than zero")


def test_the_chart_is_drawn_and_has_a_table_beside_it(open_page: Callable[..., Page]) -> None:
    page = open_page("/lines/line_story_payday")
    expect(page.locator("limit-chart svg")).to_be_visible()
    page.get_by_text("Show as a table").click()
    expect(page.locator("#history tr").first).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_axe_finds_nothing(open_page: Callable[..., Page], axe: str, lang: str, scheme: str, width: int) -> None:
    for path in PAGES:
        page = open_page(path, lang=lang, scheme=scheme, width=width)
        page.wait_for_load_state("load")
        found = page.evaluate(
            f"async () => {{ {axe}; return (await axe.run()).violations.map((v) => [v.id, v.nodes.length]); }}"
        )
        assert found == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
