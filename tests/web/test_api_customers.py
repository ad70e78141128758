"""Customers and what bounds their lines, played through the API."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_caller import Caller, cny

BORN = "1990-02-03"


def person(api: Caller, name: str = "one", **more: Any) -> str:
    body = {"id": f"cus_{name}", "name": name, "kind": "person", "currency": "CNY", "birth_date": BORN, **more}
    answer = api.done("/customers", body)
    return f"/customers/{answer['id']}"


def business(api: Caller, name: str, **more: Any) -> str:
    body = {"id": f"cus_{name}", "name": name, "kind": "business", "currency": "CNY", **more}
    return f"/customers/{api.done('/customers', body)['id']}"


def line_of(api: Caller, customer: str, name: str, limit: str) -> str:
    path = api.open(name, limit=limit)
    api.done(f"{customer}/lines", {"line_id": path.removeprefix("/lines/")})
    return path


def bound(api: Caller, path: str) -> tuple[str, str]:
    line = api.line(path)
    return line["available"], line["bound_by"]


def test_a_customer_is_what_was_said_of_it(sandbox: Caller) -> None:
    path = person(sandbox, segment="salaried", industry="retail", limit="30000.00")
    paper = {"kind": "income", "amount": "120000.00", "currency": "CNY", "verified": True}
    sandbox.done(f"{path}/evidence", {**paper, "issued_on": "2026-01-01", "valid_until": "2026-12-31"})
    sandbox.done(f"{path}/linked-accounts", {"kind": "wallet", "name": "Shop wallet"})
    consent = sandbox.done(f"{path}/consents", {"purpose": "credit_report"})["consents"][0]
    sandbox.advance("1d")
    sandbox.done(f"{path}/consents/{consent['id']}/withdraw")
    customer = sandbox.line(path)
    assert (customer["kind"], customer["birth_date"], customer["limit"]) == ("person", BORN, "30000.00")
    assert [(one["kind"], one["amount"], one["verified"]) for one in customer["evidence"]] == [
        ("income", "120000.00", True)
    ]
    assert [one["name"] for one in customer["linked_accounts"]] == ["Shop wallet"]
    assert customer["consents"][0]["withdrawn_at"] == "2026-01-02T00:00:00Z"
    assert [one["id"] for one in sandbox.line("/customers")["data"]] == ["cus_one"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_date": None}, "birth-date-misplaced"),
        ({"kind": "business"}, "birth-date-misplaced"),
        ({"currency": "XXX"}, "currency-unknown"),
        ({}, "customer-exists"),
    ],
)
def test_a_customer_that_cannot_be_is_refused(sandbox: Caller, changes: dict[str, Any], code: str) -> None:
    person(sandbox)
    body = {"id": "cus_one", "name": "one", "kind": "person", "currency": "CNY", "birth_date": BORN}
    refused = sandbox.post("/customers", {**body, **changes})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_two_lines_of_one_customer_share_what_the_customer_may_owe(sandbox: Caller) -> None:
    """Two lines of 20,000; the customer may owe 25,000. 18,000 on the one leaves 7,000 on the other."""
    customer = person(sandbox, limit="25000.00")
    one, other = (line_of(sandbox, customer, name, "20000.00") for name in ("one", "other"))
    assert bound(sandbox, one) == ("20000.00", "limit")
    sandbox.done(f"{one}/draws", cny("18000.00"))
    assert bound(sandbox, other) == ("7000.00", "customer")
    declined = sandbox.done(f"{other}/draws", cny("7000.01"))
    assert (declined["decline_code"], declined["line"]["bound_by"]) == ("over_available", "customer")
    sandbox.done(f"{one}/repayments", cny("8000.00"))
    assert bound(sandbox, other) == ("15000.00", "customer")
    sandbox.done(f"{other}/holds", cny("15000.00"))
    assert bound(sandbox, one) == ("0.00", "customer")
    exposure = sandbox.line(f"{customer}/exposure")
    assert (exposure["used"], exposure["limit"]) == ("25000.00", "25000.00")
    assert [state["bound_by"] for state in sandbox.line("/lines")["data"]] == ["customer", "customer"]


def test_a_customer_bounded_below_what_is_owed_is_over_it_and_nothing_falls_due(sandbox: Caller) -> None:
    customer = person(sandbox)
    path = line_of(sandbox, customer, "one", "20000.00")
    sandbox.done(f"{path}/draws", cny("18000.00"))
    sandbox.done(f"{customer}/limit", {"limit": "10000.00", "currency": "CNY"})
    line = sandbox.line(path)
    assert (line["available"], line["over_limit"], line["principal"]) == ("0.00", "8000.00", "18000.00")
    assert sandbox.done(f"{path}/repayments", cny("9000.00"))["line"]["available"] == "1000.00"
    sandbox.done(f"{customer}/limit", {"limit": None, "currency": "CNY"})
    assert bound(sandbox, path) == ("11000.00", "limit")


def test_a_customers_cap_holds_under_draws_at_once_on_its_lines(api: Caller) -> None:
    """Three lines of 1,000, a cap of 1,000, sixty draws of 100 at once: ten are approved."""
    customer = person(api, limit="1000.00")
    paths = [line_of(api, customer, f"race{number}", "1000.00") for number in range(3)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda path: api.done(f"{path}/draws", cny("100.00")), paths * 20))
    assert sum(answer["status"] == "approved" for answer in answers) == 10
    assert api.line(f"{customer}/exposure")["used"] == "1000.00"


def test_related_parties_are_bounded_together(sandbox: Caller) -> None:
    one, sister = business(sandbox, "one"), business(sandbox, "sister")
    first, second = line_of(sandbox, one, "one", "500.00"), line_of(sandbox, sister, "two", "500.00")
    related = sandbox.done(f"{one}/related-parties", {"related_id": "cus_sister", "relation": "same_owner"})
    group = f"/customer-groups/{related['group_id']}"
    assert sandbox.line(sister)["group_id"] == related["group_id"]
    sandbox.done(f"{group}/limit", {"limit": "600.00", "currency": "CNY"})
    sandbox.done(f"{first}/draws", cny("400.00"))
    assert bound(sandbox, second) == ("200.00", "group")
    assert sandbox.line(f"{group}/exposure")["used"] == "400.00"
    third = business(sandbox, "third")
    sandbox.done(f"{third}/related-parties", {"related_id": "cus_sister", "relation": "guarantor"})
    assert sandbox.line(third)["group_id"] == related["group_id"]


def test_two_groups_that_turn_out_to_be_one_keep_the_lower_limit(sandbox: Caller) -> None:
    for name in "abcd":
        business(sandbox, name)
    groups = []
    for one, other in ("ab", "cd"):
        relation = {"related_id": f"cus_{other}", "relation": "same_owner"}
        groups.append(sandbox.done(f"/customers/cus_{one}/related-parties", relation)["group_id"])
    for group, limit in zip(groups, ("700.00", "500.00"), strict=True):
        sandbox.done(f"/customer-groups/{group}/limit", {"limit": limit, "currency": "CNY"})
    sandbox.done("/customers/cus_b/related-parties", {"related_id": "cus_c", "relation": "supplier"})
    together = {sandbox.line(f"/customers/cus_{name}")["group_id"] for name in "abcd"}
    assert together == {min(groups)}
    assert sandbox.line(f"/customer-groups/{min(groups)}/exposure")["limit"] == "500.00"


def test_a_small_micro_lender_may_lend_one_borrower_a_tenth_and_its_group_fifteen_percent(sandbox: Caller) -> None:
    """Net assets 8,000,000 at the end of last year: 800,000 for one, 1,200,000 for the group; a sister owes 500,000."""
    figure = {"name": "micro_lender_net_assets", "amount": "8000000.00", "currency": "CNY"}
    sandbox.done("/lender/figures", {**figure, "valid_from": "2026-01-01"})
    one = business(sandbox, "small", scale="small")
    path = line_of(sandbox, one, "small", "1000000.00")
    assert bound(sandbox, path) == ("800000.00", "regulatory")
    ceilings = sandbox.line(f"{path}/ceilings")["data"]
    assert [one["reason"].partition(":")[0] for one in ceilings if one["binds"]] == ["REG_CAP_CONCENTRATION"]

    sister = business(sandbox, "sister")
    theirs = line_of(sandbox, sister, "sister", "500000.00")
    sandbox.done(f"{theirs}/draws", cny("500000.00"))
    assert bound(sandbox, path) == ("800000.00", "regulatory")
    sandbox.done(f"{one}/related-parties", {"related_id": "cus_sister", "relation": "same_owner"})
    assert bound(sandbox, path) == ("700000.00", "regulatory")
    assert sandbox.done(f"{path}/draws", cny("700000.01"))["status"] == "declined"


def test_a_figure_reported_later_bounds_the_lines_that_are_there(sandbox: Caller) -> None:
    customer = person(sandbox)
    path = line_of(sandbox, customer, "one", "300000.00")
    assert bound(sandbox, path) == ("300000.00", "limit")
    figure = {"name": "micro_lender_net_assets", "amount": "1000000000.00", "currency": "CNY"}
    sandbox.done("/lender/figures", {**figure, "valid_from": "2026-01-01"})
    assert bound(sandbox, path) == ("200000.00", "regulatory")


def test_temporary_limits_overlap_and_each_ends_by_itself(sandbox: Caller) -> None:
    """Limit 20,000; 5,000 from day 1 to day 10, 3,000 from day 3 to day 5. Nothing is booked when one ends."""
    path = sandbox.open()
    for amount, starts, ends in (("5000.00", "02", "11"), ("3000.00", "04", "06")):
        limit = {"amount": amount, "currency": "CNY", "reason": "travelling"}
        sandbox.done(
            f"{path}/temporary-limits",
            {**limit, "starts_at": f"2026-01-{starts}T00:00:00Z", "ends_at": f"2026-01-{ends}T00:00:00Z"},
        )
    seen = []
    for _ in range(11):
        seen.append(bound(sandbox, path)[0])
        sandbox.advance("1d")
    assert seen == ["20000.00", *["5000.00"] * 2, *["3000.00"] * 2, *["5000.00"] * 5, "20000.00"]
    assert sandbox.event_count() == 1
    assert len(sandbox.line(f"{path}/temporary-limits")["data"]) == 2


def test_a_draw_is_held_against_the_temporary_limit_of_its_instant(sandbox: Caller) -> None:
    path = sandbox.open()
    limit = {"amount": "5000.00", "currency": "CNY", "reason": "travelling", "ends_at": "2026-01-03T00:00:00Z"}
    ceilings = sandbox.done(f"{path}/temporary-limits", limit)["data"]
    assert [(one["name"], one["binds"], one["until"]) for one in ceilings] == [
        ("limit", False, None),
        ("temporary", True, "2026-01-03T00:00:00Z"),
    ]
    declined = sandbox.done(f"{path}/draws", cny("5000.01"))
    assert (declined["status"], declined["line"]["bound_by"]) == ("declined", "temporary")
    sandbox.advance("2d")
    assert sandbox.done(f"{path}/draws", cny("5000.01"))["status"] == "approved"


def test_a_borrower_chooses_a_lower_limit_and_takes_it_back(sandbox: Caller) -> None:
    path = sandbox.open()
    chosen = sandbox.done(f"{path}/chosen-limit", {"limit": "2000.00", "currency": "CNY"})
    assert [(one["name"], one["binds"]) for one in chosen["data"]] == [("limit", False), ("self_chosen", True)]
    assert bound(sandbox, path) == ("2000.00", "self_chosen")
    sandbox.done(f"{path}/chosen-limit", {"limit": "90000.00", "currency": "CNY"})
    assert bound(sandbox, path) == ("20000.00", "limit")
    sandbox.done(f"{path}/chosen-limit", {"limit": "0.00", "currency": "CNY"})
    assert bound(sandbox, path) == ("0.00", "self_chosen")
    sandbox.done(f"{path}/chosen-limit", {"limit": None, "currency": "CNY"})
    assert bound(sandbox, path) == ("20000.00", "limit")


def test_the_lowest_binds_and_a_refused_draw_replays_with_what_bound_it_then(sandbox: Caller) -> None:
    customer = person(sandbox, limit="4000.00")
    path = line_of(sandbox, customer, "one", "20000.00")
    sandbox.done(f"{path}/chosen-limit", {"limit": "3000.00", "currency": "CNY"})
    first = sandbox.post(f"{path}/draws", cny("3500.00"), key="held")
    assert first.json()["line"]["bound_by"] == "self_chosen"
    sandbox.done(f"{path}/chosen-limit", {"limit": None, "currency": "CNY"})
    again = sandbox.post(f"{path}/draws", cny("3500.00"), key="held")
    assert again.json() == first.json()
    assert bound(sandbox, path) == ("4000.00", "customer")
    changed = sandbox.done(f"{path}/limit_changes", {"limit": "1000.00", "currency": "CNY", "reason": "a review"})
    assert (changed["line"]["available"], changed["line"]["bound_by"]) == ("1000.00", "limit")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/customers/cus_one/lines", {"line_id": "line_nobody"}, "line-unknown"),
        ("/customers/cus_nobody/lines", {"line_id": "line_shop"}, "customer-unknown"),
        ("/customers/cus_one/lines", {"line_id": "line_dollars"}, "customer-currency-mismatch"),
        ("/customers/cus_one/limit", {"limit": "1.00", "currency": "USD"}, "customer-currency-mismatch"),
        ("/customers/cus_one/related-parties", {"related_id": "cus_one", "relation": "owner"}, "related-to-itself"),
        ("/customers/cus_one/related-parties", {"related_id": "cus_none", "relation": "owner"}, "customer-unknown"),
        ("/customers/cus_one/consents/con_none/withdraw", None, "consent-unknown"),
        ("/customer-groups/grp_none/limit", {"limit": "1.00", "currency": "CNY"}, "group-unknown"),
        ("/lines/line_shop/chosen-limit", {"limit": "1.00", "currency": "USD"}, "currency-mismatch"),
        (
            "/lines/line_shop/temporary-limits",
            {"amount": "1.00", "currency": "CNY", "reason": "past", "ends_at": "2025-01-01T00:00:00Z"},
            "temporary-limit-too-short",
        ),
        (
            "/customers/cus_one/evidence",
            {
                "kind": "income",
                "amount": "1.00",
                "currency": "CNY",
                "issued_on": "2026-01-02",
                "valid_until": "2026-01-01",
            },
            "evidence-too-short",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(sandbox: Caller, path: str, body: object, code: str) -> None:
    person(sandbox)
    sandbox.open()
    sandbox.open("dollars", currency="USD")
    before = sandbox.ask("SELECT count(*) FROM request_key")
    refused = sandbox.post(path, body)
    assert refused.json()["code"] == code, refused.text
    assert sandbox.ask("SELECT count(*) FROM request_key") == before
