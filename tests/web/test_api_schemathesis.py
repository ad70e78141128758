"""Schemathesis against the running server: what its description promises holds for requests nobody thought of."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import schemathesis
from api_caller import Caller, Serve, cny, new_key, start_clock
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from creditline.web import patterns

CONFIG = {
    "seed": 1,
    "generation": {"max-examples": 10, "no-shrink": True, "database": "none"},
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
    with serve(module_database_url) as url, httpx2.Client(base_url=url) as client:
        caller = Caller(client, module_database_url)
        path = caller.open("fuzzed", limit="1000000.00", rate_bps=1825)
        caller.done(f"{path}/repayments", cny("50000.00"))
        holds = [
            caller.done(f"{path}/holds", cny("5000.00", expires_at="2099-01-01T00:00:00Z"))["id"] for _ in range(2)
        ]
        schema = schemathesis.openapi.from_url(f"{url}/docs/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))
        filed = {"words": "Please look at this again."}
        appeals = [caller.done(f"{path}/appeals", {**filed, "against": f"dec_{number}"})["id"] for number in range(2)]
        schema.hook("map_path_parameters")(_name_what_is_there(holds, appeals))
        schema.hook("map_headers")(_use_a_new_key)
        schema.hook("map_body")(_appeal_by_a_rule_there_is)
        return _run(schema.exclude(path_regex="/stream$"))  # a stream does not end


def test_no_answer_breaks_what_the_description_promises(findings: Findings) -> None:
    assert not findings.broken, "\n\n".join(findings.broken)


def test_every_operation_was_carried_out_and_was_refused(findings: Findings) -> None:
    assert len(findings.statuses) >= 20
    for operation, statuses in findings.statuses.items():
        assert statuses[200] + statuses[201] > 0, f"{operation} never succeeded: {dict(statuses)}"
        assert max(statuses) >= 400, f"{operation} was never refused: {dict(statuses)}"


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


def _name_what_is_there(holds: list[str], appeals: list[str]) -> Any:
    """Put the line that is there where one could be named, and a hold or appeal of it for each that ends one."""
    to_capture, to_void = holds
    to_add_to, to_withdraw = appeals

    def named(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any]:
        there = dict(parameters or {})
        if re.fullmatch(patterns.LINE_ID, str(there.get("line_id"))):
            there["line_id"] = "line_fuzzed"
            if "hold_id" in there:
                there["hold_id"] = to_void if context.operation.path.endswith("/void") else to_capture
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


def _use_a_new_key(_: object, headers: dict[str, Any] | None) -> dict[str, Any]:
    """Put a new key where any key could stand."""
    sent = dict(headers or {})
    if re.fullmatch(patterns.KEY, str(sent.get("Idempotency-Key"))):
        sent["Idempotency-Key"] = new_key()
    return sent
