"""The typed client against the real server, and against servers that fail in ways that can be chosen."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from threading import Thread

import httpx2
import msgspec
import pytest
import standardwebhooks
from api_caller import Serve, start_clock

from creditline.client import (
    AttestedFact,
    ConnectionLost,
    Creditline,
    NotAllowed,
    NotFound,
    Refused,
    Repayment,
    RequestInvalid,
    SecretUnusable,
    ServerFault,
    SignatureInvalid,
    read_webhook,
)
from creditline.client.connection import Connection, Request
from creditline.web.api.bulk import BulkRow

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type":"limit.decided","timestamp":"2026-01-01T00:00:00Z","data":{"line_id":"line_shop"}}'

Answers = list[httpx2.Response | Exception]


@pytest.fixture(scope="module")
def client(module_database_url: str, serve: Serve) -> Iterator[Creditline]:
    start_clock(module_database_url)
    with serve(module_database_url) as url, Creditline(url) as connected:
        yield connected


def opened(client: Creditline, name: str, limit: str | None = "20000.00") -> str:
    return client.lines.open(id=f"line_{name}", name=name, currency="CNY", limit=limit, rate_bps=1460).line_id


def test_a_repayment_is_answered_with_the_restored_line(client: Creditline) -> None:
    line = opened(client, "restored")
    assert client.lines.draw(line, "15000.00", "CNY").line.available == Decimal("5000.00")
    assert client.lines.repay(line, Decimal("15000.00"), "CNY").line.available == Decimal("20000.00")
    assert client.lines.get(line).owed == 0


def test_a_draw_that_is_declined_is_an_answer(client: Creditline) -> None:
    event = client.lines.draw(opened(client, "declined", "100.00"), "100.01", "CNY")
    assert (event.declined, event.decline_code) == (True, "over_available")


def test_an_undecided_limit_is_none_and_not_zero(client: Creditline) -> None:
    assert client.lines.get(opened(client, "undecided", None)).limit is None
    assert client.lines.get(opened(client, "nothing", "0.00")).limit == Decimal(0)


def test_one_key_is_one_draw(client: Creditline) -> None:
    line = opened(client, "once")
    first, again = (client.lines.draw(line, "10.00", "CNY", idempotency_key="once-1") for _ in range(2))
    assert first == again
    assert client.lines.get(line).owed == Decimal("10.00")


def test_what_the_line_refuses_names_the_recorded_event(client: Creditline) -> None:
    with pytest.raises(Refused) as refused:
        client.lines.void(opened(client, "void"), "evt_void_9")
    assert refused.value.problem.event_id == "evt_void_2"


def test_what_cannot_be_used_names_its_field(client: Creditline) -> None:
    with pytest.raises(RequestInvalid) as invalid:
        client.lines.draw(opened(client, "field"), "10.001", "CNY")
    assert [field.pointer for field in invalid.value.fields] == ["/amount"]


def test_a_line_that_is_not_there_is_not_found(client: Creditline) -> None:
    with pytest.raises(NotFound) as unknown:
        client.lines.get("line_nobody")
    assert unknown.value.code == "line-unknown"


def test_lists_fetch_page_after_page(client: Creditline) -> None:
    line = opened(client, "pages")
    for _ in range(205):
        client.lines.repay(line, "0.01", "CNY")
    assert [event.version for event in client.lines.events(line)] == list(range(206, 0, -1))
    assert sum(entry.amount for entry in client.lines.entries(line)) == 0
    assert line in {found.id for found in client.lines.list()}


def test_a_file_of_repayments_is_sent_in_parts_and_numbered_as_a_whole(client: Creditline) -> None:
    line = opened(client, "file")
    rows = [Repayment(key=f"file-{number}", line_id=line, amount="1.00", currency="CNY") for number in range(1_200)]
    rows[1_100] = Repayment(key="file-bad", line_id="line_nobody", amount="1.00", currency="CNY")
    outcomes = list(client.repayments.send(rows))
    assert [outcome.row for outcome in outcomes] == list(range(1, 1_201))
    assert [outcome.row for outcome in outcomes if outcome.problem] == [1_101]
    assert client.lines.get(line).credit_balance == Decimal("1199.00")


def test_a_row_of_a_file_can_say_all_that_the_api_takes_of_it(client: Creditline) -> None:
    assert set(Repayment.__struct_fields__) == set(BulkRow.__struct_fields__)
    line = client.lines.open(
        id="line_debited", name="debited", currency="CNY", limit="20000.00", product="consumer-revolving"
    ).line_id
    client.lines.draw(line, "5000.00", "CNY")
    row = Repayment(key="debit-1", line_id=line, amount="1000.00", currency="CNY", rail="direct_debit", payer="own")
    (outcome,) = client.repayments.send([row])
    assert outcome.event is not None, outcome.problem
    assert outcome.event.line.available == Decimal("15000.00"), "a debit that may bounce gives nothing back yet"


def test_a_line_is_followed_as_it_moves(client: Creditline) -> None:
    line = opened(client, "followed")
    repaying = Thread(target=lambda: [client.lines.repay(line, "1.00", "CNY") for _ in range(3)])
    repaying.start()
    assert [event.version for event in islice(client.lines.follow(line, after=1), 3)] == [2, 3, 4]
    repaying.join()


def test_a_line_is_read_as_it_stood(client: Creditline) -> None:
    line = opened(client, "stood")
    then = client.sandbox.clock().now
    client.sandbox.advance("1d")
    client.lines.draw(line, "10.00", "CNY")
    assert client.lines.get(line, as_of=then).owed == 0
    assert client.lines.get(line, known_at=client.sandbox.clock().now).owed == Decimal("10.00")


def test_a_limit_is_changed_a_line_frozen_and_an_event_reversed(client: Creditline) -> None:
    line = opened(client, "changed")
    assert client.lines.change_limit(line, "500.00", "CNY", reason="Asked for less").line.limit == Decimal(500)
    drawn = client.lines.draw(line, "100.00", "CNY")
    assert client.lines.reverse(line, drawn.id, reason="Drawn twice").line.owed == 0
    held = client.lines.hold(line, "50.00", "CNY")
    assert client.lines.capture(line, held.id, "20.00", "CNY").line.principal == Decimal("20.00")
    assert client.lines.transition(line, "frozen", reason="Lost phone").line.status == "frozen"


def test_facts_are_attested_and_taken_back(client: Creditline) -> None:
    line = opened(client, "attested")
    income = AttestedFact(kind="income", amount="20000.00", on=date(2025, 12, 31), source="tax_record")
    inquiries = AttestedFact(kind="inquiries", count=None, on=date(2025, 12, 31), source="bureau", consent="con_7")
    event = client.lines.attest(line, [income, inquiries], "CNY")
    assert (event.kind, event.version) == ("facts_attested", 2)
    assert event.detail is not None
    assert [fact.get("amount", fact.get("count")) for fact in event.detail["facts"]] == ["20000.00", None]
    with pytest.raises(RequestInvalid) as invalid:
        client.lines.attest(line, [AttestedFact(kind="income", on=date(2025, 12, 31), source="tax_record")], "CNY")
    assert [field.pointer for field in invalid.value.fields] == ["/facts/0/amount"]


def test_the_clock_is_moved(client: Creditline) -> None:
    before = client.sandbox.clock().now
    assert client.sandbox.advance("1d").now - before == timedelta(days=1)


def answering(answers: Answers) -> tuple[Connection, list[httpx2.Request], list[float]]:
    """A connection whose server gives these answers in turn, what it was sent, and how long was waited in between."""
    sent: list[httpx2.Request] = []
    pauses: list[float] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        given = answers[len(sent) - 1]
        if isinstance(given, Exception):
            raise given
        return given

    http = httpx2.Client(base_url="http://server", transport=httpx2.MockTransport(answer))
    return Connection(http, attempts=4, pause=pauses.append), sent, pauses


def problem(status: int, **headers: str) -> httpx2.Response:
    body = {"status": status, "detail": "Busy.", "code": "queue-full", "advice": "retry"}
    return httpx2.Response(status, json=body, headers=headers)


def test_a_request_is_repeated_with_the_same_key_and_the_same_bytes() -> None:
    lost = httpx2.ConnectError("cut off")
    done = httpx2.Response(201, json={"now": "2026-01-01T00:00:00Z"})
    connection, sent, pauses = answering([lost, problem(503, **{"Retry-After": "7"}), problem(409), done])
    connection.post("/lines", dict, {"name": "shop"}, key=None)
    assert len({(request.headers["Idempotency-Key"], request.content) for request in sent}) == 1
    assert [len(sent), pauses[1]] == [4, 7.0]


@pytest.mark.parametrize(
    ("status", "error", "attempts"),
    [
        (422, RequestInvalid, 1),
        (401, NotAllowed, 1),
        (500, ServerFault, 1),
        (503, ServerFault, 4),
        (429, ServerFault, 4),
    ],
)
def test_only_what_may_pass_is_sent_again(status: int, error: type[Exception], attempts: int) -> None:
    connection, sent, _ = answering([problem(status) for _ in range(4)])
    with pytest.raises(error, match=r"Busy\."):
        connection.send(Request("POST", "/lines", {}, b"{}", "key-1"))
    assert len(sent) == attempts


def test_when_no_answer_comes_the_error_has_the_key_to_go_on_with() -> None:
    connection, _, _ = answering([httpx2.ConnectError("cut off")] * 4)
    with pytest.raises(ConnectionLost, match="idempotency_key='key-1'") as lost:
        connection.send(Request("POST", "/lines", {}, b"{}", "key-1"))
    assert lost.value.idempotency_key == "key-1"


def test_an_answer_that_is_no_problem_is_told_by_its_status() -> None:
    connection, _, _ = answering([httpx2.Response(500, text="<html>")])
    with pytest.raises(ServerFault, match="500"):
        connection.get("/lines", dict)


def signed(*, minutes_ago: int = 0, secret: str = SECRET, body: bytes = BODY) -> dict[str, str]:
    at = datetime.now(tz=UTC) - timedelta(minutes=minutes_ago)
    signature = standardwebhooks.Webhook(secret).sign("msg_1", at, body.decode())
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(int(at.timestamp())), "Webhook-Signature": signature}


def test_a_webhook_is_read_when_it_is_ours() -> None:
    event = read_webhook(BODY, signed(), SECRET)
    assert (event.id, event.type, event.data) == ("msg_1", "limit.decided", {"line_id": "line_shop"})


FORGED: dict[str, Callable[[], tuple[bytes, dict[str, str]]]] = {
    "another body": lambda: (BODY.replace(b"shop", b"farm"), signed()),
    "an old one": lambda: (BODY, signed(minutes_ago=6)),
    "another secret": lambda: (BODY, signed(secret="whsec_" + "QUFB" * 8)),
    "no signature": lambda: (BODY, {}),
    "no JSON": lambda: (b"hello", signed(body=b"hello")),
    "no event": lambda: (b"[1]", signed(body=b"[1]")),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_webhook_that_is_not_ours_is_not_read(forged: str) -> None:
    content, headers = FORGED[forged]()
    with pytest.raises(SignatureInvalid, match="401"):
        read_webhook(content, headers, SECRET)


@pytest.mark.parametrize("secret", ["whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "", "secret"])
def test_a_secret_of_another_kind_is_refused(secret: str) -> None:
    with pytest.raises(SecretUnusable, match="whsec_"):
        read_webhook(BODY, signed(), secret)


def test_rows_leave_out_what_they_do_not_say() -> None:
    row = Repayment(key="k", line_id="line_shop", amount="1.00", currency="CNY")
    assert b"effective_at" not in msgspec.json.encode(row)
