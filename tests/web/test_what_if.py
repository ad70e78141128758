"""What would be, by API and on the page: the real way, and nothing written."""

from typing import Any

import pytest
from api_caller import Caller, cny
from deciding import activate, decided_line, decisions

HTMX = {"HX-Request": "true"}


def what_if(sandbox: Caller, path: str, **asked: Any) -> dict[str, Any]:
    answer = sandbox.client.post(f"/v1{path}/what_if", json=asked)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def everything(sandbox: Caller) -> dict[str, Any]:
    """Every row of every table that a command could touch."""
    tables = ("line", "event", "entry", "hold", "profile", "decision", "confirmation", "offer", "flag", "feature_state")
    return {table: sandbox.ask(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}


@pytest.mark.parametrize("asked", [{"draw": "5000.00"}, {"repay": "5000.00"}, {"utilisation_bps": 9_000}])
def test_nothing_is_written(sandbox: Caller, asked: dict[str, Any]) -> None:
    activate(sandbox.url)
    path = decided_line(sandbox, limit="50000.00")
    sandbox.done(f"{path}/draws", cny("10000.00"))
    before = everything(sandbox)
    assert what_if(sandbox, path, **asked)["written"] is False
    assert everything(sandbox) == before


@pytest.mark.parametrize("kind", ["draws", "repayments"])
def test_what_is_said_is_what_then_happens(sandbox: Caller, kind: str) -> None:
    activate(sandbox.url)
    path = decided_line(sandbox, limit="50000.00", days_past_due=40)
    sandbox.done(f"{path}/draws", cny("3000.00"))
    said = what_if(sandbox, path, **{"draw" if kind == "draws" else "repay": "1234.56"})
    sandbox.done(f"{path}/{kind}", cny("1234.56"))
    line = sandbox.line(path)
    assert said["after"] == {"limit": line["limit"], "available": line["available"], "owed": line["owed"]}
    assert said["reasons_after"] == decisions(sandbox, path)[0]["reasons"]


def test_a_draw_that_would_be_declined_says_why(sandbox: Caller) -> None:
    path = sandbox.open(limit="1000.00")
    said = what_if(sandbox, path, draw="1000.01")
    assert (said["outcome"], said["decision"]) == ("over_available", None)
    assert said["before"] == said["after"]
    assert said["why"]


def test_a_share_of_the_limit_is_drawn_or_repaid_up_to(sandbox: Caller) -> None:
    path = sandbox.open(limit="1000.00")
    assert what_if(sandbox, path, utilisation_bps=2_500)["amount"] == "250.00"
    sandbox.done(f"{path}/draws", cny("800.00"))
    said = what_if(sandbox, path, utilisation_bps=2_500)
    assert (said["kind"], said["amount"], said["after"]["available"]) == ("repay", "550.00", "750.00")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, ""),
        ({"draw": "1.00", "repay": "1.00"}, ""),
        ({"draw": "0.00"}, "/draw"),
        ({"repay": "1.001"}, "/repay"),
        ({"utilisation_bps": 0}, "/utilisation_bps"),
    ],
)
def test_what_cannot_be_supposed_is_refused(sandbox: Caller, asked: dict[str, Any], pointer: str) -> None:
    path = sandbox.open(limit="1000.00")
    answer = sandbox.client.post(f"/v1{path}/what_if", json=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_repayment_that_would_bring_an_offer_says_so_on_the_page(sandbox: Caller) -> None:
    activate(sandbox.url)
    path = decided_line(sandbox, limit="50000.00")
    shown = sandbox.client.get(f"{path}/what_if", params={"kind": "repay", "value": "100"}, headers=HTMX).text
    assert "Decided by the real policy, cn-bank 2026.1, on your real line. Nothing was written." in shown
    assert "Then" in shown


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("draw", "ten", "Enter an amount in digits, with no more decimals than here: 123.45."),
        ("draw", "1,5", "Enter an amount in digits"),
        ("draw", "1,500", "If you drew"),
        ("draw", "9" * 18, "more than one payment can carry"),
        ("use", "1,5", "Enter a whole number of percent"),
        ("draw", "0", "Enter an amount of more than zero."),
        ("use", "101", "Enter a whole number of percent from 0 to 100."),
        ("use", "0", "That is what you use already: nothing would change."),
        ("draw", "2,000", "It would be declined."),
        ("nonsense", "100", "If you drew CN¥100.00"),
    ],
)
def test_the_page_answers_whatever_is_asked(sandbox: Caller, kind: str, value: str, words: str) -> None:
    path = sandbox.open(limit="1000.00")
    part = sandbox.client.get(f"{path}/what_if", params={"kind": kind, "value": value}, headers=HTMX)
    page = sandbox.client.get(f"{path}/what_if", params={"kind": kind, "value": value})
    assert (part.status_code, page.status_code) == (200, 200)
    assert words in part.text
    assert words in page.text
    assert "<html" in page.text
    assert "<html" not in part.text
