"""Scenarios of credit lines as people tell them, played through the API."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from api_caller import Caller, cny


def test_a_full_repayment_restores_the_whole_line_in_its_own_answer(sandbox: Caller) -> None:
    """Limit 20,000; principal 20,000 and interest 36.50 are owed; 20,036.50 is repaid."""
    path = sandbox.open(limit="20000.00", rate_bps=657, day_count="act/360")
    sandbox.done(f"{path}/draws", cny("20000.00"))
    sandbox.advance("10d")
    before = sandbox.line(path)
    assert (before["owed"], before["interest"], before["available"]) == ("20036.50", "36.50", "0.00")

    repaid = sandbox.done(f"{path}/repayments", cny("20036.50"))
    assert (repaid["line"]["owed"], repaid["line"]["available"]) == ("0.00", "20000.00")
    assert repaid["line"]["limit"] == "20000.00"
    assert [sandbox.line(path) for _ in range(5)] == [repaid["line"]] * 5
    assert "limit_changed" not in [event["kind"] for event in sandbox.line(f"{path}/events")["data"]]


def test_a_part_repayment_pays_the_interest_first_and_shows_the_split(sandbox: Caller) -> None:
    """Limit 20,000; principal 15,000 and interest 120 are owed; 5,000 is repaid: 120 and 4,880."""
    path = sandbox.open(limit="20000.00", rate_bps=720, day_count="act/360")
    sandbox.done(f"{path}/draws", cny("15000.00"))
    sandbox.advance("40d")
    assert sandbox.line(path)["interest"] == "120.00"

    repaid = sandbox.done(f"{path}/repayments", cny("5000.00"))
    assert (repaid["line"]["principal"], repaid["line"]["available"]) == ("10120.00", "9880.00")
    entries = [entry for entry in sandbox.line(f"{path}/entries")["data"] if entry["event_id"] == repaid["id"]]
    assert {entry["account"]: entry["amount"] for entry in entries} == {
        "settlement": "5000.00",
        "interest": "-120.00",
        "principal": "-4880.00",
    }


@pytest.mark.parametrize("tries", [40])
def test_of_two_draws_at_once_exactly_one_succeeds(shared_api: Caller, tries: int) -> None:
    """Available 1,000; two draws of 800 at the same instant: one is approved, the other sees 200 left."""
    with ThreadPoolExecutor(2) as pool:
        for number in range(tries):
            path = shared_api.open(f"race{number}", limit="1000.00")
            answers = list(pool.map(shared_api.done, [f"{path}/draws"] * 2, [cny("800.00")] * 2))
            approved, declined = sorted(answers, key=lambda answer: str(answer["status"]))
            assert (approved["status"], declined["status"]) == ("approved", "declined")
            assert declined["decline_code"] == "over_available"
            assert declined["line"]["available"] == shared_api.line(path)["available"] == "200.00"


def test_a_frozen_line_takes_repayments_and_its_release_restores_it_in_the_same_answer(sandbox: Caller) -> None:
    """Limit 40,000; 12,000 is owed; a court freezes the line for 30 days."""
    path = sandbox.open(limit="40000.00", rate_bps=1825)
    sandbox.done(f"{path}/draws", cny("12000.00"))
    frozen = sandbox.done(f"{path}/transitions", {"to": "frozen", "reason": "LEGAL_HOLD"})
    assert (frozen["line"]["available"], frozen["line"]["limit"]) == ("0.00", "40000.00")
    sandbox.advance("30d")
    assert sandbox.line(path)["interest"] == "180.00"
    repaid = sandbox.done(f"{path}/repayments", cny("180.00"))
    assert (repaid["line"]["owed"], repaid["line"]["available"]) == ("12000.00", "0.00")

    released = sandbox.done(f"{path}/transitions", {"to": "open", "reason": "LEGAL_HOLD lifted"})
    assert (released["line"]["available"], released["line"]["limit"]) == ("28000.00", "40000.00")
    changes = [event for event in sandbox.line(f"{path}/events")["data"] if event["kind"] == "limit_changed"]
    assert changes == []
