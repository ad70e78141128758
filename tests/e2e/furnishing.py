"""What a sandbox has to hold so that every page has something to show: appeals, a broken version, a job, webhooks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

APPEALED = {
    "filed": ("line_story_lowered", "I paid on the day, and the bank booked it later. Please look at the slip again."),
    "asked": ("line_story_cut", "My income has risen since, as the pay slips of the last three months show."),
    "decided": ("line_story_frozen", "Nobody told me why the line is frozen. I have repaid every month."),
}
TOO_LOW = "15000000"  # for the best band: with it the policy punishes a repayment
PROOF_MS = 120_000

Enter = Callable[[str], BrowserContext]


VISITOR = "visitor"


def signed_in(browser: Browser, site: str, who: str, **how: Any) -> BrowserContext:
    """Return a browser of somebody's own, made as `how` says; a visitor need not sign in."""
    context = browser.new_context(locale="en", reduced_motion="reduce", **how)
    if who != VISITOR:
        page = context.new_page()
        page.goto(f"{site}/console/sign-in")
        page.get_by_test_id(f"role-{who}").click()
        page.get_by_test_id("who").wait_for()
        page.close()
    return context


def furnish(enter: Enter, site: str, photo: Path) -> dict[str, str]:
    """Do what people do in a day, and return the ids and addresses that came of it."""
    borrower, officer, analyst = (enter(who).new_page() for who in ("visitor", "officer", "analyst"))
    found = {"decision": _decision(borrower, site)}
    for name, (line, words) in APPEALED.items():
        found[name] = _file(borrower, f"{site}/lines/{line}/appeals/new", words, photo)
    _ask(officer, f"{site}/console/appeals/{found['asked']}")
    _decide(officer, f"{site}/console/appeals/{found['decided']}")
    found |= _break_a_promise(analyst, site)
    _export(analyst, site)
    _subscribe(borrower, site)
    for page in (borrower, officer, analyst):
        page.close()
    return found


def _decision(page: Page, site: str) -> str:
    page.goto(f"{site}/lines/line_story_lowered")
    return page.get_by_test_id("decision").first.get_attribute("id") or ""


def _file(page: Page, form: str, words: str, photo: Path) -> str:
    page.goto(form)
    page.get_by_test_id("words").fill(words)
    page.get_by_test_id("files").set_input_files(photo)
    page.get_by_test_id("file-appeal").click()
    page.get_by_test_id("promise").wait_for()
    return page.url.rsplit("/", 1)[1]


def _ask(page: Page, appeal: str) -> None:
    page.goto(appeal)
    page.get_by_test_id("take").click()
    page.locator("details", has=page.get_by_test_id("question-words")).locator("summary").click()
    page.get_by_test_id("question-words").fill("Please send the pay slips of August and September.")
    page.get_by_test_id("ask").click()
    page.get_by_test_id("ask").wait_for(state="detached")


def _decide(page: Page, appeal: str) -> None:
    page.goto(appeal)
    page.get_by_test_id("take").click()
    page.get_by_test_id("outcome-upheld").check()
    page.get_by_test_id("new-limit").fill("45000")
    page.get_by_test_id("decision-words").fill("The freeze should have ended with the last repayment.")
    page.get_by_test_id("decide").click()
    page.get_by_test_id("outcome").wait_for()


def _break_a_promise(page: Page, site: str) -> dict[str, str]:
    """Keep a version that a proof refutes, propose it, and return where it and its counterexample are shown."""
    page.goto(f"{site}/console/policies")
    page.get_by_test_id("deciding").get_by_role("link").first.click()
    champion = page.url.rsplit("/", 1)[1]
    page.get_by_test_id("edit-base-A_salaried").click()
    page.get_by_test_id("entry-amount_minor").fill(TOO_LOW)
    page.get_by_test_id("save-row").click()
    page.get_by_test_id("prove").click()
    expect(page.get_by_test_id("verdict")).to_have_text("refuted", timeout=PROOF_MS)
    version = page.url.partition("#")[0].rsplit("/", 1)[1]
    counterexample = page.get_by_test_id("decide-facts").first.get_attribute("href") or ""
    page.get_by_test_id("shadow").click()
    page.goto(f"{site}/console/policies/{version}")
    _propose(page)
    return {"champion": champion, "version": version, "counterexample": counterexample}


def _propose(page: Page) -> None:
    page.locator("details", has=page.get_by_test_id("propose")).locator("summary").click()
    page.get_by_test_id("proposal-words").fill("The best band carries too much for what it earns.")
    page.get_by_test_id("propose").click()
    page.get_by_test_id("proposal").first.wait_for()


def _export(page: Page, site: str) -> None:
    page.goto(f"{site}/console/search")
    page.get_by_test_id("export-csv").click()
    page.get_by_test_id("download").first.wait_for()


def _subscribe(page: Page, site: str) -> None:
    """Let an address on this machine that nobody answers at be told, and do something to tell it."""
    sent = {"Idempotency-Key": "look-endpoint"}
    answer = page.request.post(f"{site}/v1/webhook-endpoints", data={"url": "http://127.0.0.1:9/hook"}, headers=sent)
    assert answer.ok, answer.text()
    for what in ("draws", "repayments"):  # the line owes nothing, as its name says
        path = f"{site}/v1/lines/line_story_payday/{what}"
        moved = page.request.post(path, data={"amount": "1.00", "currency": "CNY"}, headers={"Idempotency-Key": what})
        assert moved.ok, moved.text()
