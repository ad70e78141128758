"""A policy's way to deciding, through the API: proof, proposal, release by a second person, waiver, rollback."""

from importlib.resources import files
from typing import Any

import pytest
from api_caller import Caller, cny
from deciding import activate, decided_line, decisions

PROMISED = """
[P2]
events = ["full_repayment", "part_repayment"]
current = "current_limit_minor"
unless = ["product", "exposure", "law"]
"""
GUARD = """is = 'if trigger = "repayment" then current_limit_minor else 0'"""
NO_GUARD = """is = 'if trigger = "repayment" then 0 else 0'"""


def shipped(**edits: tuple[str, str]) -> dict[str, str]:
    """The files of cn-bank with one promise, and with edits: file's stem → (text, what it becomes)."""
    folder = files("creditline.decisions").joinpath("policies", "cn-bank")
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".toml")}
    for part in ("tables", "parameters", "cases"):
        inner = folder.joinpath(part)
        found |= {f"{part}/{path.name}": path.read_text(encoding="utf-8") for path in inner.iterdir()}
    found["promises.toml"] = PROMISED
    for stem, (old, new) in edits.items():
        name = next(name for name in found if name.endswith(f"{stem}.toml"))
        assert found[name].count(old) >= 1, (name, old)
        found[name] = found[name].replace(old, new)
    return found


def broken() -> dict[str, str]:
    """Without the clause that holds a limit when a repayment arrives."""
    found = shipped(formula=(GUARD, NO_GUARD))
    return {name: text for name, text in found.items() if not name.startswith("cases/")}


def stingy() -> dict[str, str]:
    """The same, with no more than 1,000.00 for anybody."""
    texts = broken()
    formula = texts["formula.toml"]
    return {
        **texts,
        "formula.toml": formula.replace('is = "behaviour.cap_minor"', 'is = "min(behaviour.cap_minor, 100000)"'),
    }


def added(sandbox: Caller, texts: dict[str, str], by: str = "Ana") -> str:
    return str(sandbox.done("/policies", {"files": texts, "by": by})["sha256"])


def proven(sandbox: Caller, sha256: str) -> dict[str, Any]:
    return sandbox.done(f"/policies/{sha256}/proofs", {"by": "Ana"})


def proposed(sandbox: Caller, sha256: str, certificate: dict[str, Any], **more: Any) -> Any:
    body = {
        "sha256": sha256,
        "certificate_id": certificate["id"],
        "law": "cn",
        "by": "Ana",
        "reason": "New year",
        **more,
    }
    return sandbox.post("/proposals", body)


def said(by: str = "Bo", words: str = "I have read the certificate") -> dict[str, str]:
    return {"by": by, "words": words}


def deciding_now(sandbox: Caller) -> list[str]:
    rows = sandbox.ask("SELECT policy_sha256 FROM policy_activation ORDER BY active_from DESC, number DESC")
    return [row[0] for row in rows]


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.fixture
def proposal(sandbox: Caller) -> str:
    """A proven policy that Ana has proposed."""
    sha256 = added(sandbox, shipped())
    answer = proposed(sandbox, sha256, proven(sandbox, sha256))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["proposal"]["id"])


def test_a_proven_policy_decides_when_a_second_person_releases_it(sandbox: Caller, proposal: str) -> None:
    state = sandbox.done(f"/proposals/{proposal}/release", said())
    assert (state["settled"], state["settled_by"]) == ("released", "Bo")
    assert deciding_now(sandbox) == [state["proposal"]["policy_sha256"]]
    path = decided_line(sandbox)
    made = decisions(sandbox, path)[0]
    assert made["policy"]["proof_id"] == state["proposal"]["certificate_id"]
    certificate = sandbox.line(f"/certificates/{made['policy']['proof_id']}")
    assert certificate["verdict"] == "proven"


@pytest.mark.parametrize("by", ["Ana", " ana "])
def test_whoever_proposed_a_policy_cannot_release_it(sandbox: Caller, proposal: str, by: str) -> None:
    assert code(sandbox.post(f"/proposals/{proposal}/release", said(by))) == (422, "same-person")
    assert deciding_now(sandbox) == []


def test_a_proposal_is_settled_once(sandbox: Caller, proposal: str) -> None:
    sandbox.done(f"/proposals/{proposal}/rejection", said())
    assert code(sandbox.post(f"/proposals/{proposal}/release", said("Cy"))) == (422, "proposal-settled")
    assert deciding_now(sandbox) == []


def test_a_policy_that_breaks_a_promise_is_refused_until_a_waiver_with_the_counterexample_is_signed(
    sandbox: Caller,
) -> None:
    sha256 = added(sandbox, broken())
    certificate = proven(sandbox, sha256)
    assert certificate["verdict"] == "refuted"
    story = next(one for one in certificate["content"]["findings"] if one["counterexample"])["counterexample"]["story"]
    assert story["en"]
    assert "额度" in story["zh"]
    name = proposed(sandbox, sha256, certificate).json()["proposal"]["id"]
    assert code(sandbox.post(f"/proposals/{name}/release", said())) == (422, "promise-refuted")
    assert code(sandbox.post(f"/proposals/{name}/waiver", said("Ana"))) == (422, "same-person")
    sandbox.done(f"/proposals/{name}/waiver", said("Cy", "A pilot of one week; nobody is lowered in it"))
    state = sandbox.done(f"/proposals/{name}/release", said())
    assert (state["waived_by"], state["settled"]) == ("Cy", "released")
    assert sandbox.ask("SELECT waiver FROM policy_activation") == [("A pilot of one week; nobody is lowered in it",)]


def test_only_a_refuted_promise_can_be_waived(sandbox: Caller, proposal: str) -> None:
    assert code(sandbox.post(f"/proposals/{proposal}/waiver", said())) == (422, "nothing-to-waive")


def test_a_certificate_of_another_version_proves_nothing(sandbox: Caller) -> None:
    one, other = added(sandbox, shipped()), added(sandbox, shipped(policy=('version = "', 'version = "9.')))
    answer = proposed(sandbox, other, proven(sandbox, one))
    assert code(answer) == (422, "certificate-of-another")


def test_a_proof_that_was_not_found_blocks(sandbox: Caller) -> None:
    nothing = {**shipped(), "promises.toml": ""}
    sha256 = added(sandbox, nothing)
    assert code(proposed(sandbox, sha256, proven(sandbox, sha256))) == (422, "promise-unproven")


def test_a_policy_starts_on_its_day_and_not_before(sandbox: Caller) -> None:
    sha256 = added(sandbox, shipped())
    certificate = proven(sandbox, sha256)
    assert code(proposed(sandbox, sha256, certificate, active_from="2020-01-01T00:00:00Z")) == (422, "starts-in-past")
    name = proposed(sandbox, sha256, certificate, active_from="2026-01-11T00:00:00Z").json()["proposal"]["id"]
    sandbox.done(f"/proposals/{name}/release", said())
    activate(sandbox.url)
    path = decided_line(sandbox)
    assert decisions(sandbox, path)[0]["policy"]["sha256"] != sha256
    sandbox.advance("11d")
    sandbox.done(f"{path}/reviews", {})
    assert decisions(sandbox, path)[0]["policy"]["sha256"] == sha256


def test_one_command_rolls_back_to_what_decided_before(sandbox: Caller, proposal: str) -> None:
    activate(sandbox.url)
    before = deciding_now(sandbox)
    sandbox.done(f"/proposals/{proposal}/release", said())
    rolled = sandbox.done("/policies/rollbacks", {"policy_id": "cn-bank", "by": "Cy"})
    assert rolled["policy_sha256"] == before[0] == deciding_now(sandbox)[0]
    assert code(sandbox.post("/policies/rollbacks", {"policy_id": "nobody", "by": "Cy"})) == (422, "nothing-before")


def test_a_challenger_decides_for_its_share_of_the_lines_and_always_the_same(sandbox: Caller) -> None:
    activate(sandbox.url)
    sha256 = added(sandbox, shipped())
    name = proposed(sandbox, sha256, proven(sandbox, sha256), share_bps=5_000).json()["proposal"]["id"]
    sandbox.done(f"/proposals/{name}/release", said())
    paths = [decided_line(sandbox, f"n{number}") for number in range(12)]
    first = [decisions(sandbox, path)[0]["policy"]["sha256"] == sha256 for path in paths]
    assert 0 < sum(first) < len(first)
    sandbox.advance("1d")
    for path in paths:
        sandbox.done(f"{path}/reviews", {})
    assert [decisions(sandbox, path)[0]["policy"]["sha256"] == sha256 for path in paths] == first


def test_a_shadow_shows_whom_it_would_lower_when_they_repay_and_changes_nothing(sandbox: Caller) -> None:
    activate(sandbox.url)
    less = {name: text.replace('"far_minor"', '"far_minor"') for name, text in broken().items()}
    less["formula.toml"] = less["formula.toml"].replace(
        'is = "behaviour.cap_minor"', 'is = "min(behaviour.cap_minor, 100000)"'
    )
    sha256 = added(sandbox, less)
    path = decided_line(sandbox, "repayer")
    shadow = sandbox.done("/shadows", {"sha256": sha256, "by": "Ana"})
    limit = sandbox.line(path)["limit"]
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.done(f"{path}/repayments", cny("1000.00"))
    sandbox.done(f"{path}/reviews", {})
    found = next(one for one in sandbox.line("/shadows")["data"] if one["number"] == shadow["number"])
    assert found["decisions"] >= 1
    assert found["lower"] >= 1
    assert found["champion_repaid_lowered"] == 0
    assert sandbox.line(path)["limit"] == limit
    stopped = sandbox.done(f"/shadows/{shadow['number']}/stop", {})
    assert stopped["stopped_at"] is not None


def test_a_simulation_says_who_would_lose_and_writes_nothing(sandbox: Caller) -> None:
    activate(sandbox.url)
    texts = broken()
    texts["formula.toml"] = texts["formula.toml"].replace(
        'is = "behaviour.cap_minor"', 'is = "min(behaviour.cap_minor, 100000)"'
    )
    sha256 = added(sandbox, texts)
    path = decided_line(sandbox)
    events = sandbox.event_count()
    found = sandbox.done(f"/policies/{sha256}/simulations")["simulation"]
    assert (found["lines"], found["lower"], found["higher"]) == (1, 1, 0)
    assert found["lost_minor"] == found["exposure_before_minor"] - found["exposure_after_minor"] > 0
    assert found["largest_falls"][0]["line_id"] == path.removeprefix("/lines/")
    assert sandbox.event_count() == events


@pytest.mark.parametrize(
    ("name", "text"),
    [("../x.toml", ""), ("/etc/x.toml", ""), ("a/b/c.toml", ""), ("x.py", "")],
)
def test_files_outside_a_policy_s_folder_are_refused(sandbox: Caller, name: str, text: str) -> None:
    answer = sandbox.post("/policies", {"files": {name: text}, "by": "Ana"})
    assert code(answer) == (422, "invalid-field")


def test_a_policy_that_does_not_load_is_refused_with_every_fault(sandbox: Caller) -> None:
    texts = shipped()
    texts["tables/band.toml"] = texts["tables/band.toml"].replace("UNIQUE", "UNIQ").replace("FIRST", "FIRS")
    answer = sandbox.post("/policies", {"files": texts, "by": "Ana"})
    assert code(answer) == (422, "policy-refused")
    assert "tables/band.toml" in answer.json()["detail"]
