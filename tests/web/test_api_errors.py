"""Bad input of every kind: a problem that names the field in a sentence, and nothing written."""

from collections.abc import Iterator
from typing import Any

import pytest
from api_caller import Caller, cny

LINE = {"name": "Corner shop", "currency": "CNY", "limit": "1.00"}
LIMIT = {"limit": "1.00", "currency": "CNY", "reason": "Yearly review"}
DRAWS = "/lines/line_shop/draws"


@pytest.fixture(scope="module", autouse=True)
def shop(shared_api: Caller) -> str:
    return shared_api.open("shop")


@pytest.fixture(autouse=True)
def _nothing_is_written(shared_api: Caller) -> Iterator[None]:
    yield
    assert shared_api.ask("SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM event)") == [(1, 1)]


def check_problem(answer: Any, status: int, code: str, pointer: str | None) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"/help/errors#{code}"
    assert problem["title"]
    assert problem["instance"] == answer.request.url.path
    assert problem["request_id"] == answer.headers["Request-Id"]
    assert (problem["advice"], answer.headers["Should-Retry"]) == ("fix_request", "false")
    assert problem["detail"].endswith(".")
    assert len(problem["detail"].split()) >= 4
    assert "`" not in problem["detail"], "names of a programming language's types"
    assert [error["pointer"] for error in problem.get("errors", [])] == ([] if pointer is None else [pointer])
    assert (pointer or "") in problem["detail"]


BAD_AMOUNTS: list[tuple[object, str]] = [
    (1, "invalid-field"),
    (1.5, "invalid-field"),
    (True, "invalid-field"),
    (None, "invalid-field"),
    ([], "invalid-field"),
    ({}, "invalid-field"),
    ("", "invalid-field"),
    (" ", "invalid-field"),
    ("-1.00", "invalid-field"),
    ("+1.00", "invalid-field"),
    ("1,000.00", "invalid-field"),
    ("1 000", "invalid-field"),
    (" 1.00", "invalid-field"),
    ("1.00 ", "invalid-field"),
    ("1.00\n", "invalid-field"),
    ("1.00\x00", "invalid-field"),
    ("1.", "invalid-field"),
    (".5", "invalid-field"),
    ("1e3", "invalid-field"),
    ("0x10", "invalid-field"),
    ("NaN", "invalid-field"),
    ("Infinity", "invalid-field"),
    ("１２.００", "invalid-field"),
    ("١٢", "invalid-field"),
    ("1.2345", "invalid-field"),
    ("1" * 16, "invalid-field"),
    ("9" * 10_000, "invalid-field"),
    ("1.234", "amount-malformed"),
    ("9" * 15, "amount-too-large"),
    ("10000000000000.01", "amount-too-large"),
    ("0", "amount-not-positive"),
    ("0.00", "amount-not-positive"),
    ("000", "amount-not-positive"),
]


@pytest.mark.parametrize(("amount", "code"), BAD_AMOUNTS)
def test_a_bad_amount_is_named(shared_api: Caller, amount: object, code: str) -> None:
    check_problem(shared_api.post(DRAWS, {"amount": amount, "currency": "CNY"}), 422, code, "/amount")


@pytest.mark.parametrize(
    "resource", ["draws", "holds", "repayments", "fees", "payouts", "merchant_refunds", "holds/evt_shop_1/capture"]
)
@pytest.mark.parametrize(("amount", "code"), [(1, "invalid-field"), ("0", "amount-not-positive")])
def test_every_resource_names_a_bad_amount(shared_api: Caller, resource: str, amount: object, code: str) -> None:
    more = {"reason": "Card replaced"} if resource == "fees" else {}
    body = {"amount": amount, "currency": "CNY", **more}
    check_problem(shared_api.post(f"/lines/line_shop/{resource}", body), 422, code, "/amount")


# To which path, what the body has instead of or beside what is right, and the field that is named.
BAD_FIELDS: list[tuple[str, dict[str, object], dict[str, object], str, str]] = [
    *[
        (DRAWS, cny("1.00"), {"currency": bad}, "invalid-field", "/currency")
        for bad in ["", "cny", "CN", "CNYX", "CNY\n", "元", 156, None]
    ],
    (DRAWS, cny("1.00"), {"currency": "XXX"}, "currency-unknown", "/currency"),
    (DRAWS, cny("1.00"), {"currency": "USD"}, "currency-mismatch", "/currency"),
    (DRAWS, cny("1.00"), {"note": "for tea"}, "invalid-field", "/note"),
    (DRAWS, cny("1.00"), {"Amount": "1.00"}, "invalid-field", "/Amount"),
    *[
        (DRAWS, cny("1.00"), {"effective_at": bad}, "invalid-field", "/effective_at")
        for bad in [
            "2026-01-01T08:00:00",
            "2026-01-01",
            "yesterday",
            "",
            0,
            1767225600,
            "1767225600",
            1.5,
            "2026-02-30T00:00:00Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00+99:00",
            "2998-01-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ]
    ],
    *[
        ("/lines/line_shop/holds", cny("1.00"), {"expires_at": bad}, "invalid-field", "/expires_at")
        for bad in ["2998-01-01T08:00:00", "9999-12-31T23:59:59Z", 32440262400, ""]
    ],
    ("/lines/line_shop/holds", cny("1.00"), {"expires_at": "2026-01-01T08:00:00Z"}, "hold-too-late", "/expires_at"),
    ("/lines", LINE, {"expires_on": "2020-01-01"}, "term-too-short", "/expires_on"),
    *[("/lines", LINE, {"name": bad}, "invalid-field", "/name") for bad in ["", "x" * 121, "a\x00b", 7, None, ["x"]]],
    *[
        ("/lines", LINE, {"id": bad}, "invalid-field", "/id")
        for bad in ["", "shop", "line_", "LINE_SHOP", "line_a-b", "line_a\n", "line_é", "line_" + "x" * 41, 1]
    ],
    ("/lines", LINE, {"id": "line_shop"}, "line-exists", ""),
    *[
        ("/lines", LINE, {"limit": bad}, "invalid-field", "/limit")
        for bad in [1, 1.5, "-1", "", "1.234", "9" * 15, "1e3", "unlimited"]
    ],
    *[("/lines", LINE, {"currency": bad}, "currency-unknown", "/currency") for bad in ["XXX", "BTC"]],
    *[("/lines", LINE, {"rate_bps": bad}, "invalid-field", "/rate_bps") for bad in [-1, 100_001, 10**30, 1.5, "1460"]],
    *[("/lines", LINE, {"day_count": bad}, "invalid-field", "/day_count") for bad in ["act/364", "", None, 365]],
    *[("/lines", LINE, {"zone": bad}, "zone-unknown", "/zone") for bad in ["", "Asia", "Mars/Base", "../UTC", "\x00"]],
    *[("/lines", LINE, {"zone": bad}, "invalid-field", "/zone") for bad in ["x" * 65, 8, None]],
    *[
        ("/lines", LINE, {"expires_on": bad}, "invalid-field", "/expires_on")
        for bad in ["2027-2-1", "2027-02-30", "2027-01-01T00:00:00Z", "", 20_270_101]
    ],
    *[("/lines", LINE, {"reason": bad}, "invalid-field", "/reason") for bad in ["", "ab", "x" * 501, "a\x00bc", None]],
    *[("/lines", LINE, {"effective_at": "0001-01-01T00:00:00Z"}, "invalid-field", "/effective_at")],
    ("/lines/line_shop/fees", cny("1.00"), {}, "invalid-field", "/reason"),
    *[("/lines/line_shop/limit_changes", LIMIT, {"limit": bad}, "invalid-field", "/limit") for bad in [5, "-1", ""]],
    ("/lines/line_shop/limit_changes", LIMIT, {"currency": "USD"}, "currency-mismatch", "/currency"),
    ("/lines/line_shop/limit_changes", LIMIT, {"limit": None, "currency": "XXX"}, "currency-unknown", "/currency"),
    *[
        ("/lines/line_shop/transitions", {"reason": "Asked"}, {"to": bad}, "invalid-field", "/to")
        for bad in ["", "Frozen", "frozen\n", "expired", None, 1]
    ],
    *[
        ("/lines/line_shop/reversals", {"reason": "A mistake"}, {"event_id": bad}, "invalid-field", "/event_id")
        for bad in ["", "4", "evt_shop", "evt_shop_4\n", "evt_shop_-4", "evt_shop_" + "9" * 10, 4]
    ],
]


@pytest.mark.parametrize(("path", "right", "wrong", "code", "pointer"), BAD_FIELDS)
def test_a_bad_field_is_named(
    shared_api: Caller, path: str, right: dict[str, object], wrong: dict[str, object], code: str, pointer: str
) -> None:
    check_problem(shared_api.post(path, {**right, **wrong}), 422, code, pointer or None)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/lines", LINE),
        (DRAWS, cny("1.00")),
        ("/lines/line_shop/limit_changes", LIMIT),
        ("/lines/line_shop/transitions", {"to": "frozen", "reason": "Asked"}),
        ("/lines/line_shop/reversals", {"event_id": "evt_shop_1", "reason": "A mistake"}),
    ],
)
def test_each_missing_field_is_named(shared_api: Caller, path: str, right: dict[str, object]) -> None:
    for field in right:
        body = {name: value for name, value in right.items() if name != field}
        check_problem(shared_api.post(path, body), 422, "invalid-field", f"/{field}")


BAD_BODIES: list[tuple[bytes, int, str, str | None]] = [
    (b"", 422, "invalid-field", ""),
    (b"null", 422, "invalid-field", ""),
    (b"1", 422, "invalid-field", ""),
    (b'"text"', 422, "invalid-field", ""),
    (b"[]", 422, "invalid-field", ""),
    (b"{", 400, "unreadable", None),
    (b'{"amount": "1.00", "currency": "CNY"', 400, "unreadable", None),
    (b"{'amount': '1.00'}", 400, "unreadable", None),
    (b'{"amount": "1.00", "currency": "CNY"} {}', 400, "unreadable", None),
    (b'{"amount": "\xff", "currency": "CNY"}', 400, "unreadable", None),
    (b'{"amount": "\\ud800", "currency": "CNY"}', 400, "unreadable", None),
    (b"\xef\xbb\xbf{}", 400, "unreadable", None),
    (b"[" * 100_000, 422, "invalid-field", ""),
    (b'{"amount": NaN, "currency": "CNY"}', 400, "unreadable", None),
    (b"amount=1.00&currency=CNY", 400, "unreadable", None),
    (b" " * 2_000_001, 413, "too-large", None),
]


@pytest.mark.parametrize(("body", "status", "code", "pointer"), BAD_BODIES, ids=lambda value: str(value)[:24])
def test_a_body_that_cannot_be_used_is_said_to_be(
    shared_api: Caller, body: bytes, status: int, code: str, pointer: str | None
) -> None:
    check_problem(shared_api.post_bytes(DRAWS, body), status, code, pointer)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_a_body_that_is_not_called_json_is_not_read(shared_api: Caller, media_type: str) -> None:
    answer = shared_api.post(DRAWS, cny("1.00"), Content_Type=media_type)
    check_problem(answer, 415, "media-type", None)
    assert "Content-Type: application/json" in answer.json()["detail"]


BAD_READS: list[tuple[str, dict[str, str], int, str, str | None]] = [
    ("/lines/line_none", {}, 404, "line-unknown", None),
    ("/lines/line_none/events", {}, 404, "line-unknown", None),
    ("/lines/line_none/entries", {}, 404, "line-unknown", None),
    ("/lines/line_none/stream", {}, 404, "line-unknown", None),
    *[
        (f"/lines/{bad}", {}, 422, "invalid-field", "line_id")
        for bad in ["shop", "LINE_1", "line_", "%00", "line_a%0a"]
    ],
    *[
        ("/lines/line_shop", {name: bad}, 422, "invalid-field", name)
        for name in ("as_of", "known_at")
        for bad in ["", "now", "2026-01-01", "2026-01-01T08:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]
    ],
    *[
        (path, {"limit": bad}, 422, "invalid-field", "limit")
        for path in ("/lines", "/lines/line_shop/events", "/lines/line_shop/entries")
        for bad in ["0", "-1", "501", "ten", "1.5", "9" * 30]
    ],
    ("/lines", {"cursor": "a\x00"}, 422, "invalid-field", "cursor"),
    *[
        ("/lines/line_shop/events", {"cursor": bad}, 422, "invalid-field", "cursor")
        for bad in ["", "x", "-1", "1.1", "²"]
    ],
    *[
        ("/lines/line_shop/entries", {"cursor": bad}, 422, "invalid-field", "cursor")
        for bad in ["", "1", "1.1.1", "a.b"]
    ],
    ("/sandbox/clock", {}, 404, "not-a-sandbox", None),
    ("/nowhere", {}, 404, "not-found", None),
    ("/lines/line_shop/draws/1", {}, 404, "not-found", None),
]


@pytest.mark.parametrize(("path", "parameters", "status", "code", "pointer"), BAD_READS)
def test_a_bad_question_is_said_to_be(
    shared_api: Caller, path: str, parameters: dict[str, str], status: int, code: str, pointer: str | None
) -> None:
    check_problem(shared_api.get(path, **parameters), status, code, pointer)


def test_a_last_event_id_that_is_none_of_ours_is_named(shared_api: Caller) -> None:
    answer = shared_api.client.get("/v1/lines/line_shop/stream", headers={"Last-Event-ID": "evt_shop_1"})
    check_problem(answer, 422, "invalid-field", "Last-Event-ID")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/lines/line_shop", "GET"),
        ("PUT", DRAWS, "POST"),
        ("GET", DRAWS, "POST"),
        ("PATCH", "/lines", "POST"),
    ],
)
def test_a_method_that_is_not_taken_is_told_which_are(shared_api: Caller, method: str, path: str, allowed: str) -> None:
    answer = shared_api.client.request(method, f"/v1{path}")
    check_problem(answer, 405, "method-not-allowed", None)
    assert allowed in answer.headers["Allow"]


def test_nothing_can_be_posted_to_a_line_that_is_not_there(shared_api: Caller) -> None:
    for resource, body in [
        ("draws", cny("1.00")),
        ("repayments", cny("1.00")),
        ("transitions", {"to": "frozen", "reason": "Asked"}),
        ("reversals", {"event_id": "evt_none_1", "reason": "A mistake"}),
        ("holds/evt_none_2/void", None),
    ]:
        check_problem(shared_api.post(f"/lines/line_none/{resource}", body), 404, "line-unknown", None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Something in this request is not right"),
        ("en-GB,zh;q=0.5", "Something in this request is not right"),
        ("fr", "Something in this request is not right"),
        (";;q=,\x7f", "Something in this request is not right"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "请"),
        ("zh-Hans", "请"),
    ],
)
def test_the_message_for_the_customer_speaks_the_customers_language(
    shared_api: Caller, language: str, said: str
) -> None:
    problem = shared_api.post(DRAWS, cny("-1"), Accept_Language=language).json()
    assert said in problem["user_message"]
    assert problem["detail"].startswith("/amount: Write an amount")


def test_what_nobody_expected_is_answered_without_its_insides_and_logged_under_its_request_id(
    shared_api: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_api.desk.writer, "submit", lambda _: 1 / 0)
    answer = shared_api.post(DRAWS, cny("1.00"))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["advice"]) == (500, "internal", "contact_lender")
    assert "ZeroDivision" not in answer.text
    assert problem["request_id"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
