"""The monitor that explains, in a real browser: see why, follow the path, and the limit is back, live."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

LOWERED, OFFER, HELPED = (f"/lines/line_story_{name}" for name in ("lowered", "offer", "helped"))
LOOKS = list(product(["en", "zh-CN"], ["light", "dark"], [390, 1280]))
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_BYTES = 350_000
LATE = re.compile("past due|overdue")
"""The reasons of a card that is trained on a year up to today: which of them come first changes with the day."""


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_axe_finds_nothing(open_page: Callable[..., Page], axe: str, lang: str, scheme: str, width: int) -> None:
    for path in (LOWERED, OFFER, HELPED):
        page = open_page(path, lang=lang, scheme=scheme, width=width)
        page.wait_for_load_state("load")
        _unfold(page)
        found = page.evaluate(
            f"async () => {{ {axe}; return (await axe.run()).violations.map((v) => [v.id, v.nodes.length]); }}"
        )
        assert found == [], path
        assert page.evaluate(OVERFLOW) <= 0, path


def _unfold(page: Page) -> None:
    """Open and ask for all that a reader can open and ask for."""
    page.locator("details.numbers summary").first.click()
    page.get_by_test_id("replay").first.click()
    expect(page.get_by_test_id("replayed").first).not_to_be_empty()
    page.get_by_test_id("what-if-repay").check()
    page.get_by_test_id("what-if-value").fill("500")
    page.get_by_test_id("what-if").click()
    expect(page.get_by_test_id("then-limit")).to_be_visible()


def test_the_page_weighs_little(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.context.clear_cookies()
    weighed: list[int] = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.on("Network.loadingFinished", lambda event: weighed.append(int(event["encodedDataLength"])))
    page.goto(page.url.rstrip("/") + LOWERED)
    expect(page.locator("limit-chart svg")).to_be_visible()
    assert weighed
    assert sum(weighed) <= MOST_BYTES, weighed


def test_what_if_shows_what_would_be_and_changes_nothing(open_page: Callable[..., Page]) -> None:
    page, other = open_page(OFFER), open_page(OFFER)
    before = page.get_by_test_id("available").inner_text()
    events = page.get_by_test_id("event").count()
    page.get_by_test_id("what-if-draw").check()
    page.get_by_test_id("what-if-value").fill("1000")
    page.get_by_test_id("what-if").click()
    expect(page.get_by_test_id("supposed")).to_contain_text("Decided by the real policy, cn-bank 2026.1")
    expect(page.get_by_test_id("then-available")).to_have_text("CN¥21,838.00")
    page.reload()
    for one in (page, other):
        expect(one.get_by_test_id("available")).to_have_text(before)
        expect(one.get_by_test_id("event")).to_have_count(events)


def test_it_works_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page(HELPED, js=False)
    page.get_by_test_id("what-if-value").fill("1000")
    page.get_by_test_id("what-if").click()
    expect(page.get_by_test_id("then-available")).to_have_text("CN¥34,875.20")
    page.get_by_test_id("replay").first.click()
    expect(page.get_by_test_id("replayed")).to_contain_text("equal to the last bit")


def test_a_draw_too_heavy_for_the_income_is_warned_of_and_let_be(open_page: Callable[..., Page]) -> None:
    page = open_page(OFFER)
    expect(page.get_by_test_id("debt-ratio")).to_contain_text("of your proven income of CN¥8,000.00 a month")
    page.get_by_test_id("draw-amount").fill("22000")
    page.get_by_test_id("draw").click()
    expect(page.get_by_test_id("message")).to_contain_text("is hard to carry")
    page.get_by_test_id("draw-anyway").click()
    expect(page.get_by_test_id("message")).to_contain_text("You have drawn CN¥22,000.00")


def test_what_a_reader_opened_stays_open_when_the_line_moves(open_page: Callable[..., Page]) -> None:
    page, other = open_page(HELPED), open_page(HELPED)
    opened = page.locator(f"#{page.locator('details.numbers').first.get_attribute('id')}")
    opened.locator("summary").click()
    other.get_by_test_id("draw-amount").fill("12")
    other.get_by_test_id("draw").click()
    expect(page.get_by_test_id("event").first).to_contain_text("12.00")
    expect(opened).to_have_attribute("open", "")


def test_see_why_follow_the_path_and_the_limit_is_back(open_page: Callable[..., Page]) -> None:
    page, other = open_page(LOWERED), open_page(LOWERED, lang="zh-CN", width=390)
    expect(page.get_by_test_id("limit")).to_have_text("CN¥30,000.00")
    expect(page.get_by_test_id("decision").first).to_contain_text(LATE)
    expect(page.get_by_test_id("reason").first).to_contain_text("−CN¥30,000.00")
    expect(page.get_by_test_id("step").filter(has_text="Pay what is due here.")).to_be_visible()
    page.get_by_test_id("repay-amount").fill(re.sub(r"[^\d.]", "", page.get_by_test_id("asked").inner_text()))
    page.get_by_test_id("repay").click()
    expect(other.get_by_test_id("recovery")).to_contain_text("恢复到 ¥60,000.00 已没有任何障碍")
    expect(page.get_by_test_id("offer")).to_contain_text("You may have a limit of CN¥60,000.00")
    page.get_by_test_id("accept-offer").click()
    expect(page.get_by_test_id("message")).to_contain_text("Your limit is higher now")
    expect(page.get_by_test_id("limit")).to_have_text("CN¥60,000.00")
    expect(other.get_by_test_id("limit")).to_have_text("¥60,000.00")
    expect(other.get_by_test_id("recovery")).to_have_count(0)


def test_money_in_doubt_waits_a_day_and_comes_back_live(open_page: Callable[..., Page]) -> None:
    page = open_page(HELPED, lang="zh-CN")
    expect(page.get_by_test_id("held-in-doubt")).to_contain_text("¥2,000.00 等待核实")
    page.get_by_test_id("clock-1").click()
    expect(page.get_by_test_id("held-in-doubt")).to_have_count(0, timeout=90_000)
    expect(page.get_by_test_id("held")).to_have_text("¥0.00", timeout=90_000)


def test_an_answer_to_an_offer_is_said_once_and_the_offer_is_told_as_ended(open_page: Callable[..., Page]) -> None:
    page = open_page(OFFER)
    page.get_by_test_id("decline-offer").click()
    expect(page.get_by_test_id("message")).to_contain_text("Declined. Your limit stays as it is")
    expect(page.get_by_test_id("decision").first).to_contain_text("was offered, and the offer has ended")
    page.reload()
    expect(page.get_by_test_id("message")).to_have_text("")


def test_the_days_under_the_picture_name_their_month(open_page: Callable[..., Page]) -> None:
    labels = open_page("/lines/line_story_cut").locator("limit-chart svg text")
    expect(labels.filter(has_text=re.compile(r"^[A-Z][a-z]{2}( \d+)?$")).first).to_be_visible()
    assert not [text for text in labels.all_text_contents() if re.fullmatch(r"[1-9]\d?", text)]
