"""Webhooks as programs get them: a real server, a real receiver, and what happens when either breaks."""

import asyncio
import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest
from api_caller import Caller, cny, start_clock
from awaiting import await_answer, free_port
from deciding import activate, decided_line
from receiving import Receiver, receiving, until
from signing_in import staff_cookie

from creditline.access.rights import Role
from creditline.client import SignatureInvalid, read_webhook
from creditline.dates.clock import TestClock as StoppedClock
from creditline.store.database import Database
from creditline.web.deliveries.running import sender_of
from creditline.web.deliveries.webhook_worker import WAITS, Sender, send_due
from creditline.web.outgoing.message_type import TYPES
from creditline.web.outgoing.post import make_client, signed_headers
from creditline.web.outgoing.secret import endpoint_secret
from creditline.web.outgoing.target import TargetRefused, check_url, resolve


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on the loopback."""
    with receiving() as found:
        yield found


def subscribe(caller: Caller, receiver: Receiver, *types: str) -> dict[str, Any]:
    return caller.done("/webhook-endpoints", {"url": receiver.url, "types": list(types)})


def states(caller: Caller) -> list[str]:
    return [each["state"] for each in caller.line("/webhook-deliveries")["data"]]


def test_every_step_of_a_line_is_told_in_its_order_with_a_signature(sandbox: Caller, receiver: Receiver) -> None:
    activate(sandbox.url)
    secret = subscribe(sandbox, receiver)["secret"]
    path = decided_line(sandbox)
    sandbox.done(f"{path}/draws", cny("50000.00"))
    sandbox.done(f"{path}/repayments", cny("50000.00"))
    sandbox.done(f"{path}/facts", {"facts": {"late_elsewhere_days": 75}})
    until(
        lambda: {"limit.decreased", "notice.issued"} <= set(receiver.types(secret)) and "waiting" not in states(sandbox)
    )
    events = receiver.events(secret)
    assert {"limit.decided", "line.repaid_in_full", "limit.decreased", "notice.issued"} <= {
        each.type for each in events
    }
    assert {each.type for each in events} <= set(TYPES)
    repaid = next(each for each in events if each.type == "line.repaid_in_full")
    assert (repaid.data["kind"], repaid.data["line"]["owed"]) == ("repayment", "0.00")
    cut = next(each for each in events if each.type == "limit.decreased")
    assert (cut.data["limit_before"], cut.data["line"]["limit"]) == ("200000.00", "100000.00")
    order = [each["message_id"] for each in sandbox.line("/webhook-deliveries")["data"]][::-1]
    assert [each.id for each in events] == order
    assert all(len(body) < 20_000 for _, body in receiver.requests)


def test_an_endpoint_hears_only_what_it_chose(sandbox: Caller, receiver: Receiver) -> None:
    secret = subscribe(sandbox, receiver, "line.repaid_in_full")["secret"]
    path = sandbox.open()
    sandbox.done(f"{path}/draws", cny("100.00"))
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    sandbox.done(f"{path}/repayments", cny("40.00"))
    sandbox.done(f"{path}/repayments", cny("60.00"))
    until(lambda: bool(receiver.requests))
    assert receiver.types(secret) == ["line.repaid_in_full"]


def test_without_an_endpoint_nothing_is_kept_to_be_told(sandbox: Caller) -> None:
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    assert sandbox.ask("SELECT count(*) FROM outbox") == [(0,)]


def test_a_forged_or_changed_message_is_not_read(sandbox: Caller, receiver: Receiver) -> None:
    secret = subscribe(sandbox, receiver)["secret"]
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: bool(receiver.requests))
    headers, body = receiver.requests[0]
    stranger = f"whsec_{base64.b64encode(b'0' * 32).decode()}"
    old = signed_headers("msg_1", datetime.now(UTC) - timedelta(minutes=6), body.decode(), [secret])
    for spoilt in (
        (body + b" ", headers, secret),
        (body, headers, stranger),
        (body, {**headers, "webhook-id": "msg_other"}, secret),
        (body, {}, secret),
        (body, old, secret),
    ):
        with pytest.raises(SignatureInvalid):
            read_webhook(*spoilt)


def test_for_a_day_after_a_rotation_both_secrets_are_good(sandbox: Caller, receiver: Receiver) -> None:
    endpoint = subscribe(sandbox, receiver)
    answer = sandbox.post(f"/webhook-endpoints/{endpoint['id']}/rotate")
    rotated = answer.json()
    assert (answer.status_code, rotated["generation"]) == (200, 2)
    assert rotated["secret"] != endpoint["secret"]
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: bool(receiver.requests))
    assert receiver.types(endpoint["secret"]) == receiver.types(rotated["secret"])
    assert len(receiver.requests[0][0]["webhook-signature"].split(" ")) == 2


def test_a_secret_is_shown_when_it_is_made_and_kept_nowhere(sandbox: Caller, receiver: Receiver) -> None:
    secret = subscribe(sandbox, receiver)["secret"]
    (listed,) = sandbox.line("/webhook-endpoints")["data"]
    assert "secret" not in listed
    assert secret not in str(sandbox.ask("SELECT * FROM webhook_endpoint"))
    assert endpoint_secret(sandbox.desk.webhook_key, listed["id"], 1) == secret


def test_an_endpoint_that_is_gone_is_told_nothing_more(sandbox: Caller, receiver: Receiver) -> None:
    receiver.statuses = [410]
    endpoint = subscribe(sandbox, receiver)
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: sandbox.line("/webhook-endpoints")["data"][0]["disabled_at"] is not None)
    assert sandbox.line("/webhook-endpoints")["data"][0]["disabled_why"] == "answered 410 Gone"
    sandbox.done(f"{path}/limit_changes", {"limit": "8000.00", "currency": "CNY", "reason": "Yearly review"})
    assert set(states(sandbox)) == {"disabled"}
    for what in ("rotate", "disable"):
        answer = sandbox.post(f"/webhook-endpoints/{endpoint['id']}/{what}")
        assert answer.status_code == {"rotate": 422, "disable": 200}[what]


def test_a_message_is_sent_again_by_hand_as_the_same_bytes(sandbox: Caller, receiver: Receiver) -> None:
    endpoint = subscribe(sandbox, receiver, "limit.decreased")
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: states(sandbox) == ["delivered"])
    (delivery,) = sandbox.line("/webhook-deliveries", endpoint=endpoint["id"], state="delivered")["data"]
    again = sandbox.post(f"/webhook-deliveries/{delivery['message_id']}/resend", {"endpoint_id": endpoint["id"]})
    assert again.status_code == 200
    until(lambda: len(receiver.requests) == 2)
    assert receiver.requests[0][1] == receiver.requests[1][1]
    assert receiver.requests[0][0]["webhook-id"] == receiver.requests[1][0]["webhook-id"]
    unknown = sandbox.post("/webhook-deliveries/msg_0/resend", {"endpoint_id": endpoint["id"]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "delivery-unknown")


def test_the_console_shows_deliveries_and_sends_again(sandbox: Caller, receiver: Receiver) -> None:
    endpoint = subscribe(sandbox, receiver, "limit.decreased")
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: states(sandbox) == ["delivered"])
    admin = staff_cookie(sandbox.url, Role.ADMIN, sandbox=True)
    page = sandbox.client.get("/console/webhooks", headers=admin).text
    message = sandbox.line("/webhook-deliveries")["data"][0]["message_id"]
    assert message in page
    assert "9000.00" not in page
    sandbox.client.post(f"/console/webhooks/{endpoint['id']}/resend", headers=admin, data={"message": message})
    until(lambda: len(receiver.requests) == 2)
    sandbox.client.post(f"/console/webhooks/{endpoint['id']}/disable", headers=admin)
    assert sandbox.line("/webhook-endpoints")["data"][0]["disabled_at"] is not None


# the schedule, with a clock that the test moves: no server's worker is at work


@pytest.fixture
def quiet(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A sandbox whose own worker does nothing."""
    from litestar.testing import TestClient  # noqa: PLC0415 - only here

    from creditline.web.app import create_app  # noqa: PLC0415 - only here
    from creditline.web.deliveries import running  # noqa: PLC0415 - to stop its worker

    async def nothing(_: Sender) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(running, "send_for_ever", nothing)
    start_clock(database_url)
    with TestClient(create_app(database_url)) as client:
        yield Caller(client, database_url)


def work(caller: Caller, clock: StoppedClock, *, times: int = 1) -> None:
    """Let a worker of the test's own try what is due, by its clock."""

    async def run() -> None:
        async with Database(caller.url) as database, make_client() as client:
            desk = sender_of(caller.desk)
            sender = Sender(database=database, key=desk.key, wall=clock, now=clock.now, anywhere=lambda: True)
            for _ in range(times):
                await send_due(sender, client)

    asyncio.run(run())


def test_a_receiver_that_is_down_is_tried_ten_times_over_three_days(quiet: Caller) -> None:
    with receiving(statuses=[500] * 10) as receiver:
        subscribe(quiet, receiver, "limit.decreased")
        path = quiet.open()
        quiet.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
        clock = StoppedClock(datetime.now(UTC))
        for wait in WAITS:
            work(quiet, clock, times=2)  # what is not due is left alone
            clock.move_to(clock.now() + wait)
        assert (len(receiver.requests), states(quiet)) == (9, ["waiting"])
        work(quiet, clock)
    assert (len(receiver.requests), states(quiet)) == (10, ["failed"])
    tried = quiet.ask("SELECT at FROM webhook_attempt ORDER BY number")
    assert [after[0] - before[0] for before, after in pairwise(tried)] == list(WAITS)
    assert quiet.line("/webhook-deliveries")["data"][0]["error"] == "answered 500"


def test_later_messages_of_a_line_wait_for_an_earlier_one_and_other_lines_do_not(quiet: Caller) -> None:
    with receiving(statuses=[500, 500]) as receiver:
        secret = subscribe(quiet, receiver, "limit.decreased")["secret"]
        for name, limits in (("first", ("9000.00", "8000.00")), ("second", ("7000.00",))):
            path = quiet.open(name)
            for limit in limits:
                quiet.done(f"{path}/limit_changes", {"limit": limit, "currency": "CNY", "reason": "Yearly review"})
        clock = StoppedClock(datetime.now(UTC))
        work(quiet, clock, times=3)
        assert sorted(event.data["line"]["limit"] for event in receiver.events(secret)) == ["7000.00", "9000.00"]
        clock.move_to(clock.now() + WAITS[0])
        work(quiet, clock, times=3)
        got = [
            event.data["line"]["limit"] for event in receiver.events(secret) if event.data["line_id"] == "line_first"
        ]
        assert got == ["9000.00", "9000.00", "8000.00"]


def test_what_a_worker_claimed_and_never_sent_is_sent_by_the_next(quiet: Caller) -> None:
    with receiving() as receiver:
        subscribe(quiet, receiver, "limit.decreased")
        path = quiet.open()
        quiet.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
        clock = StoppedClock(datetime.now(UTC))
        quiet.ask("UPDATE webhook_delivery SET claimed_until = now() + interval '60 s' RETURNING 1")
        work(quiet, clock)
        assert receiver.requests == []
        clock.move_to(clock.now() + timedelta(seconds=120))
        work(quiet, clock)
        assert len(receiver.requests) == 1


def test_a_message_that_would_be_too_long_names_its_subject(quiet: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from creditline.web.deliveries import content  # noqa: PLC0415 - to make it smaller

    monkeypatch.setattr(content, "LARGEST", 300)
    with receiving() as receiver:
        secret = subscribe(quiet, receiver, "limit.decreased")["secret"]
        path = quiet.open()
        quiet.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
        work(quiet, StoppedClock(datetime.now(UTC)))
        assert receiver.events(secret)[0].data == {"id": "evt_shop_2", "line_id": "line_shop", "shortened": True}


@contextmanager
def server(url: str, log: Path) -> Iterator["tuple[subprocess.Popen[bytes], Caller]"]:
    """A server in a process of its own, which may be killed."""
    port, environment = free_port(), {**os.environ, "DATABASE_URL": url}
    with log.open("ab") as said:
        command = [sys.executable, "-m", "creditline", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            await_answer(process, f"http://127.0.0.1:{port}", log)
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
                yield process, Caller(client, url)
        finally:
            process.terminate()
            process.wait()


def test_a_server_that_is_killed_between_write_and_delivery_loses_nothing(database_url: str, tmp_path: Path) -> None:
    """The receiver is down, ten decreases are committed, the server is killed; the next one delivers all, in order."""
    start_clock(database_url)
    port = free_port()
    with server(database_url, tmp_path / "log") as (process, caller):
        secret = subscribe(caller, Receiver(port=port), "limit.decreased")["secret"]
        path = caller.open()
        for limit in range(19_000, 9_000, -1_000):
            caller.done(f"{path}/limit_changes", {"limit": f"{limit}.00", "currency": "CNY", "reason": "A review"})
        process.send_signal(signal.SIGKILL)
        process.wait()
    with receiving(port) as receiver, server(database_url, tmp_path / "log") as (_, caller):
        caller.ask(
            "UPDATE webhook_delivery SET due_at = NULL, claimed_until = NULL WHERE state = 'waiting' RETURNING 1"
        )
        until(lambda: set(states(caller)) == {"delivered"}, seconds=60)
        limits = [event.data["line"]["limit"] for event in receiver.events(secret)]
    assert limits == [f"{limit}.00" for limit in range(19_000, 9_000, -1_000)]


# where nothing is sent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "ftp://example.com/hook",
        "https://user:secret@example.com/hook",
        "https://example.com/hook#part",
        "https://",
        "https://example.com:99999/",
    ],
)
def test_an_address_that_is_none_of_ours_to_call_is_refused(url: str) -> None:
    with pytest.raises(TargetRefused):
        check_url(url, anywhere=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - it is what is refused
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "2130706433",
    ],
)
def test_nothing_is_sent_into_a_private_network(host: str) -> None:
    with pytest.raises((TargetRefused, OSError)):
        asyncio.run(resolve(f"https://{host}/hook", anywhere=False))


def test_the_address_that_was_looked_at_is_the_one_that_is_called() -> None:
    target = asyncio.run(resolve("https://localhost:8443/hook?a=b", anywhere=True))
    assert target.url in {"https://127.0.0.1:8443/hook?a=b", "https://[::1]:8443/hook?a=b"}
    assert (target.host, target.name) == ("localhost:8443", "localhost")


def test_outside_a_sandbox_an_endpoint_needs_https(api: Caller) -> None:
    answer = api.post("/webhook-endpoints", {"url": "http://example.com/hook"})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook-target-refused")
