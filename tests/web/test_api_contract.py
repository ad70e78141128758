"""The contract: what the API says of itself, and the pages and figures around it."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from api_caller import Caller, cny
from prometheus_client.parser import text_string_to_metric_families

from creditline.web.patterns import SENTENCES

OPERATIONS = """
GET  /livez
GET  /readyz
GET  /v1/agreements
POST /v1/agreements
GET  /v1/agreements/{agreement_id}
GET  /v1/appeals/{appeal_id}
POST /v1/appeals/{appeal_id}/evidence
POST /v1/appeals/{appeal_id}/withdrawal
GET  /v1/certificates/{certificate_id}
GET  /v1/customer-groups/{group_id}/exposure
POST /v1/customer-groups/{group_id}/limit
GET  /v1/customers
POST /v1/customers
GET  /v1/customers/{customer_id}
POST /v1/customers/{customer_id}/consents
POST /v1/customers/{customer_id}/consents/{consent_id}/withdraw
POST /v1/customers/{customer_id}/evidence
GET  /v1/customers/{customer_id}/exposure
POST /v1/customers/{customer_id}/limit
POST /v1/customers/{customer_id}/lines
POST /v1/customers/{customer_id}/linked-accounts
POST /v1/customers/{customer_id}/related-parties
GET  /v1/decisions/{decision_id}
GET  /v1/decisions/{decision_id}/replay
GET  /v1/flags
GET  /v1/flags/{flag_id}
POST /v1/flags/{flag_id}/clear
POST /v1/flags/{flag_id}/renew
GET  /v1/lender/figures
POST /v1/lender/figures
GET  /v1/lender/identity
POST /v1/lender/identity
GET  /v1/lines
POST /v1/lines
GET  /v1/lines/{line_id}
GET  /v1/lines/{line_id}/appeals
POST /v1/lines/{line_id}/appeals
POST /v1/lines/{line_id}/attested-facts
POST /v1/lines/{line_id}/borrower_links
GET  /v1/lines/{line_id}/ceilings
POST /v1/lines/{line_id}/charge-offs
POST /v1/lines/{line_id}/chosen-limit
POST /v1/lines/{line_id}/contacts
GET  /v1/lines/{line_id}/days
GET  /v1/lines/{line_id}/decisions
POST /v1/lines/{line_id}/draws
GET  /v1/lines/{line_id}/entries
GET  /v1/lines/{line_id}/events
POST /v1/lines/{line_id}/facts
POST /v1/lines/{line_id}/fees
GET  /v1/lines/{line_id}/funding
POST /v1/lines/{line_id}/funding
POST /v1/lines/{line_id}/holds
POST /v1/lines/{line_id}/holds/{hold_id}/capture
POST /v1/lines/{line_id}/holds/{hold_id}/void
POST /v1/lines/{line_id}/limit_changes
POST /v1/lines/{line_id}/mailbox
POST /v1/lines/{line_id}/merchant_refunds
GET  /v1/lines/{line_id}/offers
GET  /v1/lines/{line_id}/path
POST /v1/lines/{line_id}/payouts
POST /v1/lines/{line_id}/plans
GET  /v1/lines/{line_id}/profile
POST /v1/lines/{line_id}/profile
GET  /v1/lines/{line_id}/quote
POST /v1/lines/{line_id}/repayments
POST /v1/lines/{line_id}/returns
POST /v1/lines/{line_id}/reversals
POST /v1/lines/{line_id}/reviews
GET  /v1/lines/{line_id}/schedule
GET  /v1/lines/{line_id}/statements
GET  /v1/lines/{line_id}/stream
GET  /v1/lines/{line_id}/temporary-limits
POST /v1/lines/{line_id}/temporary-limits
POST /v1/lines/{line_id}/transitions
POST /v1/lines/{line_id}/what_if
GET  /v1/notices
GET  /v1/notices/{notice_id}
GET  /v1/notices/{notice_id}/pdf
POST /v1/offers/{offer_id}/accept
POST /v1/offers/{offer_id}/decline
GET  /v1/participants
POST /v1/participants
GET  /v1/participants/{participant_id}
POST /v1/participants/{participant_id}/cap
GET  /v1/participants/{participant_id}/exposure
GET  /v1/participants/{participant_id}/statement
POST /v1/participants/{participant_id}/withdrawal
GET  /v1/policies
POST /v1/policies
POST /v1/policies/rollbacks
POST /v1/policies/{sha256}/proofs
POST /v1/policies/{sha256}/simulations
GET  /v1/products
GET  /v1/proposals
POST /v1/proposals
POST /v1/proposals/{proposal_id}/rejection
POST /v1/proposals/{proposal_id}/release
POST /v1/proposals/{proposal_id}/waiver
POST /v1/repayments/bulk
GET  /v1/reviews
POST /v1/reviews/resumptions
GET  /v1/sandbox/clock
POST /v1/sandbox/clock/advance
GET  /v1/scorecards
POST /v1/scorecards/{card_id}/activations
GET  /v1/shadows
POST /v1/shadows
POST /v1/shadows/{number}/stop
GET  /v1/webhook-deliveries
POST /v1/webhook-deliveries/{message_id}/resend
GET  /v1/webhook-endpoints
POST /v1/webhook-endpoints
POST /v1/webhook-endpoints/{endpoint_id}/disable
POST /v1/webhook-endpoints/{endpoint_id}/rotate
"""
WITHOUT_KEY = {
    "/v1/repayments/bulk",  # each row has its own
    "/v1/sandbox/clock/advance",  # time is no money
    "/v1/lines/{line_id}/contacts",  # the same twice is the same
    "/v1/lines/{line_id}/borrower_links",  # each link is another
    "/v1/appeals/{appeal_id}/withdrawal",  # the same twice is the same
    "/v1/lines/{line_id}/what_if",  # writes nothing
    "/v1/policies",  # kept under the hash of its files
    "/v1/policies/rollbacks",  # twice goes back and forth, and both are recorded
    "/v1/policies/{sha256}/proofs",  # kept under its hash
    "/v1/policies/{sha256}/simulations",  # writes nothing
    "/v1/proposals",  # nothing follows from one until a person releases it
    "/v1/proposals/{proposal_id}/rejection",  # settled once
    "/v1/proposals/{proposal_id}/release",  # settled once
    "/v1/proposals/{proposal_id}/waiver",  # signed once
    "/v1/reviews/resumptions",  # the same twice is the same
    "/v1/scorecards/{card_id}/activations",  # the same twice is the same
    "/v1/shadows",  # has no effect on a line
    "/v1/shadows/{number}/stop",  # the same twice is the same
}


@pytest.fixture(scope="module")
def described(shared_api: Caller) -> dict[str, Any]:
    answer = shared_api.client.get("/docs/openapi.json")
    assert answer.status_code == 200
    description: dict[str, Any] = answer.json()
    return description


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_description_is_openapi_3_1_and_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert described["info"]["title"] == "creditline"
    for reference in set(re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(described))):
        part = described
        for name in reference.split("/"):
            part = part[name]
    for shape in described["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})


def test_no_operation_comes_or_goes_unnoticed(described: dict[str, Any]) -> None:
    said = sorted((path, f"{method:4} {path}") for method, path, _ in operations(described))
    assert [line for _, line in said] == OPERATIONS.strip().splitlines()


def test_every_operation_has_a_name_a_sentence_and_a_group(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(names)) == len(names)
    for method, path, operation in operations(described):
        assert operation["summary"], (method, path)
        assert operation["tags"], (method, path)
        assert operation.get("description", "").strip().endswith("."), (method, path)


def test_every_post_that_moves_money_requires_an_idempotency_key(described: dict[str, Any]) -> None:
    for method, path, operation in operations(described):
        keys = [given for given in operation.get("parameters", []) if given["name"] == "Idempotency-Key"]
        wanted = method == "POST" and path not in WITHOUT_KEY
        assert [given["required"] for given in keys] == ([True] if wanted else []), (method, path)


def test_every_refusal_is_described_as_a_problem(described: dict[str, Any]) -> None:
    for method, path, operation in operations(described):
        refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
        assert path.endswith("z") or {"400", "404", "422", "503"} <= set(refusals), (method, path)
        for status, answer in refusals.items():
            if not path.endswith("z"):
                assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def test_money_is_never_described_as_a_number(described: dict[str, Any]) -> None:
    numbers = [
        (name, field)
        for name, shape in described["components"]["schemas"].items()
        for field, kind in shape.get("properties", {}).items()
        if kind.get("type") in {"number", "integer"}
    ]
    assert {field for _, field in numbers if not field.endswith(("_bps", "_days", "_in_row"))} <= {
        "version", "leg", "status", "row", "lines", "events", "waiting", "days_past_due", "bucket", "periods",
        "priority", "size_bytes", "extensions", "number", "decisions", "higher", "lower", "undecided", "repaid",
        "repaid_lowered", "champion_repaid_lowered", "difference_minor", "event_version", "hours", "now", "to",
        "attempts", "generation",
    }  # fmt: skip


def test_every_timestamp_says_its_offset(shared_api: Caller) -> None:
    path = shared_api.open("timed")
    event = shared_api.done(f"{path}/draws", cny("1.00"))
    assert event["effective_at"].endswith("Z")
    assert event["booked_at"].endswith("Z")


def test_the_explorer_loads_nothing_from_elsewhere(shared_api: Caller) -> None:
    page = shared_api.client.get("/docs", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    addresses = re.findall(r'(?:src|href|data-url)="([^"]*)"', page.text)
    assert [address for address in addresses if not address.startswith(("/", "data:"))] == []
    assert not re.search(r"https?://", page.text)
    for address in addresses:
        if address.startswith("/"):
            assert shared_api.client.get(address).status_code == 200, address


def test_an_asset_is_kept_for_ever_and_compressed(shared_api: Caller) -> None:
    address = re.findall(r'src="([^"]*)"', shared_api.client.get("/docs").text)[0]
    asset = shared_api.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["Content-Encoding"] == "gzip"
    assert asset.content == shared_api.client.get(address, headers={"Accept-Encoding": "identity"}).content


@pytest.mark.parametrize("name", ["nothing.js", ".stamp", "..%2fapp.py", "%00"])
def test_an_asset_that_is_not_there_is_not_found(shared_api: Caller, name: str) -> None:
    assert shared_api.client.get(f"/static/{name}").status_code == 404


def test_a_server_that_can_serve_says_so(shared_api: Caller) -> None:
    assert shared_api.client.get("/livez").json() == {"alive": True}
    ready = shared_api.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def metrics(caller: Caller) -> dict[str, float]:
    families = text_string_to_metric_families(caller.client.get("/metrics").text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_the_metrics_count_what_was_answered(shared_api: Caller) -> None:
    def value(name: str) -> float:
        return metrics(shared_api)[name]

    path, before = shared_api.open("counted"), value("creditline_commands_total")
    shared_api.done(f"{path}/draws", cny("1.00"))
    assert value("creditline_commands_total") == before + 1
    assert value("creditline_groups_total") > 0
    assert value("creditline_commands_waiting") == value("creditline_watchers") == 0
    assert value("process_resident_memory_bytes") > 0


def test_two_applications_in_one_process_keep_their_metrics_apart(shared_api: Caller, api: Caller) -> None:
    shared_api.open("apart")
    assert metrics(api)["creditline_commands_total"] == 0
    assert metrics(shared_api)["creditline_commands_total"] > 0


@pytest.mark.parametrize("path", ["/metrics", "/help/errors", "/docs", "/console/sign-in"])
def test_a_text_names_its_charset_once_since_prometheus_reads_no_other(shared_api: Caller, path: str) -> None:
    """A header that names a parameter twice is malformed by RFC 9110, and strict readers take nothing from it."""
    said = shared_api.client.get(path).headers["Content-Type"]
    assert said.count("charset=utf-8") == 1, said


def test_every_pattern_has_a_sentence_for_who_does_not_meet_it(described: dict[str, Any]) -> None:
    found: set[str] = set()

    def note(shape: dict[str, Any]) -> dict[str, Any]:
        found.update(pattern for name, pattern in shape.items() if name == "pattern" and isinstance(pattern, str))
        return shape

    json.loads(json.dumps(described), object_hook=note)
    assert len(found) > 20
    assert found <= SENTENCES.keys()
