"""Schemathesis against the running server: what its description promises holds for requests nobody thought of."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx2
import psycopg
import pytest
import schemathesis
from api_caller import Caller, Serve, cny, new_key, start_clock
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from creditline.web import patterns

pytestmark = pytest.mark.timeout(900)  # one run asks every operation some dozens of times

CONFIG = {
    "seed": 1,
    "generation": {"max-examples": 6, "no-shrink": True, "database": "none"},
    "phases": {"stateful": {"enabled": False}},
    "checks": {
        # A zone nobody knows or a time to come is valid by the description, and refused all the same.
        "positive_data_acceptance": {"enabled": False},
        # Litestar's own answer to OPTIONS leaves a method out where two handlers share a path.
        "allow_header_conformance": {"enabled": False},
    },
    # A bad row of a file is an outcome of its own in an answer that is 200.
    "operations": [{"include-path": "/v1/repayments/bulk", "checks": {"negative_data_rejection": {"enabled": False}}}],
}


@schemathesis.serializer("application/x-ndjson")
def as_lines(_: object, value: object) -> bytes:
    """Rows of a bulk file are generated as one text."""
    return str(value).encode()


@dataclass
class Findings:
    """What a run of Schemathesis saw: how often each operation answered with which status, and what broke a promise."""

    statuses: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    broken: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def findings(module_database_url: str, serve: Serve) -> Findings:
    """One run against the real server, over a sandbox with a line to work on."""
    start_clock(module_database_url)
    _register_card_and_pause_reviews(module_database_url)
    with serve(module_database_url) as url, httpx2.Client(base_url=url) as client:
        caller = Caller(client, module_database_url)
        path = caller.open("fuzzed", limit="1000000.00", rate_bps=1825)
        to_return, to_reverse = [caller.done(f"{path}/repayments", cny("50000.00"))["id"] for _ in range(2)]
        planned = caller.open("planned", limit="1000000.00", product="micro-loan")
        caller.done(f"{planned}/draws", cny("90000.00"))
        caller.done(f"{caller.open('hopeless')}/draws", cny("100.00"))
        holds = [
            caller.done(f"{path}/holds", cny("5000.00", expires_at="2099-01-01T00:00:00Z"))["id"] for _ in range(2)
        ]
        _lower_and_listen(caller, path)
        schema = schemathesis.openapi.from_url(f"{url}/docs/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))
        _add_customers_and_lenders(caller)
        filed = {"words": "Please look at this again."}
        appeals = [caller.done(f"{path}/appeals", {**filed, "against": f"dec_{number}"})["id"] for number in range(2)]
        schema.hook("map_path_parameters")(_name_what_is_there(holds, appeals))
        schema.hook("map_body")(_appeal_by_a_rule_there_is)
        schema.hook("map_body")(_name_in_the_body)
        schema.hook("map_headers")(_use_a_new_key)
        schema.hook("map_body")(_ask_for_what_can_be(to_return, to_reverse))
        return _run(schema.exclude(path_regex="/stream$"))  # a stream does not end


def test_no_answer_breaks_what_the_description_promises(findings: Findings) -> None:
    assert not findings.broken, "\n\n".join(findings.broken)


def test_every_operation_was_carried_out_and_was_refused(findings: Findings) -> None:
    assert len(findings.statuses) >= 20
    asked = {name: found for name, found in findings.statuses.items() if not NEEDS_A_POLICY.search(name)}
    assert len(asked) >= 60
    never = [f"{name} never succeeded: {dict(found)}" for name, found in asked.items() if not _done(found)]
    open_to_all = [name for name, found in findings.statuses.items() if max(found) < 400 and name not in TAKES_NOTHING]
    assert never == [], "\n".join(never)
    assert open_to_all == [], "these were never refused"


def _done(statuses: dict[int, int]) -> bool:
    return statuses.get(200, 0) + statuses.get(201, 0) > 0


NEEDS_A_POLICY = re.compile(
    r"/v1/(certificates|decisions|flags|offers|policies|proposals|shadows)\b"
    r"|/(activations|facts|path|profile|reviews)$"
)
"""What can be done only where a proven policy decides: done in test_api_lifecycle, test_api_decisions and
test_api_scorecards; here it is refused in every way."""

TAKES_NOTHING = {
    "GET /v1/lender/figures",
    "GET /v1/lender/identity",
    "GET /v1/policies",
    "GET /v1/webhook-endpoints",
}  # so there is nothing in it to refuse


CARD_ID = f"card_{'0' * 64}"


_TOLD: dict[str, str] = {}
NOTHING_LISTENS = "http://127.0.0.1:9/"


def _lower_and_listen(caller: Caller, path: str) -> None:
    """Give a notice, and make two endpoints: one to be disabled, and one with a message to be sent again."""
    caller.done(f"{path}/limit_changes", {"limit": "900000.00", "currency": "CNY", "reason": "a review"})
    _TOLD["notice_id"] = caller.line("/notices", line="line_fuzzed")["data"][0]["id"]
    with psycopg.connect(caller.url) as connection:
        for name in ("disabled", "fuzzed"):
            connection.execute(
                "INSERT INTO webhook_endpoint (id, url, types, created_at, created_by)"
                " VALUES (%s, %s, '{}', now(), '')",
                [f"whe_{name}", NOTHING_LISTENS],
            )
        connection.execute(
            "INSERT INTO outbox (id, type, line_id, subject, at)"
            " VALUES ('msg_0', 'limit.decreased', 'line_fuzzed', '', now())"
        )
        connection.execute(
            "INSERT INTO webhook_delivery (message, endpoint_id, line_id, state)"
            " SELECT number, 'whe_fuzzed', line_id, 'failed' FROM outbox WHERE id = 'msg_0'"
        )


def _register_card_and_pause_reviews(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO scorecard VALUES (%s, 'card', '', '{}', now(), 'test')", [CARD_ID])
        connection.execute(
            "INSERT INTO review_pause (paused, cause, actor, booked_at) VALUES (true, 'drift', 'test', now())"
        )


def _run(schema: Any) -> Findings:
    findings = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            findings.broken.append(f"{event.label}: {event.value}")
        if isinstance(event, ScenarioFinished):
            _note(findings, event.recorder)
    return findings


def _note(findings: Findings, recorder: Any) -> None:
    for case_id, interaction in recorder.interactions.items():
        operation = recorder.cases[case_id].value.operation.label
        status = interaction.response.status_code if interaction.response else 0
        findings.statuses[operation][status] += 1
        for check in recorder.checks.get(case_id, []):
            if check.failure_info is not None:
                sample = recorder.cases[case_id].value.as_curl_command()
                findings.broken.append(f"{check.name}: {check.failure_info.failure}\n{sample}\nanswered {status}")


_THERE = {
    "customer_id": "cus_fuzzed",
    "consent_id": "con_fuzzed",
    "group_id": "grp_fuzzed",
    "participant_id": "par_fuzzed",
    "agreement_id": "agr_fuzzed",
    "related_id": "cus_related",
    "line_id": "line_undrawn",
}


def _add_customers_and_lenders(caller: Caller) -> None:
    """Put one of everything there that can be named."""
    caller.open("undrawn", limit="1000.00")
    for name in ("fuzzed", "related"):
        caller.done("/customers", {"id": f"cus_{name}", "name": name, "kind": "business", "currency": "CNY"})
    caller.done("/participants", {"id": "par_fuzzed", "name": "Own", "currency": "CNY", "own": True})
    shares = [{"participant_id": "par_fuzzed", "share_bps": 10_000}]
    caller.done("/agreements", {"id": "agr_fuzzed", "name": "Alone", "currency": "CNY", "shares": shares})
    with psycopg.connect(caller.url) as connection:
        connection.execute("INSERT INTO customer_group (id, currency) VALUES ('grp_fuzzed', 'CNY')")
        connection.execute("UPDATE customer SET group_id = 'grp_fuzzed'")
        connection.execute(
            "INSERT INTO consent (id, customer_id, purpose, given_at) VALUES ('con_fuzzed', 'cus_fuzzed', 'x', now())"
        )


def _name_in_the_body(context: Any, body: Any) -> Any:
    """Put what is there where a body could name it, the currency it is kept in, and a customer that can be."""
    if (
        isinstance(body, dict)
        and re.fullmatch(patterns.URL, str(body.get("url")))
        and len(body["url"]) in range(10, 501)
    ):
        body["url"] = NOTHING_LISTENS  # a test calls nobody
    if isinstance(body, dict) and re.fullmatch(patterns.ENDPOINT_ID, str(body.get("endpoint_id"))):
        body["endpoint_id"] = "whe_fuzzed"
    if not isinstance(body, dict) or not context.operation.path.startswith(_PATHS):
        return body
    for name, known in _THERE.items():
        if re.fullmatch("^[a-z]{3,4}_[0-9a-z_]{1,40}$", str(body.get(name))):
            body[name] = known
    if re.fullmatch("[A-Z]{3}", str(body.get("currency"))):
        body["currency"] = "CNY"
    if body.get("kind") in {"person", "business"} and re.fullmatch(
        r"\d{4}-\d\d-\d\d|None", str(body.get("birth_date"))
    ):
        body |= {"kind": "business", "birth_date": None}
    if context.operation.path == "/v1/agreements" and _are_shares(body.get("shares")):
        body["shares"] = [{**body["shares"][0], "participant_id": "par_fuzzed", "share_bps": 10_000}]
    if _is_instant(body.get("ends_at")):
        body["ends_at"] = "2099-01-01T00:00:00Z"
        body |= {"starts_at": None} if _is_instant(body.get("starts_at")) else {}
    return body


def _is_instant(text: Any) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", str(text)))


def _are_shares(shares: Any) -> bool:
    """Whether all of these are shares as the description has them, with nothing but what they must have."""
    return isinstance(shares, list) and any(shares) and all(map(_is_share, shares))


def _is_share(share: Any) -> bool:
    if not isinstance(share, dict) or set(share) != {"participant_id", "share_bps"}:
        return False
    name, part = share["participant_id"], share["share_bps"]
    return bool(re.fullmatch(patterns.PARTICIPANT_ID, str(name))) and type(part) is int and 0 <= part <= 10_000


_PATHS = (
    "/v1/customers",
    "/v1/customer-groups",
    "/v1/lines/{line_id}/",
    "/v1/participants",
    "/v1/agreements",
    "/v1/lender",
)


def _name_what_is_there(holds: list[str], appeals: list[str]) -> Any:
    """Put the line that is there where one could be named, and a hold or appeal of it for each that ends one."""
    to_capture, to_void = holds
    to_add_to, to_withdraw = appeals

    def named(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
        there = dict(parameters or {})
        for name, known in _THERE.items():
            if re.fullmatch("^[a-z]{3}_[0-9a-z_]{1,40}$", str(there.get(name))):
                there[name] = known
        if re.fullmatch(patterns.LINE_ID, str(there.get("line_id"))):
            last = context.operation.path.rpartition("/")[2]
            there["line_id"] = _THERE["line_id"] if last == "funding" else ELSEWHERE.get(last, "line_fuzzed")
            if "hold_id" in there:
                there["hold_id"] = to_void if context.operation.path.endswith("/void") else to_capture
        _name_what_is_told(context, there)
        if re.fullmatch(patterns.CARD_ID, str(there.get("card_id"))):
            there["card_id"] = CARD_ID
        if re.fullmatch(patterns.APPEAL_ID, str(there.get("appeal_id"))):
            there["appeal_id"] = to_withdraw if context.operation.path.endswith("/withdrawal") else to_add_to
        return there

    return named


def _appeal_by_a_rule_there_is(context: Any, body: Any) -> Any:
    """Put a rule of the lender's where any name could stand, and a decision that nothing is open against."""
    usable = isinstance(body, dict) and re.fullmatch(patterns.SUBJECT, str(body.get("against")))
    if not context.operation.path.endswith("/appeals") or not usable:
        return body
    return {**body, "against": f"dec_{new_key().replace('-', '_')}", "rule": "complaint"}


ELSEWHERE = {"quote": "line_planned", "plans": "line_planned", "charge-offs": "line_hopeless"}


def _ask_for_what_can_be(to_return: str, to_reverse: str) -> Any:
    """Put a repayment that is there where one is undone, and a plan that fits where a plan is asked for."""

    def asked(context: Any, body: Any) -> Any:
        path = context.operation.path
        if isinstance(body, dict) and re.fullmatch(patterns.EVENT_ID, str(body.get("event_id"))):
            return body | {"event_id": to_return if path.endswith("/returns") else to_reverse}
        if isinstance(body, dict) and path.endswith("/plans") and re.fullmatch(patterns.PLAN, str(body.get("kind"))):
            return body | {"kind": "stretch", "periods": 6, "until": None}
        return body

    return asked


def _name_what_is_told(context: Any, there: dict[str, Any]) -> None:
    """Put the notice, the message and the endpoints that are there where any could be named."""
    endpoint = "whe_disabled" if context.operation.path.endswith("/disable") else "whe_fuzzed"
    for name, pattern, known in (
        ("notice_id", patterns.NOTICE_ID, _TOLD["notice_id"]),
        ("message_id", patterns.MESSAGE_ID, "msg_0"),
        ("endpoint_id", patterns.ENDPOINT_ID, endpoint),
    ):
        if re.fullmatch(pattern, str(there.get(name))):
            there[name] = known


def _use_a_new_key(_: object, headers: dict[str, Any] | None) -> dict[str, Any]:
    """Put a new key where any key could stand."""
    sent = dict(headers or {})
    if re.fullmatch(patterns.KEY, str(sent.get("Idempotency-Key"))):
        sent["Idempotency-Key"] = new_key()
    return sent
