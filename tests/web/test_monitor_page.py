"""What the page of a decided line explains: why, what restores it, what is offered, what waits, what it costs."""

import re

import pytest
from api_caller import Caller, cny
from deciding import activate, decided_line, decisions

from creditline.web.borrower.recovery import _near

HTMX = {"HX-Request": "true"}


def page(sandbox: Caller, path: str, language: str = "en") -> str:
    answer = sandbox.client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


def post(sandbox: Caller, path: str, **form: str) -> str:
    """Send a form, by htmx where it books an amount, and return what is shown then."""
    headers = HTMX if path.endswith("/draws") else {}
    answer = sandbox.client.post(path, data={"key": f"page-{path}", **form}, headers=headers)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


@pytest.fixture
def decided(sandbox: Caller) -> Caller:
    """A sandbox where cn-bank decides."""
    activate(sandbox.url)
    return sandbox


def lowered(sandbox: Caller) -> str:
    """A line that nine inquiries lowered from 200,000 to 100,000, half of it being the most in a quarter."""
    path = decided_line(sandbox)
    sandbox.done(f"{path}/facts", {"facts": {"inquiries_90d": 9}})
    return path


def test_a_fall_says_why_with_the_amount_and_what_restores_it(decided: Caller) -> None:
    shown = page(decided, lowered(decided))
    assert "The limit falls from CN¥200,000.00 to CN¥100,000.00" in shown
    assert "Other lenders asked about you 9 times within 90 days." in shown
    assert "−CN¥100,000.00" in shown
    assert "What brings your limit back to CN¥200,000.00" in shown
    assert "Inquiries within 90 days: <b>9</b> → <b>at most 7</b>" in shown
    assert "can count from Apr 1, 2026" in shown
    assert "Up to 7 within 90 days change nothing here" in shown


def test_the_same_in_chinese(decided: Caller) -> None:
    shown = page(decided, lowered(decided), "zh-CN")
    for words in (
        "额度由 ¥200,000.00 下调至 ¥100,000.00",
        "近 90 天其他机构查询了 9 次。",
        "怎样恢复到 ¥200,000.00",
        "不超过 7",
    ):
        assert words in shown


def test_a_decision_names_its_stages_rows_policy_law_and_proof(decided: Caller) -> None:
    path = lowered(decided)
    made = decisions(decided, path)[0]
    for shown in (page(decided, path), page(decided, f"{path}/decisions/{made['id']}")):
        assert "What happened lately" in shown
        assert '<td class="number">CN¥50,000.00</td><td class="number">−CN¥150,000.00</td>' in shown
        assert "row inquiries" in shown
        assert f"2026.1 <code>{made['policy']['sha256'][:12]}</code>" in shown
        assert "none: it was activated with a recorded waiver" in shown
        assert "CN-01" in shown
        assert f"/appeals/new?against={made['id']}" in shown


def test_a_replay_says_that_it_is_equal(decided: Caller) -> None:
    path = lowered(decided)
    replayed = f"{path}/decisions/{decisions(decided, path)[0]['id']}/replay"
    part = decided.client.get(replayed, headers=HTMX).text
    assert "equal to the last bit" in part
    assert "<html" not in part
    assert "equal to the last bit" in page(decided, replayed)


def test_a_replay_that_comes_out_otherwise_says_so(decided: Caller) -> None:
    path = lowered(decided)
    made = decisions(decided, path)[0]
    decided.ask(
        "UPDATE decision SET record = replace(record, '\"wish_minor\":5000000', '\"wish_minor\":5010000') "
        f"WHERE id = '{made['id']}' RETURNING 1"
    )
    assert "it comes out otherwise" in page(decided, f"{path}/decisions/{made['id']}/replay")


def test_a_decision_of_another_line_is_not_shown(decided: Caller) -> None:
    path, other = lowered(decided), decided_line(decided, "other")
    made = decisions(decided, path)[0]["id"]
    assert decided.client.get(f"{other}/decisions/{made}").status_code == 404


def test_when_the_cause_is_gone_the_limit_can_be_asked_back(decided: Caller) -> None:
    path = lowered(decided)
    decided.advance("90d")
    _forget_inquiries(decided)
    shown = page(decided, path)
    assert "Nothing is in the way of CN¥200,000.00 any more" in shown
    assert "Bring it back now" in shown
    assert "Your limit is higher now" in post(decided, f"{path}/reviews")
    assert decided.line(path)["limit"] == "200000.00"


def test_a_review_that_changes_nothing_says_so(decided: Caller) -> None:
    path = lowered(decided)
    assert "the limit stays" in post(decided, f"{path}/reviews")


def _forget_inquiries(sandbox: Caller) -> None:
    """Let them be known to be gone without a decision, as if that had been told while decisions were put off."""
    replaced = "regexp_replace(facts, '\"inquiries_90d\": ?9', '\"inquiries_90d\":0')"
    assert sandbox.ask(f"UPDATE profile SET facts = {replaced} WHERE facts LIKE '%inquiries_90d%' RETURNING 1")


def offered(sandbox: Caller) -> str:
    """A line of 50,000 that would carry 200,000, and was offered it."""
    return decided_line(sandbox, limit="50000.00")


def test_an_offer_is_accepted_on_the_page(decided: Caller) -> None:
    path = offered(decided)
    assert 'You may have a limit of CN¥200,000.00 <span class="good">+CN¥150,000.00</span>' in page(decided, path)
    offer = decided.line(f"{path}/offers")["data"][0]["id"]
    assert "Your limit is higher now" in post(decided, f"{path}/offers/{offer}/accept")
    assert decided.line(path)["limit"] == "200000.00"
    assert "answered already" in post(decided, f"{path}/offers/{offer}/accept", key="again")
    assert 'data-testid="offer"' not in page(decided, path)


def test_an_offer_is_declined_and_nothing_changes(decided: Caller) -> None:
    path = offered(decided)
    offer = decided.line(f"{path}/offers")["data"][0]["id"]
    assert "saying no costs nothing" in post(decided, f"{path}/offers/{offer}/decline")
    assert decided.line(path)["limit"] == "50000.00"


def test_an_offer_of_another_line_cannot_be_answered(decided: Caller) -> None:
    path, other = offered(decided), decided_line(decided, "other")
    offer = decided.line(f"{path}/offers")["data"][0]["id"]
    assert decided.client.post(f"{other}/offers/{offer}/accept", data={"key": "k"}).status_code == 404
    assert decided.line(path)["limit"] == "50000.00"


def test_money_in_doubt_waits_with_its_reason_its_end_and_its_remedy(decided: Caller) -> None:
    path = decided_line(decided)
    decided.done(f"{path}/draws", cny("5000.00"))
    for _ in range(5):
        decided.done(f"{path}/repayments", cny("100.00", payer="third_party", payer_account="a"))
    shown = page(decided, path)
    assert "CN¥100.00 waits until Jan 2, 2026 08:00 at the latest" in shown
    assert "5 repayments came within an hour, not all from your own account." in shown
    assert "Show that the accounts the money came from are yours." in shown
    assert "/appeals/new?against=flag_shop_" in shown
    assert "They cost nothing: neither points nor limit." in shown
    decided.advance("25h")
    assert "waits until" not in page(decided, path)


def test_a_review_that_waits_says_since_when(decided: Caller) -> None:
    path = decided_line(decided)
    decided.ask(
        "UPDATE profile SET review_pending_since = '2025-12-31T01:00:00Z', review_pending_why = 'x' RETURNING 1"
    )
    shown = page(decided, path)
    assert "A review of your limit is pending" in shown
    assert "It has waited since Dec 31, 2025 09:00." in shown


def test_a_draw_that_takes_too_much_of_the_income_is_warned_of_and_let_be(decided: Caller) -> None:
    path = decided_line(decided, obligations_minor=900_000)
    assert "Repayments take 45% of your proven income of CN¥20,000.00 a month." in page(decided, path)
    limit = decided.line(path)["available"]
    asked = {"amount": "60000"}
    room = re.search(r"Up to CN¥([\d,.]+) more", page(decided, path))
    assert room
    assert room[1] == "48,000.00"
    warned = post(decided, f"{path}/draws", **asked)
    assert "repayments would take 57.5% of your proven income of CN¥20,000.00 a month" in warned
    assert decided.line(path)["available"] == limit
    assert "You have drawn CN¥60,000.00" in post(decided, f"{path}/draws", **asked, anyway="1")


def test_a_line_that_no_policy_decides_shows_no_monitor(sandbox: Caller) -> None:
    shown = page(sandbox, sandbox.open())
    assert "Why your limit is what it is" not in shown
    assert "What if?" in shown


def test_a_page_is_sent_compressed_to_who_takes_it_and_plain_to_who_does_not(sandbox: Caller) -> None:
    path = sandbox.open("squeezed")
    asked = [sandbox.client.get(path, headers={"Accept-Encoding": coding}) for coding in ("gzip, br", "identity")]
    assert [answer.headers.get("Content-Encoding") for answer in asked] == ["gzip", None]
    assert [answer.headers["Vary"] for answer in asked] == ["Accept-Encoding"] * 2
    assert all("line_squeezed" in answer.text for answer in asked)
    assert int(asked[0].headers["Content-Length"]) * 3 < int(asked[1].headers["Content-Length"])


@pytest.mark.parametrize(
    ("now", "to", "near"), [(59, 29, 491), (300, 600, 500), (5, 0, 0), (0, 0, 1000), (-519, 540, 0), (-5, 0, 0)]
)
def test_how_near_a_value_is_stays_within_the_line_that_is_drawn(now: int, to: int, near: int) -> None:
    assert _near(now, to) == near
