"""Lines over the API: opened once, read as they stand or stood, listed in pages."""

from typing import Any

import pytest
from api_caller import Caller

TERMS = {"name": "Corner shop", "currency": "CNY", "limit": "20000.00"}


def test_a_line_is_opened_with_the_id_it_asks_for(api: Caller) -> None:
    answer = api.post("/lines", {**TERMS, "id": "line_shop"})
    assert answer.status_code == 201
    assert answer.json()["id"] == "evt_shop_1"
    assert answer.json()["kind"] == "line_opened"
    assert answer.json()["line"] == api.line("/lines/line_shop")


def test_a_line_opened_without_an_id_gets_the_same_one_from_the_same_key(api: Caller) -> None:
    first = api.post("/lines", TERMS, key="opening-1")
    again = api.post("/lines", TERMS, key="opening-1")
    other = api.post("/lines", TERMS, key="opening-2")
    assert first.json()["line_id"] == again.json()["line_id"] != other.json()["line_id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.event_count() == 2


def test_a_line_is_opened_once(api: Caller) -> None:
    api.open("shop")
    answer = api.post("/lines", {**TERMS, "id": "line_shop"})
    assert (answer.status_code, answer.json()["code"]) == (422, "line-exists")
    assert api.event_count() == 1


def test_what_is_left_out_has_the_documented_defaults(api: Caller) -> None:
    api.post("/lines", {**TERMS, "id": "line_shop"})
    line = api.line("/lines/line_shop")
    assert line | {"opened_on": "", "zone": ""} == {
        "id": "line_shop",
        "name": "Corner shop",
        "status": "open",
        "currency": "CNY",
        "limit": "20000.00",
        "ceiling": "20000.00",
        "bound_by": "limit",
        "available": "20000.00",
        "owed": "0.00",
        "principal": "0.00",
        "interest": "0.00",
        "fees": "0.00",
        "held": "0.00",
        "over_limit": "0.00",
        "credit_balance": "0.00",
        "rate_bps": 0,
        "day_count": "act/365",
        "zone": "",
        "opened_on": "",
        "expires_on": None,
        "servicing": None,
        "version": 1,
    }
    assert line["zone"] == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("limit", "said", "available", "decline_code"),
    [
        (None, None, "0.00", "no_limit"),
        ("0", "0.00", "0.00", "over_available"),
        ("0.00", "0.00", "0.00", "over_available"),
        ("0.01", "0.01", "0.01", "over_available"),
        ("0.02", "0.02", "0.02", None),
        ("9999999999999.99", "9999999999999.99", "9999999999999.99", None),
    ],
)
def test_no_limit_a_limit_of_zero_and_a_limit_are_three_things(
    shared_api: Caller, limit: str | None, said: str | None, available: str, decline_code: str | None
) -> None:
    path = shared_api.open(f"limit_{str(limit).replace('.', '_').lower()}", limit=limit)
    line = shared_api.line(path)
    assert (line["limit"], line["available"]) == (said, available)
    draw = shared_api.done(f"{path}/draws", {"amount": "0.02", "currency": "CNY"})
    assert draw["decline_code"] == decline_code


@pytest.mark.parametrize(("currency", "limit"), [("JPY", "5000"), ("KWD", "5000.125"), ("USD", "5000.25")])
def test_amounts_have_the_decimals_of_their_currency(shared_api: Caller, currency: str, limit: str) -> None:
    path = shared_api.open(f"in_{currency.lower()}", limit=limit, currency=currency)
    assert shared_api.line(path)["available"] == limit


def test_a_line_of_another_currency_takes_no_amount_in_this_one(shared_api: Caller) -> None:
    path = shared_api.open("dollars", currency="USD")
    answer = shared_api.post(f"{path}/draws", {"amount": "1.00", "currency": "CNY"})
    assert (answer.status_code, answer.json()["code"]) == (422, "currency-mismatch")


def test_the_day_a_line_opens_is_the_day_of_its_own_zone(sandbox: Caller) -> None:
    shanghai = sandbox.open("east", effective_at="2025-12-30T20:00:00Z")
    new_york = sandbox.open("west", effective_at="2025-12-30T20:00:00Z", zone="America/New_York")
    assert sandbox.line(shanghai)["opened_on"] == "2025-12-31"
    assert sandbox.line(new_york)["opened_on"] == "2025-12-30"


def test_a_line_gives_credit_on_its_last_day_and_not_after_it(sandbox: Caller) -> None:
    path = sandbox.open("term", expires_on="2026-01-03", zone="UTC")
    sandbox.advance("2d")
    assert sandbox.line(path)["available"] == "20000.00"
    sandbox.done(f"{path}/draws", {"amount": "10.00", "currency": "CNY"})
    sandbox.advance("1d")
    line = sandbox.line(path)
    assert (line["available"], line["status"], line["owed"]) == ("0.00", "open", "10.00")
    assert sandbox.done(f"{path}/draws", {"amount": "1.00", "currency": "CNY"})["decline_code"] == "line_expired"
    assert sandbox.done(f"{path}/repayments", {"amount": "10.00", "currency": "CNY"})["line"]["owed"] == "0.00"


def _history(sandbox: Caller) -> str:
    """Opened on January 1 with 20,000; drew 100 on the 2nd; drew 50 on the 4th; repaid 100 on the 6th."""
    path = sandbox.open("past")
    for by, resource, amount in [("1d", "draws", "100.00"), ("2d", "draws", "50.00"), ("2d", "repayments", "100.00")]:
        sandbox.advance(by)
        sandbox.done(f"{path}/{resource}", {"amount": amount, "currency": "CNY"})
    return path


def test_a_line_is_read_as_it_stood_at_any_instant(sandbox: Caller) -> None:
    path = _history(sandbox)
    stood = {day: sandbox.line(path, as_of=f"2026-01-0{day}T00:00:00Z")["owed"] for day in range(1, 8)}
    assert list(stood.values()) == ["0.00", "100.00", "100.00", "150.00", "150.00", "50.00", "50.00"]
    just_before = sandbox.line(path, as_of="2026-01-04T07:59:59.999999+08:00")
    assert just_before["owed"] == "100.00"


def test_a_line_is_read_as_far_as_was_known_at_an_instant(sandbox: Caller) -> None:
    path = sandbox.open("late")
    sandbox.done(f"{path}/draws", {"amount": "100.00", "currency": "CNY"})
    sandbox.advance("5d")
    late = {"amount": "40.00", "currency": "CNY", "effective_at": "2026-01-03T00:00:00Z"}
    assert sandbox.done(f"{path}/repayments", late)["effective_at"] == "2026-01-03T00:00:00Z"
    on_the_4th = {"as_of": "2026-01-04T00:00:00Z"}
    assert sandbox.line(path, **on_the_4th)["owed"] == "60.00"
    assert sandbox.line(path, **on_the_4th, known_at="2026-01-05T00:00:00Z")["owed"] == "100.00"
    assert sandbox.line(path, known_at="2026-01-05T00:00:00Z")["owed"] == "100.00"


@pytest.mark.parametrize("question", [{"as_of": "2025-01-01T00:00:00Z"}, {"known_at": "2025-01-01T00:00:00Z"}])
def test_before_a_line_opened_nothing_is_known_of_it(sandbox: Caller, question: dict[str, str]) -> None:
    answer = sandbox.get(sandbox.open("young"), **question)
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-known")


def _pages(api: Caller, path: str, limit: int) -> list[list[dict[str, Any]]]:
    pages, cursor = [], {}
    while True:
        page = api.line(path, limit=limit, **cursor)
        pages.append(page["data"])
        if page["next_cursor"] is None:
            return pages
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 500])
def test_pages_of_lines_show_every_line_once_in_order(api: Caller, limit: int) -> None:
    for name in ["c", "a", "e", "b", "d"]:
        api.open(name)
    pages = _pages(api, "/lines", limit)
    assert [line["name"] for page in pages for line in page] == ["a", "b", "c", "d", "e"]
    assert max(map(len, pages)) <= limit


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_pages_of_events_go_from_the_newest_and_those_of_entries_from_the_oldest(sandbox: Caller, limit: int) -> None:
    path = _history(sandbox)
    events = [event for page in _pages(sandbox, f"{path}/events", limit) for event in page]
    assert [event["version"] for event in events] == [4, 3, 2, 1]
    entries = [entry for page in _pages(sandbox, f"{path}/entries", limit) for entry in page]
    assert [(entry["event_id"], entry["account"], entry["amount"], entry["current"]) for entry in entries] == [
        ("evt_past_2", "principal", "100.00", "100.00"),
        ("evt_past_2", "settlement", "-100.00", None),
        ("evt_past_3", "principal", "50.00", "150.00"),
        ("evt_past_3", "settlement", "-50.00", None),
        ("evt_past_4", "settlement", "100.00", None),
        ("evt_past_4", "principal", "-100.00", "50.00"),
    ]


def test_a_page_keeps_its_place_while_lines_are_opened_around_it(api: Caller) -> None:
    api.open("b")
    api.open("d")
    first = api.line("/lines", limit=1)
    api.open("a")
    api.open("c")
    rest = api.line("/lines", cursor=first["next_cursor"])
    assert [line["name"] for line in rest["data"]] == ["c", "d"]


def test_names_in_any_script_come_back_as_they_were_sent(shared_api: Caller) -> None:
    name = "王记小吃店 🥟 \t \u202e"
    shared_api.post("/lines", {**TERMS, "id": "line_script", "name": name})
    assert shared_api.line("/lines/line_script")["name"] == name


@pytest.mark.parametrize("zone", ["right/Asia/Shanghai", "posix/Asia/Shanghai", "localtime", "posixrules"])
def test_a_zone_that_only_this_machine_knows_is_refused(shared_api: Caller, zone: str) -> None:
    answer = shared_api.post("/lines", {**TERMS, "zone": zone})
    assert (answer.status_code, answer.json()["code"]) == (422, "zone-unknown")
