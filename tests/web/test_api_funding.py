"""Lines that several lenders fund, played through the API."""

from typing import Any

import pytest
from api_caller import Caller, cny

OWN, PARTNER = "par_own", "par_partner"


def participants(api: Caller, **partner: Any) -> None:
    api.done("/participants", {"id": OWN, "name": "Our bank", "currency": "CNY", "own": True})
    api.done("/participants", {"id": PARTNER, "name": "Harbour Bank", "currency": "CNY", **partner})


def agree(api: Caller, own: int = 7_000, name: str = "agr_joint", own_minimum: int = 0, **more: Any) -> str:
    shares = [
        {"participant_id": OWN, "share_bps": own, "minimum_bps": own_minimum, "priority": 1},
        {"participant_id": PARTNER, "share_bps": 10_000 - own, "priority": 2},
    ]
    api.done("/agreements", {"id": name, "name": "Joint", "currency": "CNY", "shares": shares, **more})
    return name


def funded(api: Caller, name: str = "joint", agreement: str = "agr_joint", limit: str = "100000.00") -> str:
    path = api.open(name, limit=limit)
    api.done(f"{path}/funding", {"agreement_id": agreement})
    return path


def parts(api: Caller, path: str) -> dict[str, str]:
    return {part["participant_id"]: part["principal"] for part in api.line(f"{path}/funding")["parts"]}


def exposures(api: Caller) -> list[str]:
    return [api.line(f"/participants/{one}")["exposure"] for one in (OWN, PARTNER)]


def test_a_draw_is_shared_to_the_cent_and_a_repayment_comes_back_the_same_way(sandbox: Caller) -> None:
    """70 : 30. Drawn 100.01: 70.01 and 30.00. Repaid 50.00: 35.00 and 15.00."""
    participants(sandbox)
    agree(sandbox)
    path = funded(sandbox)
    sandbox.done(f"{path}/draws", cny("100.01"))
    assert parts(sandbox, path) == {OWN: "70.01", PARTNER: "30.00"}
    sandbox.done(f"{path}/repayments", cny("50.00"))
    assert parts(sandbox, path) == {OWN: "35.01", PARTNER: "15.00"}
    assert exposures(sandbox) == ["35.01", "15.00"]


def test_a_partner_that_withdraws_leaves_the_line_what_the_rest_fund_and_the_line_says_so(sandbox: Caller) -> None:
    """Limit 100,000, drawn 50,000 as 35,000 and 15,000. The partner withdraws: 35,000 more can be drawn, then 0."""
    participants(sandbox)
    agree(sandbox)
    path = funded(sandbox)
    sandbox.done(f"{path}/draws", cny("50000.00"))
    sandbox.done(f"/participants/{PARTNER}/withdrawal", {"reason": "the cooperation ended"})

    line = sandbox.line(path)
    assert (line["limit"], line["ceiling"], line["bound_by"]) == ("100000.00", "85000.00", "funding")
    assert line["available"] == "35000.00"
    binding = next(one for one in sandbox.line(f"{path}/ceilings")["data"] if one["binds"])
    assert (binding["name"], binding["amount"]) == ("funding", "85000.00")
    assert "Harbour Bank has withdrawn" in binding["reason"]
    assert "the cooperation ended" in binding["reason"]

    declined = sandbox.done(f"{path}/draws", cny("35000.01"))
    assert (declined["status"], declined["decline_code"]) == ("declined", "over_available")
    assert declined["line"]["bound_by"] == "funding"
    drawn = sandbox.done(f"{path}/draws", cny("35000.00"))
    assert (drawn["status"], drawn["line"]["available"]) == ("approved", "0.00")
    assert parts(sandbox, path) == {OWN: "70000.00", PARTNER: "15000.00"}

    repaid = sandbox.done(f"{path}/repayments", cny("85000.00"))
    assert (repaid["line"]["available"], repaid["line"]["ceiling"]) == ("70000.00", "70000.00")
    assert sandbox.line(path) == repaid["line"]


def test_a_partner_that_withdraws_later_funds_until_then(sandbox: Caller) -> None:
    participants(sandbox)
    agree(sandbox)
    path = funded(sandbox)
    sandbox.done(f"/participants/{PARTNER}/withdrawal", {"reason": "the cooperation ended"})
    before = sandbox.ask(
        "UPDATE participant SET withdraws_at = '2026-02-01Z' WHERE id = 'par_partner' RETURNING withdraws_at"
    )
    assert before
    assert sandbox.line(path)["bound_by"] == "limit"
    sandbox.advance("31d")
    line = sandbox.line(path)
    assert (line["bound_by"], line["available"]) == ("funding", "70000.00")


def test_a_partners_cap_holds_over_all_its_lines_and_what_it_cannot_take_the_lender_does(sandbox: Caller) -> None:
    """The partner is capped at 20,000 in all. Two lines of 100,000, 30 % each: the second finds 5,000 of it left."""
    participants(sandbox, cap="20000.00")
    agree(sandbox)
    one, other = funded(sandbox, "one"), funded(sandbox, "other")
    sandbox.done(f"{one}/draws", cny("50000.00"))
    line = sandbox.line(other)
    assert (line["bound_by"], line["available"]) == ("funding", "75000.00")
    sandbox.done(f"{other}/draws", cny("30000.00"))
    assert parts(sandbox, other) == {OWN: "25000.00", PARTNER: "5000.00"}
    assert exposures(sandbox) == ["60000.00", "20000.00"]
    sandbox.done(f"/participants/{PARTNER}/cap", {"limit": None, "currency": "CNY"})
    assert sandbox.line(other)["bound_by"] == "limit"


def test_a_partner_at_its_cap_stops_a_line_on_which_it_must_bear_its_minimum(sandbox: Caller) -> None:
    """Each draw needs 30 % of the partner, and it has 3,000 left: 10,000 can be drawn, and no more."""
    participants(sandbox, cap="3000.00")
    agree(sandbox, regime="cn_joint_loans")
    path = funded(sandbox)
    assert (sandbox.line(path)["available"], sandbox.line(path)["bound_by"]) == ("10000.00", "funding")
    assert sandbox.done(f"{path}/draws", cny("10000.01"))["status"] == "declined"
    sandbox.done(f"{path}/draws", cny("10000.00"))
    assert parts(sandbox, path) == {OWN: "7000.00", PARTNER: "3000.00"}


def test_a_share_below_thirty_percent_funds_no_joint_loan(sandbox: Caller) -> None:
    """29 % of the partner: allowed in 2021, and not since 2022."""
    participants(sandbox)
    agree(sandbox, own=7_100, regime="cn_joint_loans")
    path = funded(sandbox)
    declined = sandbox.done(f"{path}/draws", cny("0.01"))
    assert (declined["status"], declined["line"]["bound_by"]) == ("declined", "funding")


def test_loans_with_one_partner_stop_at_a_quarter_of_the_banks_capital(sandbox: Caller) -> None:
    """Tier-1 capital 56,000.00: the bank's own part in loans with the partner is 14,000.00 at the most."""
    participants(sandbox)
    agree(sandbox, own_minimum=7_000, regime="cn_joint_loans")
    figure = {"name": "bank_tier_1_capital", "amount": "56000.00", "currency": "CNY", "valid_from": "2026-01-01"}
    sandbox.done("/lender/figures", figure)
    one, other = funded(sandbox, "one"), funded(sandbox, "other")
    sandbox.done(f"{one}/draws", cny("10000.00"))
    assert parts(sandbox, one)[OWN] == "7000.00"
    fundable = sandbox.line(other)["available"]
    sandbox.done(f"{other}/draws", cny(fundable))
    assert (fundable, exposures(sandbox)[0]) == ("10000.00", "14000.00")
    assert sandbox.done(f"{one}/draws", cny("0.01"))["status"] == "declined"


def test_a_reversal_flows_back_by_the_shares_of_what_it_undoes(sandbox: Caller) -> None:
    """The partner is senior: a repayment of 20 is all its own, and its reversal is too, although it has withdrawn."""
    participants(sandbox)
    shares = [
        {"participant_id": OWN, "share_bps": 7_000, "priority": 2},
        {"participant_id": PARTNER, "share_bps": 3_000, "priority": 1},
    ]
    agreement = {"id": "agr_senior", "name": "Senior", "currency": "CNY", "shares": shares}
    sandbox.done("/agreements", {**agreement, "repayments": "senior_first"})
    path = funded(sandbox, agreement="agr_senior")
    sandbox.done(f"{path}/draws", cny("100.00"))
    repaid = sandbox.done(f"{path}/repayments", cny("20.00"))
    assert parts(sandbox, path) == {OWN: "70.00", PARTNER: "10.00"}
    sandbox.done(f"/participants/{PARTNER}/withdrawal", {"reason": "the cooperation ended"})
    undone = sandbox.done(f"{path}/reversals", {"event_id": repaid["id"], "reason": "the debit bounced"})
    assert undone["line"]["principal"] == "100.00"
    assert parts(sandbox, path) == {OWN: "70.00", PARTNER: "30.00"}


def test_a_hold_that_was_promised_is_captured_whoever_withdrew(sandbox: Caller) -> None:
    participants(sandbox)
    agree(sandbox)
    path = funded(sandbox, limit="100.00")
    hold = sandbox.done(f"{path}/holds", cny("90.00"))
    for one in (OWN, PARTNER):
        sandbox.done(f"/participants/{one}/withdrawal", {"reason": "the cooperation ended"})
    captured = sandbox.done(f"{path}/holds/{hold['id']}/capture", cny("90.00"))
    assert captured["line"]["principal"] == "90.00"
    assert parts(sandbox, path) == {OWN: "63.00", PARTNER: "27.00"}


def test_a_line_comes_under_an_agreement_before_anything_is_drawn(sandbox: Caller) -> None:
    participants(sandbox)
    agree(sandbox)
    path = sandbox.open("drawn")
    sandbox.done(f"{path}/draws", cny("1.00"))
    refused = sandbox.post(f"{path}/funding", {"agreement_id": "agr_joint"})
    assert (refused.status_code, refused.json()["code"]) == (422, "line-drawn")


def test_a_statement_lists_what_moved_and_ends_at_the_exposure(sandbox: Caller) -> None:
    participants(sandbox)
    agree(sandbox)
    path = funded(sandbox)
    sandbox.done(f"{path}/draws", cny("100.00"))
    sandbox.advance("1d")
    sandbox.done(f"{path}/repayments", cny("10.00"))
    statement = sandbox.line(f"/participants/{PARTNER}/statement")
    assert [(row["flow"], row["amount"], row["in_line"], row["exposure"]) for row in statement["data"]] == [
        ("draw", "30.00", "30.00", "30.00"),
        ("repayment", "-3.00", "27.00", "27.00"),
    ]
    later = sandbox.line(f"/participants/{PARTNER}/statement", from_at="2026-01-01T12:00:00Z")
    assert [row["flow"] for row in later["data"]] == ["repayment"]
    exposure = sandbox.line(f"/participants/{PARTNER}/exposure")
    assert [(one["line_id"], one["principal"]) for one in exposure["data"]] == [("line_joint", "27.00")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shares": [{"participant_id": PARTNER, "share_bps": 10_000}]}, "own-share-missing"),
        ({"shares": [{"participant_id": OWN, "share_bps": 9_999}]}, "shares-incomplete"),
        ({"shares": [{"participant_id": "par_nobody", "share_bps": 10_000}]}, "participant-unknown"),
        ({"currency": "USD"}, "participant-currency-mismatch"),
        ({"id": "agr_joint"}, "agreement-exists"),
    ],
)
def test_an_agreement_that_cannot_stand_is_refused(sandbox: Caller, changes: dict[str, Any], code: str) -> None:
    participants(sandbox)
    agree(sandbox)
    body = {
        "id": "agr_other",
        "name": "Other",
        "currency": "CNY",
        "shares": [{"participant_id": OWN, "share_bps": 10_000}],
    }
    refused = sandbox.post("/agreements", {**body, **changes})
    assert refused.json()["code"] == code


def test_a_request_is_carried_out_once_under_its_key(sandbox: Caller) -> None:
    body = {"name": "Our bank", "currency": "CNY", "own": True}
    first = sandbox.post("/participants", body, key="once")
    again = sandbox.post("/participants", body, key="once")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    other = sandbox.post("/participants", {**body, "name": "Other"}, key="once")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_lines_of_one_lender_alone_have_no_legs(sandbox: Caller) -> None:
    path = sandbox.open("alone")
    sandbox.done(f"{path}/draws", cny("1.00"))
    assert sandbox.line(f"{path}/funding") == {"agreement_id": None, "currency": "CNY", "parts": []}
    assert sandbox.ask("SELECT count(*) FROM funding_leg") == [(0,)]
