"""Under pressure: what cannot be taken is refused at once, what is taken is answered, nothing is lost or doubled."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import psycopg
import pytest
from api_caller import Caller, cny, new_key
from litestar.testing import TestClient

from creditline.store.migrate import drop_database
from creditline.usecases.writer import Writer
from creditline.web import desk
from creditline.web.app import create_app

QUEUE = 3


@pytest.fixture
def narrow(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """An application whose writer lets QUEUE commands wait."""
    monkeypatch.setattr(desk, "Writer", partial(Writer, queue_limit=QUEUE, lanes=1))
    with TestClient(create_app(database_url)) as client:
        yield Caller(client, database_url)


def lock_row(api: Caller, path: str) -> psycopg.Connection:
    connection = psycopg.connect(api.url)
    connection.execute("SELECT 1 FROM line WHERE id = %s FOR UPDATE", [path.removeprefix("/lines/")])
    return connection


def until(happened: Callable[[], object]) -> None:
    while not happened():
        time.sleep(0.005)


def lock_waiters(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return int(row[0]) if row else 0


def terminate_all_others(connection: psycopg.Connection) -> None:
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    connection.execute(f"{statement} WHERE datname = current_database() AND pid <> pg_backend_pid()")


def post_until_done(api: Caller, path: str, body: object) -> tuple[Any, int]:
    """As a client does that obeys Should-Retry: send the same again until it is answered; and how often it was not."""
    key, refused = new_key(), 0
    while True:
        answer = api.post(path, body, key=key)
        if answer.headers.get("Should-Retry") != "true":
            return answer, refused
        refused += 1
        time.sleep(0.01)


def test_when_the_queue_is_full_a_request_is_refused_at_once_and_told_to_come_again(narrow: Caller) -> None:
    path = narrow.open()
    with ThreadPoolExecutor(QUEUE + 1) as pool, lock_row(narrow, path) as locked:
        carried = [pool.submit(narrow.post, f"{path}/draws", cny("1.00"))]
        until(lambda: lock_waiters(locked))
        carried += [pool.submit(narrow.post, f"{path}/draws", cny("1.00")) for _ in range(QUEUE)]
        until(lambda: narrow.desk.writer.waiting == QUEUE)
        refused = narrow.post(f"{path}/draws", cny("1.00"))
        locked.rollback()
        assert [answer.result().status_code for answer in carried] == [201] * (QUEUE + 1)
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["advice"]) == (503, "queue-full", "retry")
    assert (refused.headers["Retry-After"], refused.headers["Should-Retry"]) == ("1", "true")
    assert "with the same key" in problem["detail"]
    assert narrow.line(path)["owed"] == f"{QUEUE + 1}.00"


def test_clients_that_try_again_with_the_same_key_lose_nothing_and_double_nothing(narrow: Caller) -> None:
    path, clients, each = narrow.open(), 16, 10
    narrow.done(f"{path}/draws", cny("1000.00"))

    def one_client(_: int) -> int:
        return sum(post_until_done(narrow, f"{path}/repayments", cny("1.00"))[1] for _ in range(each))

    with ThreadPoolExecutor(clients) as pool, lock_row(narrow, path) as locked:
        working = [pool.submit(one_client, number) for number in range(clients)]
        until(lambda: narrow.desk.writer.waiting == QUEUE)
        locked.rollback()
        refused = sum(work.result() for work in working)
    assert refused > 0
    assert narrow.line(path)["owed"] == f"{1000 - clients * each}.00"
    assert narrow.event_count() == 2 + clients * each


def test_a_bulk_file_larger_than_the_queue_is_finished_by_sending_its_refused_rows_again(narrow: Caller) -> None:
    path = narrow.open()
    rows: list[dict[str, object]] = [{"key": new_key(), "line_id": "line_shop", **cny("1.00")} for _ in range(10)]
    left = []
    while rows:
        answer = narrow.client.post("/v1/repayments/bulk", content="\n".join(map(json.dumps, rows)))
        outcomes = map(json.loads, answer.text.splitlines())
        rows = [row for row, outcome in zip(rows, outcomes, strict=True) if outcome["status"] == 503]
        left.append(len(rows))
    assert left == [7, 4, 1, 0]
    assert narrow.line(path)["credit_balance"] == "10.00"
    assert narrow.event_count() == 11


def test_connections_lost_in_the_middle_of_a_group_cost_nobody_an_answer(api: Caller) -> None:
    path, requests = api.open(), 40
    with ThreadPoolExecutor(requests) as pool, lock_row(api, path) as locked:
        answers = [pool.submit(api.post, f"{path}/repayments", cny("1.00")) for _ in range(requests)]
        until(lambda: lock_waiters(locked))
        terminate_all_others(locked)
        until(lambda: lock_waiters(locked))
        locked.rollback()
        assert [answer.result().status_code for answer in answers] == [201] * requests
    assert api.line(path)["credit_balance"] == f"{requests}.00"
    assert api.event_count() == requests + 1


def test_connections_lost_again_and_again_lose_nothing_and_double_nothing(api: Caller) -> None:
    paths, each, stop = [api.open(f"burst{number}") for number in range(6)], 25, Event()

    def repay_all(path: str) -> None:
        for _ in range(each):
            assert post_until_done(api, f"{path}/repayments", cny("1.00"))[0].status_code == 201

    def cut_off() -> int:
        cuts = 0
        with psycopg.connect(api.url, autocommit=True) as connection:
            while not stop.wait(0.05):
                terminate_all_others(connection)
                cuts += 1
        return cuts

    with ThreadPoolExecutor(len(paths) + 1) as pool:
        cutting = pool.submit(cut_off)
        list(pool.map(repay_all, paths))
        stop.set()
        assert cutting.result() > 0
    assert [api.line(path)["credit_balance"] for path in paths] == [f"{each}.00"] * len(paths)
    assert api.ask("SELECT count(*), count(DISTINCT key) FROM event WHERE kind = 'repayment'") == [(150, 150)]


def test_reads_go_on_after_connections_were_lost(api: Caller) -> None:
    path = api.open()
    with psycopg.connect(api.url, autocommit=True) as connection:
        terminate_all_others(connection)
    assert api.line(path)["available"] == "20000.00"


def test_a_database_that_is_gone_makes_the_server_unready_and_reads_say_try_again(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = api.open()
    assert api.client.get("/readyz").json() == {"ready": True, "database": True, "writer": True, "waiting": 0}
    monkeypatch.setattr(api.desk.database._pool, "timeout", 0.1)
    drop_database(api.url)
    readiness = api.client.get("/readyz")
    assert (readiness.status_code, readiness.json()["ready"], readiness.json()["database"]) == (503, False, False)
    assert api.client.get("/livez").status_code == 200
    read = api.get(path)
    assert (read.status_code, read.json()["code"], read.json()["advice"]) == (503, "store-unavailable", "retry")
    assert read.headers["Retry-After"] == "1"
