"""Stories of limits that a policy decides, played through the API and the test clock."""

from typing import Any

import pytest
from api_caller import Caller, cny
from deciding import activate, decided_line, decisions, kinds, known


@pytest.fixture
def bank(sandbox: Caller) -> Caller:
    """A sandbox in which cn-bank decides."""
    activate(sandbox.url)
    return sandbox


def test_the_first_decision_gives_the_line_its_limit_and_names_what_bound_it(bank: Caller) -> None:
    path = decided_line(bank)
    assert bank.line(path)["limit"] == "200000.00"
    (made,) = decisions(bank, path)
    assert (made["effect"], made["binding"], made["trigger"]) == ("raised", ["law", "law:CN-01"], "opened")
    assert "CN-01" in made["reasons"][0]["en"]
    changed = bank.line(f"{path}/events")["data"][0]
    assert (changed["kind"], changed["reason"]) == ("limit_changed", made["id"])


def test_a_full_repayment_is_decided_in_its_own_commit_and_changes_nothing(bank: Caller) -> None:
    """200,000 drawn and repaid: the answer carries the whole limit, and one decision with change 0 is on record."""
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("200000.00"))
    repaid = bank.done(f"{path}/repayments", cny("200000.00"))
    assert (repaid["line"]["limit"], repaid["line"]["available"]) == ("200000.00", "200000.00")
    newest = decisions(bank, path)[0]
    assert (newest["effect"], newest["limit"]) == ("kept", "200000.00")
    assert kinds(bank, path).count("limit_changed") == 1


def test_a_repayment_after_which_the_model_wants_less_keeps_the_limit(bank: Caller) -> None:
    path = decided_line(bank, score=640)
    bank.done(f"{path}/draws", cny("50000.00"))
    worse(bank, path, score=550)
    bank.done(f"{path}/repayments", cny("50000.00"))
    newest = decisions(bank, path)[0]
    assert (newest["trigger"], newest["limit"]) == ("repayment", bank.line(path)["limit"])
    assert newest["guard"]["applied"] is False
    assert newest["wish"] != newest["limit"] or newest["effect"] == "kept"


def worse(bank: Caller, path: str, **facts: Any) -> dict[str, Any]:
    return bank.done(f"{path}/facts", {"facts": facts})


def test_a_cut_has_reasons_from_what_bound_it_and_a_decision(bank: Caller) -> None:
    path = decided_line(bank)
    made = worse(bank, path, late_elsewhere_days=75)
    assert (made["effect"], made["limit"], bank.line(path)["limit"]) == ("lowered", "100000.00", "100000.00")
    assert [reason["code"] for reason in made["reasons"]] == ["DLQ_OTHERS"]
    assert "75" in made["reasons"][0]["zh"]
    assert {due["rule"] for due in made["due"]} == {"CN-28"}


def test_what_was_cut_comes_back_when_the_cause_ends(bank: Caller) -> None:
    path = decided_line(bank)
    worse(bank, path, late_elsewhere_days=75)
    made = worse(bank, path, late_elsewhere_days=0)
    assert (made["effect"], made["limit"]) == ("raised", "200000.00")


def test_every_decision_is_read_and_replayed_by_its_id(bank: Caller) -> None:
    path = decided_line(bank)
    worse(bank, path, late_elsewhere_days=75)
    for made in decisions(bank, path):
        assert bank.line(f"/decisions/{made['id']}") == made
        assert bank.line(f"/decisions/{made['id']}/replay")["equal"] is True


def test_a_burst_of_honest_repayments_is_cleared_at_once(bank: Caller) -> None:
    """Pay day: twelve repayments in twenty minutes from the borrower's own account."""
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("60000.00"))
    for _ in range(12):
        bank.done(f"{path}/repayments", cny("5000.00", payer="own", payer_account="acc-1"))
    line = bank.line(path)
    assert (line["limit"], line["available"], line["held"]) == ("200000.00", "200000.00", "0.00")
    flags = bank.line("/flags", line="line_shop")["data"]
    assert {(flag["kind"], flag["state"], flag["doubt"]) for flag in flags} == {("burst", "cleared", "0.00")}


def paid_by_a_stranger(bank: Caller) -> tuple[str, dict[str, Any]]:
    """18,000 repaid from an account that paid for seven other borrowers on the same day."""
    for number in range(7):
        other = bank.open(f"other{number}")
        bank.done(f"{other}/draws", cny("100.00"))
        bank.done(f"{other}/repayments", cny("100.00", payer="third_party", payer_account="acc-9"))
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("50000.00"))
    bank.done(f"{path}/repayments", cny("18000.00", payer="third_party", payer_account="acc-9"))
    return path, bank.line("/flags", state="open")["data"][0]


def test_a_stranger_who_pays_for_many_holds_the_money_in_doubt_and_not_the_rest(bank: Caller) -> None:
    path, flag = paid_by_a_stranger(bank)
    line = bank.line(path)
    assert (line["limit"], line["owed"], line["held"]) == ("200000.00", "32000.00", "18000.00")
    assert line["available"] == "150000.00"
    assert (flag["kind"], flag["doubt"], flag["papers"]) == (
        "third_party",
        "18000.00",
        ["payer_identity", "payer_agreement"],
    )
    assert "7" in flag["reason"]["zh"]
    assert flag["deadline_at"] > flag["raised_at"]


def test_a_flag_that_is_cleared_lets_go_in_the_same_commit(bank: Caller) -> None:
    path, flag = paid_by_a_stranger(bank)
    answer = bank.post(f"/flags/{flag['id']}/clear", {"by": "officer Li", "words": "the payer is the wife"})
    assert (answer.status_code, answer.json()["state"]) == (200, "cleared")
    assert bank.line(path)["available"] == "168000.00"
    again = bank.post(f"/flags/{flag['id']}/clear", {"by": "officer Li"})
    assert (again.status_code, again.json()["code"]) == (422, "flag-closed")


def test_a_flag_that_nobody_renews_lapses_at_its_deadline(bank: Caller) -> None:
    path, flag = paid_by_a_stranger(bank)
    bank.advance("24h")
    assert bank.line(path)["available"] == "168000.00"
    assert bank.line(f"/flags/{flag['id']}")["state"] == "lapsed"


def test_a_flag_is_renewed_with_reasons_by_a_person(bank: Caller) -> None:
    path, flag = paid_by_a_stranger(bank)
    bare = bank.post(f"/flags/{flag['id']}/renew", {"by": "officer Li", "words": "   "})
    assert (bare.status_code, bare.json()["code"]) == (422, "renewal-unreasoned")
    renewed = bank.post(f"/flags/{flag['id']}/renew", {"by": "officer Li", "words": "the bank answers", "hours": 48})
    assert renewed.json()["id"] == f"{flag['id']}~1"
    bank.advance("30h")
    assert bank.line(path)["available"] == "150000.00"
    bank.advance("24h")
    assert bank.line(path)["available"] == "168000.00"


def test_the_hold_of_a_flag_is_nobodys_to_capture(bank: Caller) -> None:
    path, flag = paid_by_a_stranger(bank)
    hold = f"evt_shop_{flag['hold_version']}"
    taken = bank.post(f"{path}/holds/{hold}/capture", cny("18000.00"))
    assert (taken.status_code, taken.json()["code"]) == (422, "hold-is-flagged")


def test_a_rise_that_nobody_asked_for_is_offered_and_applied_when_accepted(bank: Caller) -> None:
    path = decided_line(bank, score=550)
    assert bank.line(path)["limit"] == "100000.00"
    bank.done(f"{path}/draws", cny("10.00"))
    bank.ask("UPDATE profile SET facts = replace(facts, '\"score\":550', '\"score\":650') RETURNING line_id")
    bank.done(f"{path}/repayments", cny("10.00"))
    offer = bank.line(f"{path}/offers")["data"][0]
    assert (offer["limit"], offer["state"], bank.line(path)["limit"]) == ("200000.00", "open", "100000.00")
    accepted = bank.post(f"/offers/{offer['id']}/accept")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert bank.line(path)["limit"] == "200000.00"
    again = bank.post(f"/offers/{offer['id']}/accept")
    assert (again.status_code, again.json()["code"]) == (422, "offer-closed")


def test_an_offer_that_is_declined_costs_nothing_and_is_not_made_again(bank: Caller) -> None:
    path = decided_line(bank, score=550)
    bank.ask("UPDATE profile SET facts = replace(facts, '\"score\":550', '\"score\":650') RETURNING line_id")
    bank.done(f"{path}/draws", cny("10.00"))
    offer = bank.line(f"{path}/offers")["data"][0]
    assert bank.post(f"/offers/{offer['id']}/decline").json()["state"] == "declined"
    bank.done(f"{path}/repayments", cny("10.00"))
    offers = bank.line(f"{path}/offers")["data"]
    assert [each["state"] for each in offers].count("declined") == 1
    assert bank.line(path)["limit"] == "100000.00"


def test_a_proof_of_income_runs_out_by_the_clock_and_a_new_one_restores_the_limit(bank: Caller) -> None:
    """50,000, of which 20,000 rests on an income proven on 30 November; the sandbox begins on 1 January."""
    path = decided_line(bank, income_minor=166_667, income_verified_on={"date": "2025-11-30"})
    assert bank.line(path)["limit"] == "50000.00"
    bank.advance("52w")
    assert bank.line(path)["limit"] == "50000.00"
    bank.advance("31d")
    assert bank.line(path)["limit"] == "30000.00"
    assert decisions(bank, path)[0]["reasons"][0]["code"] == "INCOME_STALE"
    restored = worse(bank, path, income_verified_on={"date": "2027-01-20"})
    assert (restored["effect"], bank.line(path)["limit"]) == ("raised", "50000.00")


def test_what_restores_a_limit_is_told_in_steps(bank: Caller) -> None:
    path = decided_line(bank, score=550)
    found = bank.line(f"{path}/path", to="200000.00")
    assert [(step["fact"], step["now"], step["to"]) for step in found["steps"]] == [("score", 550, 620)]
    assert found["complete"] is True


def test_a_limit_that_a_policy_decides_is_not_lowered_by_hand(bank: Caller) -> None:
    path = decided_line(bank)
    lowered = bank.post(f"{path}/limit_changes", {"limit": "1.00", "currency": "CNY", "reason": "because"})
    assert (lowered.status_code, lowered.json()["code"]) == (422, "limit-is-decided")
    assert bank.line(path)["limit"] == "200000.00"


def test_a_decision_that_fails_stands_in_no_repayments_way(bank: Caller) -> None:
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("200000.00"))
    bank.ask("UPDATE profile SET facts = replace(facts, 'salaried', 'unheard of') RETURNING line_id")
    repaid = bank.done(f"{path}/repayments", cny("200000.00"))
    assert (repaid["line"]["available"], repaid["line"]["limit"]) == ("200000.00", "200000.00")
    waiting = bank.line(f"{path}/profile")
    assert waiting["review_pending_since"] is not None
    assert "unheard of" in waiting["review_pending_why"]
    worse(bank, path, segment="salaried")
    assert bank.line(f"{path}/profile")["review_pending_since"] is None


def test_facts_that_are_missing_are_told_before_anything_changes(bank: Caller) -> None:
    path = bank.open("bare", limit="500.00")
    facts = known()
    del facts["segment"]
    refused = bank.post(f"{path}/profile", {"policy": "cn-bank", "facts": facts})
    assert (refused.status_code, refused.json()["code"]) == (422, "decision-impossible")
    assert "segment" in refused.json()["detail"]
    assert bank.get(f"{path}/profile").status_code == 404
    assert bank.line(path)["limit"] == "500.00"


def test_a_policy_that_is_not_active_decides_nothing(sandbox: Caller) -> None:
    path = sandbox.open("bare", limit="500.00")
    refused = sandbox.post(f"{path}/profile", {"policy": "cn-bank", "facts": known()})
    assert (refused.status_code, refused.json()["code"]) == (422, "policy-not-active")


def test_a_fact_that_is_none_is_refused(bank: Caller) -> None:
    path = decided_line(bank)
    refused = bank.post(f"{path}/facts", {"facts": {"score": 1.5}})
    assert (refused.status_code, refused.json()["code"]) == (422, "fact-malformed")


def test_a_line_without_a_profile_is_left_alone(bank: Caller) -> None:
    path = bank.open("manual", limit="500.00")
    bank.done(f"{path}/draws", cny("500.00"))
    bank.done(f"{path}/repayments", cny("500.00"))
    assert decisions(bank, path) == []


def test_a_minor_who_is_found_gets_no_more_credit_and_keeps_repaying(bank: Caller) -> None:
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("100.00"))
    made = worse(bank, path, born={"date": "2010-01-01"})
    assert (made["limit"], made["reasons"][0]["code"]) == ("0.00", "UNDER_AGE")
    repaid = bank.done(f"{path}/repayments", cny("100.00"))
    assert repaid["line"]["owed"] == "0.00"


def test_reviews_that_are_paused_change_nothing_and_say_so(bank: Caller) -> None:
    """The watch over drift stops automatic reviews; draws and repayments go on."""
    path = decided_line(bank)
    bank.ask(
        "INSERT INTO review_pause (paused, cause, actor, booked_at) VALUES (true, 'psi', 'watch', now()) RETURNING 1"
    )
    made = worse(bank, path, late_elsewhere_days=75)
    assert (made["effect"], made["limit"]) == ("paused", "200000.00")
    assert [reason["code"] for reason in made["reasons"]] == ["REVIEW_PAUSED"]
    bank.done(f"{path}/draws", cny("100.00"))
    bank.done(f"{path}/repayments", cny("100.00"))
    bank.ask("INSERT INTO review_pause (paused, cause, actor, booked_at) VALUES (false, 'ok', 'Li', now()) RETURNING 1")
    assert worse(bank, path, late_elsewhere_days=76)["effect"] == "lowered"
