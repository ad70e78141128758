"""Money over the API: what each request does to a line, told by the answers alone."""

from itertools import count
from typing import Any

import pytest
from api_caller import Caller, cny

_NUMBERS = count(1)


@pytest.fixture
def shop(shared_api: Caller) -> str:
    """A line of 1,000.00, all of it available."""
    return shared_api.open(f"shop{next(_NUMBERS)}", limit="1000.00")


def figures(line: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(line[name] for name in names)


def refusal(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["code"], answer.json()["advice"]


def test_a_draw_takes_from_what_is_available(shared_api: Caller, shop: str) -> None:
    event = shared_api.done(f"{shop}/draws", cny("300.00"))
    assert figures(event, "kind", "status", "amount") == ("draw", "approved", "300.00")
    assert figures(event["line"], "available", "owed", "principal") == ("700.00", "300.00", "300.00")
    assert shared_api.line(shop) == event["line"]


def test_a_draw_over_what_is_available_is_declined_and_recorded(shared_api: Caller, shop: str) -> None:
    answer = shared_api.post(f"{shop}/draws", cny("1000.01"), key=f"over-{shop}")
    event = answer.json()
    assert answer.status_code == 201
    assert figures(event, "status", "decline_code", "amount") == ("declined", "over_available", "1000.01")
    assert figures(event["line"], "available", "owed") == ("1000.00", "0.00")
    assert shared_api.line(f"{shop}/events")["data"][0] == event


def test_a_declined_draw_stays_declined_when_it_is_sent_again(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/draws", cny("900.00"))
    declined = shared_api.post(f"{shop}/draws", cny("200.00"), key=f"again-{shop}")
    shared_api.done(f"{shop}/repayments", cny("900.00"))
    again = shared_api.post(f"{shop}/draws", cny("200.00"), key=f"again-{shop}")
    assert again.content == declined.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert shared_api.line(shop)["owed"] == "0.00"


def test_a_repayment_pays_fees_then_interest_then_principal(sandbox: Caller) -> None:
    path = sandbox.open(rate_bps=3650)
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.advance("10d")
    sandbox.done(f"{path}/fees", cny("5.00", reason="Returned direct debit"))
    owed = ("principal", "interest", "fees", "owed")
    assert figures(sandbox.line(path), *owed) == ("1000.00", "10.00", "5.00", "1015.00")
    steps = [
        ("3.00", ("1000.00", "10.00", "2.00", "1012.00")),
        ("4.00", ("1000.00", "8.00", "0.00", "1008.00")),
        ("108.00", ("900.00", "0.00", "0.00", "900.00")),
    ]
    for amount, left in steps:
        assert figures(sandbox.done(f"{path}/repayments", cny(amount))["line"], *owed) == left


def test_what_is_paid_too_much_becomes_a_credit_balance_that_can_be_paid_out(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/draws", cny("100.00"))
    line = shared_api.done(f"{shop}/repayments", cny("130.00"))["line"]
    assert figures(line, "owed", "credit_balance", "available") == ("0.00", "30.00", "1000.00")
    refused = shared_api.post(f"{shop}/payouts", cny("30.01"))
    assert refusal(refused) == (422, "over_credit", "ask_customer")
    assert shared_api.done(f"{shop}/payouts", cny("10.00"))["line"]["credit_balance"] == "20.00"
    drawn = shared_api.done(f"{shop}/draws", cny("50.00"))["line"]
    assert figures(drawn, "principal", "credit_balance") == ("30.00", "0.00")


def test_a_merchants_refund_undoes_principal_before_fees(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/draws", cny("100.00"))
    shared_api.done(f"{shop}/fees", cny("5.00", reason="Card replaced"))
    line = shared_api.done(f"{shop}/merchant_refunds", cny("102.00"))["line"]
    assert figures(line, "principal", "fees", "available") == ("0.00", "3.00", "1000.00")


def test_a_repayment_is_taken_in_every_state_of_a_line(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/draws", cny("100.00"))
    for to, owed, credit in [
        ("frozen", "60.00", "0.00"),
        ("open", "20.00", "0.00"),
        ("closed", "0.00", "20.00"),
    ]:
        shared_api.done(f"{shop}/transitions", {"to": to, "reason": "Asked by the borrower"})
        line = shared_api.done(f"{shop}/repayments", cny("40.00"))["line"]
        assert figures(line, "status", "owed", "credit_balance") == (to, owed, credit)


def test_a_hold_sets_credit_aside_and_its_capture_draws_a_part_of_it(shared_api: Caller, shop: str) -> None:
    hold = shared_api.done(f"{shop}/holds", cny("400.00"))
    assert figures(hold["line"], "available", "held", "owed") == ("600.00", "400.00", "0.00")
    captured = shared_api.done(f"{shop}/holds/{hold['id']}/capture", cny("150.00"))
    assert captured["refers_to"] == hold["id"]
    assert figures(captured["line"], "available", "held", "principal") == ("850.00", "0.00", "150.00")
    again = shared_api.post(f"{shop}/holds/{hold['id']}/capture", cny("1.00"))
    assert refusal(again) == (422, "hold_not_open", "ask_customer")


def test_a_hold_gives_no_more_than_it_set_aside(shared_api: Caller, shop: str) -> None:
    hold = shared_api.done(f"{shop}/holds", cny("400.00"))
    assert refusal(shared_api.post(f"{shop}/holds/{hold['id']}/capture", cny("400.01")))[1] == "over_hold"
    assert shared_api.done(f"{shop}/holds", cny("600.01"))["decline_code"] == "over_available"


def test_a_hold_is_voided_once(shared_api: Caller, shop: str) -> None:
    hold = shared_api.done(f"{shop}/holds", cny("400.00"))
    assert shared_api.done(f"{shop}/holds/{hold['id']}/void")["line"]["available"] == "1000.00"
    assert refusal(shared_api.post(f"{shop}/holds/{hold['id']}/void"))[1] == "hold_not_open"


def test_a_hold_is_no_hold_of_another_line(shared_api: Caller, shop: str) -> None:
    hold = shared_api.done(f"{shop}/holds", cny("400.00"))
    other = shared_api.open(f"other{next(_NUMBERS)}")
    shared_api.done(f"{other}/holds", cny("1.00"))
    assert refusal(shared_api.post(f"{other}/holds/{hold['id']}/void"))[1] == "invalid-field"
    assert shared_api.line(shop)["held"] == "400.00"


def test_a_reversed_draw_gives_its_interest_back_too(sandbox: Caller) -> None:
    path = sandbox.open(rate_bps=3650)
    draw = sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.advance("10d")
    assert sandbox.line(path)["interest"] == "10.00"
    reversal = sandbox.done(f"{path}/reversals", {"event_id": draw["id"], "reason": "Goods never sent"})
    assert figures(reversal, "refers_to", "amount") == (draw["id"], "1000.00")
    assert figures(reversal["line"], "owed", "available") == ("0.00", "20000.00")
    again = sandbox.post(f"{path}/reversals", {"event_id": draw["id"], "reason": "Goods never sent"})
    assert refusal(again) == (422, "already_reversed", "ask_customer")


def test_what_moved_no_money_cannot_be_reversed(shared_api: Caller, shop: str) -> None:
    for event_id, code in [
        (f"evt_{shop.removeprefix('/lines/line_')}_1", "not_reversible"),
        (f"evt_{shop.removeprefix('/lines/line_')}_99", "event_unknown"),
        ("evt_somewhere_else_1", "invalid-field"),
    ]:
        answer = shared_api.post(f"{shop}/reversals", {"event_id": event_id, "reason": "A mistake"})
        assert refusal(answer)[1] == code


def test_a_limit_cut_below_what_is_drawn_is_absorbed_by_repayments_first(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/draws", cny("800.00"))
    cut = shared_api.done(f"{shop}/limit_changes", {"limit": "500.00", "currency": "CNY", "reason": "Income fell"})
    assert figures(cut, "kind", "limit_before", "reason") == ("limit_changed", "1000.00", "Income fell")
    state = ("limit", "available", "over_limit", "owed")
    assert figures(cut["line"], *state) == ("500.00", "0.00", "300.00", "800.00")
    for amount, left in [
        ("200.00", ("500.00", "0.00", "100.00", "600.00")),
        ("100.00", ("500.00", "0.00", "0.00", "500.00")),
        ("150.00", ("500.00", "150.00", "0.00", "350.00")),
    ]:
        assert figures(shared_api.done(f"{shop}/repayments", cny(amount))["line"], *state) == left


def test_a_limit_can_be_taken_away_set_to_zero_and_given_again(shared_api: Caller, shop: str) -> None:
    for limit, said, available in [(None, None, "0.00"), ("0", "0.00", "0.00"), ("70.5", "70.50", "70.50")]:
        change = {"limit": limit, "currency": "CNY", "reason": "Yearly review"}
        line = shared_api.done(f"{shop}/limit_changes", change)["line"]
        assert (line["limit"], line["available"]) == (said, available)


TRANSITIONS = [
    ([], "open", "line_not_frozen"),
    (["frozen"], "frozen", "line_frozen"),
    (["frozen"], "open", None),
    (["frozen"], "closed", None),
    ([], "closed", None),
    (["closed"], "closed", "line_closed"),
    (["closed"], "frozen", "line_closed"),
    (["closed"], "open", "line_closed"),
]


@pytest.mark.parametrize(("before", "to", "code"), TRANSITIONS)
def test_a_line_changes_its_status_only_where_there_is_a_way(
    shared_api: Caller, shop: str, before: list[str], to: str, code: str | None
) -> None:
    for status in before:
        shared_api.done(f"{shop}/transitions", {"to": status, "reason": "Asked by the borrower"})
    answer = shared_api.post(f"{shop}/transitions", {"to": to, "reason": "Asked by the borrower"})
    if code:
        assert refusal(answer) == (422, code, "ask_customer")
        assert answer.json()["event_id"] == shared_api.line(f"{shop}/events")["data"][0]["id"]
    else:
        assert answer.json()["line"]["status"] == shared_api.line(shop)["status"] == to


def test_a_line_with_open_holds_is_not_closed(shared_api: Caller, shop: str) -> None:
    shared_api.done(f"{shop}/holds", cny("1.00"))
    answer = shared_api.post(f"{shop}/transitions", {"to": "closed", "reason": "Asked by the borrower"})
    assert refusal(answer)[1] == "holds_open"


@pytest.mark.parametrize(("status", "code"), [("frozen", "line_frozen"), ("closed", "line_closed")])
def test_a_line_that_is_not_open_declines_draws_and_holds(
    shared_api: Caller, shop: str, status: str, code: str
) -> None:
    shared_api.done(f"{shop}/transitions", {"to": status, "reason": "Asked by the borrower"})
    assert shared_api.done(f"{shop}/draws", cny("1.00"))["decline_code"] == code
    assert shared_api.done(f"{shop}/holds", cny("1.00"))["decline_code"] == code


def test_an_earlier_value_date_saves_the_interest_since_then(sandbox: Caller) -> None:
    path = sandbox.open(rate_bps=3650)
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.advance("10d")
    sandbox.done(f"{path}/repayments", cny("1004.00", effective_at="2026-01-05T00:00:00Z"))
    assert figures(sandbox.line(path), "owed", "credit_balance") == ("0.00", "0.00")
