"""Every page a person can open: its route, who opens it, and where it is found."""

from collections.abc import Callable
from dataclasses import dataclass

from furnishing import VISITOR
from playwright.sync_api import Page

OFFICER, ANALYST, APPROVER = "officer", "analyst", "approver"
AUDITOR, ADMIN = "auditor", "admin"
NOT_FOUND, FORBIDDEN, UNUSABLE = 404, 403, 422

NO_EVAL = " Note that 'script-src' was not explicitly set"  # Scalar asks whether it may compile code: it may not

VERSION = "/console/policies/{version}"
ROW = f"{VERSION}/rows/base/A_salaried"
TABLE, TEXT = f"{VERSION}/tables/base", f"{VERSION}/text?file=formula.toml"
CUT, FROZEN, HELPED, LOWERED = (f"/lines/line_story_{name}" for name in ("cut", "frozen", "helped", "lowered"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that is looked at.

    path: may name what the furnished sandbox holds. act: is done after opening it. lang: of a page in one language
    alone. bears: how what its scripts may complain of begins.
    """

    name: str
    route: str
    path: str
    who: str = VISITOR
    status: int = 200
    act: Callable[[Page], None] | None = None
    lang: str | None = None
    bears: tuple[str, ...] = ()


def _preview(page: Page) -> None:
    page.get_by_test_id("queue-row").first.get_by_role("checkbox").check()
    page.get_by_test_id("assign-selected").click()


def _look_for_drift(page: Page) -> None:
    page.get_by_test_id("look").first.click()


def _save_nonsense(page: Page) -> None:
    page.get_by_test_id("entry-amount_minor").fill("two words")
    page.get_by_test_id("save-row").click()


def _add_a_row(page: Page) -> None:
    page.get_by_test_id("add-below").first.click()


def _save_no_formula(page: Page) -> None:
    page.get_by_test_id("text").fill("steps = 7")
    page.get_by_test_id("save-text").click()


def _ask_and_replay(page: Page) -> None:
    page.get_by_test_id("replay").first.click()
    page.get_by_test_id("replayed").first.locator("*").first.wait_for()
    page.get_by_test_id("what-if-repay").check()
    page.get_by_test_id("what-if-value").fill("500")
    page.get_by_test_id("what-if").click()
    page.get_by_test_id("then-limit").wait_for()


def _draw_too_much(page: Page) -> None:
    page.get_by_test_id("draw-amount").fill("9000000")
    page.get_by_test_id("draw").click()
    page.get_by_test_id("message").locator("*").first.wait_for()


def _await_reference(page: Page) -> None:
    page.locator("h1").first.wait_for()
    page.locator("button[class*='copy-button']").first.wait_for(state="attached")


PAGES = [
    Seen("all lines", "GET /", "/"),
    Seen("no such line", "GET /lines", "/lines?id=line_nowhere", status=NOT_FOUND),
    Seen("line, cut", "GET /lines/{line_id}", CUT),
    Seen("line, frozen", "GET /lines/{line_id}", FROZEN),
    Seen("line, closed", "GET /lines/{line_id}", "/lines/line_story_closed"),
    Seen("line, offer", "GET /lines/{line_id}", "/lines/line_story_offer"),
    Seen("line, new, draw declined", "GET /lines/{line_id}", "/lines/line_story_new", act=_draw_too_much),
    Seen("line, lowered, with what was asked", "GET /lines/{line_id}", LOWERED, act=_ask_and_replay),
    Seen("line, money in doubt", "GET /lines/{line_id}", HELPED),
    Seen("line, unknown", "GET /lines/{line_id}", "/lines/line_nowhere", status=NOT_FOUND),
    Seen("what if", "GET /lines/{line_id}/what_if", f"{LOWERED}/what_if?kind=draw&value=100"),
    Seen("decision", "GET /lines/{line_id}/decisions/{decision_id}", f"{LOWERED}/decisions/{{decision}}"),
    Seen(
        "decision, replayed",
        "GET /lines/{line_id}/decisions/{decision_id}/replay",
        f"{LOWERED}/decisions/{{decision}}/replay",
    ),
    Seen("appeals of a line", "GET /lines/{line_id}/appeals", f"{CUT}/appeals"),
    Seen("appeals of a line, none", "GET /lines/{line_id}/appeals", f"{HELPED}/appeals"),
    Seen("appeal, new", "GET /lines/{line_id}/appeals/new", f"{CUT}/appeals/new"),
    Seen("appeal, asked for more", "GET /lines/{line_id}/appeals/{appeal_id}", f"{CUT}/appeals/{{asked}}"),
    Seen("appeal, decided", "GET /lines/{line_id}/appeals/{appeal_id}", f"{FROZEN}/appeals/{{decided}}"),
    Seen("notices of a line", "GET /lines/{line_id}/notices", f"{HELPED}/notices"),
    Seen("came in by an old link", "GET /enter", "/enter?token=old", status=401),
    Seen("sign in", "GET /console/sign-in", "/console/sign-in"),
    Seen("nothing here", "GET /console", "/nowhere", status=NOT_FOUND),
    Seen("queue", "GET /console/appeals", "/console/appeals?state=all", OFFICER),
    Seen("queue, empty", "GET /console/appeals", "/console/appeals?due=late", OFFICER),
    Seen("queue, handing out", "GET /console/appeals", "/console/appeals", OFFICER, act=_preview),
    Seen("appeal on the desk", "GET /console/appeals/{appeal_id}", "/console/appeals/{filed}", OFFICER),
    Seen("appeal on the desk, asked", "GET /console/appeals/{appeal_id}", "/console/appeals/{asked}", OFFICER),
    Seen("appeal on the desk, decided", "GET /console/appeals/{appeal_id}", "/console/appeals/{decided}", OFFICER),
    Seen("flags", "GET /console/flags", "/console/flags?state=all", OFFICER),
    Seen("search", "GET /console/search", "/console/search?q=line_story", OFFICER),
    Seen("search, nothing asked", "GET /console/search", "/console/search", OFFICER),
    Seen("story of a line", "GET /console/lines/{line_id}", f"/console{CUT}", AUDITOR),
    Seen("notices", "GET /console/notices", "/console/notices", OFFICER),
    Seen("policies", "GET /console/policies", "/console/policies", APPROVER),
    Seen("policy that decides", "GET /console/policies/{sha256}", "/console/policies/{champion}", ANALYST),
    Seen("policy, refuted", "GET /console/policies/{sha256}", VERSION, ANALYST),
    Seen("policy row", "GET /console/policies/{sha256}/rows/{table}/{row}", ROW, ANALYST),
    Seen("policy row, wrong", "GET /console/policies/{sha256}/rows/{table}/{row}", ROW, ANALYST, act=_save_nonsense),
    Seen("policy table", "GET /console/policies/{sha256}/tables/{table}", TABLE, ANALYST, act=_add_a_row),
    Seen("policy text", "GET /console/policies/{sha256}/text", TEXT, ANALYST),
    Seen("policy text, wrong", "GET /console/policies/{sha256}/text", TEXT, ANALYST, act=_save_no_formula),
    Seen("policy text, read", "GET /console/policies/{sha256}/text", f"{VERSION}/text", AUDITOR),
    Seen("simulation", "GET /console/policies/{sha256}/simulation", f"{VERSION}/simulation", ANALYST),
    Seen("counterexample", "GET /console/certificates/{certificate_id}/{number}", "{counterexample}", ANALYST),
    Seen("scorecards", "GET /console/scorecards", "/console/scorecards", ANALYST),
    Seen("scorecards, drift", "GET /console/scorecards", "/console/scorecards", ANALYST, act=_look_for_drift),
    Seen("portfolio", "GET /console/portfolio", "/console/portfolio", ANALYST),
    Seen("jobs", "GET /console/jobs", "/console/jobs", ANALYST),
    Seen("audit trail", "GET /console/audit", "/console/audit", AUDITOR),
    Seen("people and keys", "GET /console/people", "/console/people", ADMIN),
    Seen("webhooks", "GET /console/webhooks", "/console/webhooks", ADMIN),
    Seen("not for you", "GET /console/people", "/console/people", OFFICER, status=FORBIDDEN),
    Seen("API explorer", "GET /docs", "/docs", lang="en", bears=(NO_EVAL,), act=_await_reference),
]

NO_PAGES = {
    "GET /livez": "for machines",
    "GET /readyz": "for machines",
    "GET /metrics": "for machines",
    "GET /static/{name}": "a file",
    "GET /help/{name}": "plain text",
    "GET /docs/openapi.json": "a file",
    "GET /docs/{path}": "what the explorer asks for",
    "GET /lines/{line_id}/live": "a stream",
    "GET /lines/{line_id}/history.csv": "a file",
    "GET /lines/{line_id}/appeals/{appeal_id}/live": "a stream",
    "GET /lines/{line_id}/appeals/{appeal_id}/evidence/{evidence_id}": "a file",
    "GET /lines/{line_id}/notices/{notice_id}": "a PDF",
    "GET /console/appeals/{appeal_id}/evidence/{evidence_id}": "a file",
    "GET /console/jobs/list": "a part of the page of jobs",
    "GET /console/jobs/{job_id}/file": "a file",
    "GET /console/policies/{sha256}/proof": "a part of the page of a policy",
    "GET /console/sign-in/oidc": "leads to the organisation that signs people in",
    "GET /console/sign-in/oidc/answer": "leads back from there",
}
