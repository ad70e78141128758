"""One key, one request, one effect: however often it is sent, whatever happens in between."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

import httpx2
import psycopg
import pytest
from api_caller import Caller, Serve, cny, new_key
from litestar.testing import TestClient
from psycopg import sql

from creditline.web.app import create_app

_NUMBERS = count(1)
TERMS = {"name": "Corner shop", "currency": "CNY", "limit": "1000.00"}


@pytest.fixture
def shop(shared_api: Caller) -> str:
    """A line of 1,000.00 with a draw of 100.00 and an open hold of 50.00: events 1 to 3."""
    path = shared_api.open(f"once{next(_NUMBERS)}", limit="1000.00")
    shared_api.done(f"{path}/draws", cny("100.00"))
    shared_api.done(f"{path}/holds", cny("50.00"))
    return path


def event_id(path: str, version: int) -> str:
    return f"evt_{path.removeprefix('/lines/line_')}_{version}"


# What can be posted to a line: the resource, and the body made from the line's path.
REQUESTS: list[tuple[str, Any]] = [
    ("/draws", cny("1.00")),
    ("/draws", cny("1.00", effective_at="2026-01-01T08:00:00.123456+08:00")),
    ("/draws", cny("999999.00")),
    ("/holds", cny("1.00")),
    ("/holds", cny("999999.00", expires_at="2998-01-01T08:00:00-03:30")),
    ("/repayments", cny("1.00")),
    ("/fees", cny("1.00", reason="Card replaced")),
    ("/merchant_refunds", cny("1.00")),
    ("/limit_changes", {"limit": None, "currency": "CNY", "reason": "Yearly review"}),
    ("/transitions", {"to": "frozen", "reason": "Asked by the borrower"}),
]
REFUSED: list[tuple[str, Any]] = [
    ("/payouts", cny("1.00")),
    ("/transitions", {"to": "open", "reason": "Asked by the borrower"}),
    ("/transitions", {"to": "closed", "reason": "Asked by the borrower"}),
]


@pytest.mark.parametrize(("resource", "body"), REQUESTS)
def test_a_repeated_request_is_answered_byte_for_byte_as_the_first_time(
    shared_api: Caller, shop: str, resource: str, body: object
) -> None:
    key, answers = new_key(), []
    for _ in range(3):
        answers.append(shared_api.post(f"{shop}{resource}", body, key=key))
        shared_api.done(f"{shop}/repayments", cny("1.00"))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]
    assert len({answer.content for answer in answers}) == 1
    assert shared_api.ask(f"SELECT count(*) FROM event WHERE key = '{key}'") == [(1,)]


@pytest.mark.parametrize("action", ["capture", "void"])
def test_a_hold_is_resolved_once_however_often_it_is_asked(shared_api: Caller, shop: str, action: str) -> None:
    path, key = f"{shop}/holds/{event_id(shop, 3)}/{action}", new_key()
    body = cny("20.00") if action == "capture" else None
    first, again = (shared_api.post(path, body, key=key) for _ in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert first.content == again.content


def test_a_reversal_is_booked_once_however_often_it_is_asked(shared_api: Caller, shop: str) -> None:
    body, key = {"event_id": event_id(shop, 2), "reason": "A mistake"}, new_key()
    first, again = (shared_api.post(f"{shop}/reversals", body, key=key) for _ in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert first.content == again.content
    assert shared_api.line(shop)["owed"] == "0.00"


@pytest.mark.parametrize(("resource", "body"), REFUSED)
def test_a_refusal_is_given_again_even_when_it_could_be_granted_by_now(
    shared_api: Caller, shop: str, resource: str, body: object
) -> None:
    key = new_key()
    first = shared_api.post(f"{shop}{resource}", body, key=key)
    shared_api.done(f"{shop}/holds/{event_id(shop, 3)}/void")
    shared_api.done(f"{shop}/repayments", cny("500.00"))
    shared_api.done(f"{shop}/transitions", {"to": "frozen", "reason": "Asked by the borrower"})
    again = shared_api.post(f"{shop}{resource}", body, key=key)
    assert (first.status_code, again.status_code) == (422, 422)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    of_this_request = {"request_id": ""}
    assert again.json() | of_this_request == first.json() | of_this_request


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/draws", cny("2.00")),
        ("/draws", cny("1.0")),
        ("/repayments", cny("1.00")),
        ("/holds", cny("1.00")),
    ],
)
def test_a_key_used_for_another_request_is_refused_and_nothing_is_written(
    shared_api: Caller, shop: str, path: str, body: object
) -> None:
    key = new_key()
    shared_api.post(f"{shop}/draws", cny("1.00"), key=key)
    before = shared_api.event_count()
    answer = shared_api.post(f"{shop}{path}", body, key=key)
    assert (answer.status_code, answer.json()["code"], answer.json()["advice"]) == (422, "key-reused", "fix_request")
    assert key in answer.json()["detail"]
    assert shared_api.event_count() == before


def test_a_key_used_on_one_line_is_refused_on_another_and_for_opening_one(shared_api: Caller, shop: str) -> None:
    key, other = new_key(), shared_api.open(f"twin{next(_NUMBERS)}")
    shared_api.post(f"{shop}/draws", cny("1.00"), key=key)
    assert shared_api.post(f"{other}/draws", cny("1.00"), key=key).json()["code"] == "key-reused"
    assert shared_api.post("/lines", TERMS, key=key).json()["code"] == "key-reused"


def test_a_key_of_a_single_repayment_and_one_of_a_bulk_row_are_the_same_keys(shared_api: Caller, shop: str) -> None:
    single, bulk = new_key(), new_key()
    shared_api.done(f"{shop}/draws", cny("10.00"))
    shared_api.post(f"{shop}/repayments", cny("1.00"), key=single)
    rows = [{"key": key, "line_id": shop.removeprefix("/lines/"), **cny("1.00")} for key in (single, bulk)]
    answer = shared_api.post_bytes("/repayments/bulk", "\n".join(map(json.dumps, rows)).encode())
    outcomes = [json.loads(line) for line in answer.text.splitlines()]
    assert [(outcome["status"], outcome["key"]) for outcome in outcomes] == [(422, single), (201, bulk)]
    assert outcomes[0]["problem"]["code"] == "key-reused"
    assert shared_api.post(f"{shop}/repayments", cny("1.00"), key=bulk).json()["code"] == "key-reused"
    assert shared_api.line(shop)["owed"] == "108.00"


@pytest.mark.parametrize(
    ("resource", "body"),
    [*REQUESTS, *REFUSED, ("/holds/evt_any_2/capture", cny("1.00")), ("/holds/evt_any_2/void", None)],
)
def test_a_request_without_a_key_is_answered_400_and_the_header_is_named(
    shared_api: Caller, shop: str, resource: str, body: object
) -> None:
    before = shared_api.event_count()
    answer = shared_api.client.post(f"/v1{shop}{resource}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"
    assert "Idempotency-Key header" in answer.json()["detail"]
    assert shared_api.event_count() == before


def test_opening_a_line_needs_a_key_too(shared_api: Caller) -> None:
    answer = shared_api.client.post("/v1/lines", json=TERMS)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


@pytest.mark.parametrize("key", [b"", b" ", b"two words", b"\xe9", b"tab\there", b"k" * 201])
def test_a_key_that_cannot_be_used_is_answered_400_and_nothing_is_written(
    shared_api: Caller, shop: str, key: bytes
) -> None:
    before = shared_api.event_count()
    answer = shared_api.client.post(f"/v1{shop}/draws", json=cny("1.00"), headers={b"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "Idempotency-Key")
    assert shared_api.event_count() == before


def test_a_key_may_hold_every_visible_ascii_character(shared_api: Caller, shop: str) -> None:
    key = "".join(map(chr, range(0x21, 0x7F)))
    first, again = (shared_api.post(f"{shop}/draws", cny("1.00"), key=key) for _ in range(2))
    assert first.content == again.content


@contextmanager
def row_locked(api: Caller, path: str) -> Iterator[psycopg.Connection]:
    """Hold the line's row, so that what is posted to it stays in flight."""
    with psycopg.connect(api.url) as connection:
        connection.execute("SELECT 1 FROM line WHERE id = %s FOR UPDATE", [path.removeprefix("/lines/")])
        yield connection


def await_a_waiter(connection: psycopg.Connection) -> None:
    while connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() == (0,):
        time.sleep(0.01)


def test_a_request_repeated_while_the_first_is_under_way_is_answered_409(shared_api: Caller, shop: str) -> None:
    key = new_key()
    with ThreadPoolExecutor(1) as pool, row_locked(shared_api, shop) as locked:
        first = pool.submit(shared_api.post, f"{shop}/draws", cny("1.00"), key=key)
        await_a_waiter(locked)
        same = shared_api.post(f"{shop}/draws", cny("1.00"), key=key)
        other = shared_api.post(f"{shop}/draws", cny("2.00"), key=key)
        locked.rollback()
        assert first.result().status_code == 201
    assert (same.status_code, same.json()["code"], same.json()["advice"]) == (409, "key-in-flight", "retry")
    assert same.headers["Should-Retry"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    again = shared_api.post(f"{shop}/draws", cny("1.00"), key=key)
    assert again.content == first.result().content


def test_of_one_request_sent_by_many_at_once_one_is_carried_out(shared_api: Caller, shop: str) -> None:
    key = new_key()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shared_api.post(f"{shop}/draws", cny("7.00"), key=key), range(24)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert shared_api.line(shop)["owed"] == "107.00"


@pytest.fixture
def two_servers(api: Caller) -> Iterator[list[Caller]]:
    """Two applications over one database, each with a writer of its own."""
    with TestClient(create_app(api.url)) as client:
        yield [api, Caller(client, api.url)]


def test_two_servers_that_are_sent_the_same_opening_at_once_open_one_line(two_servers: list[Caller]) -> None:
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            sent = partial(Caller.post, path="/lines", body=TERMS, key=f"opening-{number}")
            one, other = pool.map(sent, two_servers)
            assert (one.status_code, other.status_code) == (201, 201), (one.text, other.text)
            assert one.content == other.content
            assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in (one, other)) == ["", "true"]


def test_two_servers_that_are_sent_one_key_for_two_lines_at_once_carry_out_one(two_servers: list[Caller]) -> None:
    paths = [two_servers[0].open(name) for name in ("one", "other")]
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            answers = pool.map(
                lambda server, path, key: server.post(f"{path}/draws", cny("1.00"), key=key),
                two_servers,
                paths,
                [f"shared-{number}"] * 2,
            )
            codes = sorted(answer.json().get("code", "carried out") for answer in answers)
            assert codes == ["carried out", "key-reused"]
    assert two_servers[0].event_count() == 22


def test_a_request_is_answered_as_the_first_time_after_the_server_was_restarted(
    database_url: str, serve: Serve
) -> None:
    bodies, keys = [cny("10.00", effective_at="2026-02-03T04:05:06+08:00"), cny("99999.00")], [new_key(), new_key()]
    given = []
    for _ in range(2):
        with serve(database_url) as url, httpx2.Client(base_url=url) as client:
            api = Caller(client, database_url)
            api.post("/lines", {**TERMS, "id": "line_shop"}, key="opening")
            sent = zip(bodies, keys, strict=True)
            given.append([api.post("/lines/line_shop/draws", body, key=key) for body, key in sent])
    first, again = ([answer.content for answer in answers] for answers in given)
    assert first == again
    assert [answer.headers.get("Idempotency-Replayed") for answer in given[1]] == ["true", "true"]
    assert api.event_count() == 3


def test_an_instant_of_any_offset_is_answered_the_same_when_it_is_read_back(sandbox: Caller) -> None:
    path, key = sandbox.open(), new_key()
    sandbox.advance("5d")
    body = cny("10.00", effective_at="2026-01-03T12:34:56.789+08:00")
    first, again = (sandbox.post(f"{path}/draws", body, key=key) for _ in range(2))
    assert first.json()["effective_at"] == "2026-01-03T04:34:56.789000Z"
    assert first.content == again.content


def test_the_time_zone_of_the_database_does_not_show(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET timezone TO 'Asia/Shanghai'").format(name))
    with TestClient(create_app(database_url)) as client:
        api = Caller(client, database_url)
        first, again = (api.post("/lines", {**TERMS, "id": "line_shop"}, key="opening") for _ in range(2))
    assert first.content == again.content


def test_a_hold_is_answered_as_the_first_time_after_it_has_expired(sandbox: Caller) -> None:
    path = sandbox.open()
    body, key = cny("10.00", expires_at="2026-01-02T00:00:00Z"), new_key()
    first = sandbox.post(f"{path}/holds", body, key=key)
    sandbox.advance("3d")
    assert sandbox.post(f"{path}/holds", body, key=key).content == first.content


def test_an_opening_is_answered_as_the_first_time_after_the_term_has_ended(sandbox: Caller) -> None:
    body, key = {**TERMS, "expires_on": "2026-01-02"}, new_key()
    first = sandbox.post("/lines", body, key=key)
    sandbox.advance("3d")
    assert sandbox.post("/lines", body, key=key).content == first.content
