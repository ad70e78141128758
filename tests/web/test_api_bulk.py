"""Repayments in bulk: an outcome a row, in the order sent, each row with a key of its own."""

import json
from itertools import count
from typing import Any

import pytest
from api_caller import Caller, cny, new_key

_NUMBERS = count(1)
PATH = "/repayments/bulk"


@pytest.fixture
def shop(shared_api: Caller) -> str:
    """The id of a line on which 5,000.00 is owed."""
    path = shared_api.open(f"bulk{next(_NUMBERS)}", limit="5000.00")
    shared_api.done(f"{path}/draws", cny("5000.00"))
    return path.removeprefix("/lines/")


def row(line_id: str, amount: object = "1.00", **more: object) -> dict[str, object]:
    return {"key": new_key(), "line_id": line_id, "amount": amount, "currency": "CNY", **more}


def send(api: Caller, *rows: object) -> list[dict[str, Any]]:
    return send_bytes(api, b"\n".join(json.dumps(row).encode() for row in rows))


def send_bytes(api: Caller, body: bytes) -> list[dict[str, Any]]:
    answer = api.client.post(f"/v1{PATH}", content=body, headers={"Content-Type": "application/x-ndjson"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-ndjson"), answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def without_request(outcome: dict[str, Any]) -> dict[str, Any]:
    return {**outcome, "problem": {**outcome["problem"], "request_id": ""}} if "problem" in outcome else outcome


@pytest.mark.parametrize("rows", [1, 2, 999, 1_000])
def test_a_file_of_up_to_a_thousand_rows_is_booked_in_its_order(shared_api: Caller, shop: str, rows: int) -> None:
    outcomes = send(shared_api, *(row(shop, f"{number % 5}.01") for number in range(rows)))
    assert [outcome["row"] for outcome in outcomes] == list(range(1, rows + 1))
    assert {outcome["status"] for outcome in outcomes} == {201}
    assert [outcome["event"]["version"] for outcome in outcomes] == list(range(3, rows + 3))
    assert [outcome["event"]["amount"] for outcome in outcomes] == [f"{number % 5}.01" for number in range(rows)]
    assert shared_api.line(f"/lines/{shop}") == outcomes[-1]["event"]["line"]


def test_rows_of_many_lines_go_to_their_lines(shared_api: Caller) -> None:
    ids = [f"line_many{number}" for number in range(50)]
    for line_id in ids:
        shared_api.open(line_id.removeprefix("line_"))
    outcomes = send(shared_api, *(row(line_id, "2.00") for _ in range(3) for line_id in ids))
    assert [outcome["event"]["line_id"] for outcome in outcomes] == ids * 3
    assert {shared_api.line(f"/lines/{line_id}")["credit_balance"] for line_id in ids} == {"6.00"}


# A row that cannot be used, by what differs from a good one; its outcome's status, code, and the field named.
BAD_ROWS: list[tuple[dict[str, object], int, str, str]] = [
    ({"amount": 1}, 422, "invalid-field", "/amount"),
    ({"amount": "-1"}, 422, "invalid-field", "/amount"),
    ({"amount": "0"}, 422, "amount-not-positive", "/amount"),
    ({"amount": "1.005"}, 422, "amount-malformed", "/amount"),
    ({"currency": "USD"}, 422, "currency-mismatch", "/currency"),
    ({"currency": "XXX"}, 422, "currency-unknown", "/currency"),
    ({"line_id": "line_none"}, 404, "line-unknown", ""),
    ({"line_id": "shop"}, 422, "invalid-field", "/line_id"),
    ({"key": ""}, 422, "invalid-field", "/key"),
    ({"key": "two words"}, 422, "invalid-field", "/key"),
    ({"key": "key\n"}, 422, "invalid-field", "/key"),
    ({"key": None}, 422, "invalid-field", "/key"),
    ({"note": "tea"}, 422, "invalid-field", "/note"),
    ({"effective_at": "2026-01-01T08:00:00"}, 422, "invalid-field", "/effective_at"),
    ({"effective_at": "2998-01-01T08:00:00Z"}, 422, "invalid-field", "/effective_at"),
    ({"effective_at": "0001-01-01T00:00:00+14:00"}, 422, "invalid-field", "/effective_at"),
]


def test_a_bad_row_says_what_is_wrong_with_it_and_stops_no_other(shared_api: Caller, shop: str) -> None:
    rows = [each for wrong, *_ in BAD_ROWS for each in (row(shop), {**row(shop), **wrong})]
    outcomes = send(shared_api, *rows)
    assert [outcome["status"] for outcome in outcomes[::2]] == [201] * len(BAD_ROWS)
    for outcome, (wrong, status, code, pointer) in zip(outcomes[1::2], BAD_ROWS, strict=True):
        problem = outcome["problem"]
        assert (outcome["status"], problem["status"], problem["code"]) == (status, status, code), wrong
        assert [error["pointer"] for error in problem.get("errors", [])] == ([pointer] if pointer else []), wrong
        assert problem["instance"] == f"/v1{PATH}#row-{outcome['row']}"
        assert pointer in problem["detail"]
    assert shared_api.line(f"/lines/{shop}")["owed"] == f"{5000 - len(BAD_ROWS)}.00"


@pytest.mark.parametrize("text", [b"{", b"tea", b"[]", b"1", b'{"key": "\xff"}', b'{"key": "\\udfff"}', b"{}", b"\x00"])
def test_a_row_that_is_no_object_is_said_to_be(shared_api: Caller, shop: str, text: bytes) -> None:
    good = json.dumps(row(shop)).encode()
    outcomes = send_bytes(shared_api, good + b"\n" + text + b"\n" + json.dumps(row(shop)).encode())
    assert [outcome["status"] // 100 for outcome in outcomes] == [2, 4, 2]
    assert outcomes[1]["problem"]["advice"] == "fix_request"
    assert "key" not in outcomes[1]


def test_blank_lines_and_either_line_end_are_no_rows(shared_api: Caller, shop: str) -> None:
    texts = [json.dumps(row(shop)).encode() for _ in range(3)]
    body = b"\n\r\n" + texts[0] + b"\r\n  \n" + texts[1] + b"\n\n" + texts[2]
    assert [outcome["row"] for outcome in send_bytes(shared_api, body)] == [1, 2, 3]


@pytest.mark.parametrize("rows", [0, 1_001])
def test_no_row_and_more_than_a_thousand_are_refused_and_nothing_is_written(
    shared_api: Caller, shop: str, rows: int
) -> None:
    before = shared_api.event_count()
    body = b"\n".join(json.dumps(row(shop)).encode() for _ in range(rows))
    answer = shared_api.client.post(f"/v1{PATH}", content=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["detail"] == f"The body has {rows} rows. Send 1 to 1,000 rows of NDJSON a request."
    assert shared_api.event_count() == before


def test_a_file_that_is_too_large_is_refused_and_nothing_is_written(shared_api: Caller, shop: str) -> None:
    before = shared_api.event_count()
    body = json.dumps(row(shop)).encode() + b" " * 2_000_000
    answer = shared_api.client.post(f"/v1{PATH}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert shared_api.event_count() == before


def test_a_file_sent_again_is_answered_as_the_first_time(shared_api: Caller, shop: str) -> None:
    rows = [row(shop), {**row(shop), "amount": "x"}, row(shop, "7.00"), row("line_none")]
    first, again = send(shared_api, *rows), send(shared_api, *rows)
    assert [outcome.pop("replayed", False) for outcome in again] == [True, False, True, False]
    assert list(map(without_request, again)) == list(map(without_request, first))
    assert shared_api.line(f"/lines/{shop}")["owed"] == "4992.00"


def test_a_row_counts_as_the_same_wherever_it_stands_in_a_file(shared_api: Caller, shop: str) -> None:
    one, two = row(shop), row(shop)
    send(shared_api, one, two)
    outcomes = send(shared_api, two, row(shop), one)
    assert [outcome.get("replayed", False) for outcome in outcomes] == [True, False, True]


def test_a_key_that_stands_twice_in_a_file_is_booked_once(shared_api: Caller, shop: str) -> None:
    once = row(shop)
    outcomes = send(shared_api, once, once, {**once, "amount": "2.00"}, row(shop))
    assert [outcome["status"] for outcome in outcomes] == [201, 409, 422, 201]
    assert [outcome["problem"]["code"] for outcome in outcomes[1:3]] == ["key-in-flight", "key-reused"]
    assert outcomes[1]["problem"]["advice"] == "retry"
    assert send(shared_api, once)[0]["replayed"] is True
    assert shared_api.line(f"/lines/{shop}")["owed"] == "4998.00"


def test_each_problem_speaks_the_language_that_was_asked_for(shared_api: Caller, shop: str) -> None:
    body = json.dumps(row(shop, "x")).encode()
    answer = shared_api.client.post(f"/v1{PATH}", content=body, headers={"Accept-Language": "zh-CN"})
    assert "请" in json.loads(answer.text)["problem"]["user_message"]
