"""The policy workbench over HTTP: an edited row is a new version; one person proposes and another releases."""

import re
import time
from html import escape, unescape
from typing import Any

import pytest
from api_caller import Caller
from deciding import activate, decided_line
from signing_in import staff_cookie
from test_api_policies import added, broken, deciding_now, proven, shipped

from creditline.access.rights import Role
from creditline.usecases.edit_policy import (
    FileUnknown,
    RowEdit,
    RowUnknown,
    RowUnusable,
    TableUnknown,
    TextEdit,
    VersionUnnamed,
    edited,
)
from creditline.usecases.sources import policy_of_files

ROW = "/rows/base/A_salaried"
WORDS = "I have read the certificate."
_FIELDS = re.compile(r'<input name="(row|entry)"[^>]*? value="([^"]*)"|<option selected>([^<]+)')


def staff(sandbox: Caller, role: Role = Role.ANALYST, login: str = "") -> dict[str, str]:
    return staff_cookie(sandbox.url, role, login=login, name=role.value, sandbox=True)


def post(sandbox: Caller, path: str, cookie: dict[str, str], **fields: Any) -> Any:
    return sandbox.client.post(f"/console{path}", data=fields, headers=cookie, follow_redirects=False)


def get(sandbox: Caller, path: str, cookie: dict[str, str]) -> Any:
    return sandbox.client.get(f"/console{path}", headers=cookie, follow_redirects=False)


def proposed(sandbox: Caller, texts: dict[str, str], login: str = "analyst") -> str:
    """A version of these files, proven and proposed by an analyst; returns the proposal's id."""
    sha256 = added(sandbox, texts)
    proven(sandbox, sha256)
    fields = {"words": "For the new year.", "law": "cn", "share": "100", "from": ""}
    answer = post(sandbox, f"/policies/{sha256}/proposal", staff(sandbox, login=login), **fields)
    assert answer.headers["location"] == "/console/policies"
    ((name,),) = sandbox.ask(f"SELECT id FROM proposal WHERE policy_sha256 = '{sha256}'")
    return str(name)


def test_an_edited_row_is_a_new_version_that_differs_in_it_alone(sandbox: Caller) -> None:
    activate(sandbox.url)
    champion = deciding_now(sandbox)[0]
    entries = ['"A"', '"salaried"', "30000000", "RECORD"]
    answer = post(sandbox, f"/policies/{champion}{ROW}", staff(sandbox), entry=entries, version="2027.1")
    page = get(sandbox, answer.headers["location"].removeprefix("/console"), staff(sandbox)).text
    assert "cn-bank 2027.1" in page
    (numbers,) = re.findall(r"<td[^>]* data-changed>([\d,.]+) <del[^>]*>([\d,.]+)</del>", page)
    assert numbers == ("300,000.00", "280,000.00")
    assert deciding_now(sandbox) == [champion], "nothing decides by it yet"


@pytest.mark.parametrize(
    ("entries", "version", "words"),
    [
        (['"A"', '"salaried"', "much", "RECORD"], "2", "much"),
        (['"A"', '"salaried"', "1"], "2", "missing"),
        (['"A"', '"salaried"', "1", "RECORD"], "two words", "name"),
        (['"A"', '"nobody"', "1", "RECORD"], "2", "nobody"),
        (['"B"', '"salaried"', "1", "RECORD"], "2", "B_salaried"),
    ],
    ids=["a word for a number", "too few", "no name", "a value outside", "an overlap and a gap"],
)
def test_a_row_that_cannot_stand_is_refused_on_its_form(
    sandbox: Caller, entries: list[str], version: str, words: str
) -> None:
    sha256 = added(sandbox, shipped())
    answer = post(sandbox, f"/policies/{sha256}{ROW}", staff(sandbox), entry=entries, version=version)
    assert answer.status_code == 422
    assert words in said(answer)
    assert sandbox.ask("SELECT count(*) FROM policy_version") == [(1,)]


def test_editing_keeps_the_remarks_and_the_rest_of_the_file() -> None:
    files = shipped()
    edit = RowEdit(table="base", row="E_any", entries=['"E"', "-", "900000", "RECORD"], version="9")
    after = edited(files, edit)
    assert after["tables/base.toml"].startswith(files["tables/base.toml"].splitlines()[0])
    assert policy_of_files(after).version == "9"
    with pytest.raises(RowUnknown):
        edited(files, RowEdit(table="base", row="nobody", entries=[], version="9"))
    with pytest.raises(RowUnusable):
        edited(files, RowEdit(table="base", row="E_any", entries=[], version="9"))
    with pytest.raises(TableUnknown):
        edited(files, RowEdit(table="nobody", row="E_any", entries=[], version="9"))
    with pytest.raises(FileUnknown):
        edited(files, TextEdit(file="nobody.toml", text="", version="9"))
    with pytest.raises(VersionUnnamed):
        edited(files, TextEdit(file="formula.toml", text="", version=""))


def fields(page: str) -> dict[str, list[str]]:
    """What a browser sends of the form of a table."""
    found: dict[str, list[str]] = {"row": [], "entry": []}
    for name, value, chosen in re.findall(
        r'<input name="(row|entry)"[^>]*? value="([^"]*)"|<option selected>([^<]+)', page
    ):
        found[name or "entry"].append(unescape(value or chosen))
    return found


def said(answer: Any) -> str:
    """What a form says is wrong."""
    return str(answer.text.partition("<pre")[2].partition("</pre>")[0])


def test_a_table_is_edited_as_a_whole_rows_come_and_go(sandbox: Caller) -> None:
    sha256, cookie = added(sandbox, shipped()), staff(sandbox)
    place = f"/policies/{sha256}/tables/base"
    form = fields(get(sandbox, place, cookie).text)
    assert len(form["row"]) == 13
    added_below = post(sandbox, place, cookie, **form, version="2", change="add-12")
    assert added_below.status_code == 200
    form = fields(added_below.text)
    assert form["row"] == [*fields(get(sandbox, place, cookie).text)["row"], ""]
    twice = post(sandbox, place, cookie, **{**form, "row": [*form["row"][:-1], "E_business"]}, version="2")
    assert twice.status_code == 422
    assert "E_any" in said(twice), "two rows for the same case"
    form["row"][-1] = "E_business"
    form["entry"][-7], form["entry"][-3:-1] = '"salaried", "self_employed"', ['"business"', "900000"]
    made = post(sandbox, place, cookie, **form, version="2")
    page = get(sandbox, made.headers["location"].removeprefix("/console"), cookie).text
    assert "cn-bank 2</h1>" in page
    assert 'id="row-base-E_business"' in page
    gone = post(sandbox, place, cookie, **form, version="3", change="remove-13")
    assert "E_business" not in fields(gone.text)["row"]
    assert sandbox.ask("SELECT count(*) FROM policy_version") == [(2,)]
    assert post(sandbox, place, cookie, row=["one"], entry=["-"], version="3").status_code == 422
    assert get(sandbox, f"/policies/{sha256}/tables/nobody", cookie).status_code == 404


def test_a_file_is_edited_as_text_and_what_is_wrong_with_it_is_named(sandbox: Caller) -> None:
    sha256, cookie = added(sandbox, shipped()), staff(sandbox)
    place, file = f"/policies/{sha256}/text", "parameters/strategy.toml"
    assert escape(shipped()[file].splitlines()[0]) in get(sandbox, f"{place}?file={file}", cookie).text
    broken_text = shipped()[file].replace("=", "", 1)
    refused = post(sandbox, place, cookie, file=file, text=broken_text, version="2")
    assert refused.status_code == 422
    assert file in said(refused)
    assert escape(broken_text.splitlines()[0]) in refused.text, "what was written stays in the form"
    text = "# Looked at again.\r\n" + shipped()[file].replace("\n", "\r\n")
    made = post(sandbox, place, cookie, file=file, text=text, version="2").headers["location"].removeprefix("/console")
    assert "# Looked at again." in get(sandbox, f"{made}/text?file={file}", staff(sandbox, Role.OFFICER)).text
    assert post(sandbox, place, staff(sandbox, Role.OFFICER), file=file, text=text, version="3").status_code == 403
    for wrong in ("", "nobody.toml", "../policy.toml"):
        assert post(sandbox, place, cookie, file=wrong, text=text, version="3").status_code == 404


def test_a_proof_runs_as_a_job_and_its_counterexample_is_decided_again(sandbox: Caller) -> None:
    sha256, cookie = added(sandbox, broken()), staff(sandbox)
    assert post(sandbox, f"/policies/{sha256}/proof", cookie).status_code == 303
    deadline = time.monotonic() + 120
    while 'data-verdict=""' in (part := get(sandbox, f"/policies/{sha256}/proof", cookie).text):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert 'data-verdict="refuted"' in part
    address = re.findall(r'href="/console(/certificates/[^"]+)"', part)[0]
    again = get(sandbox, address, cookie)
    assert 'data-testid="decided"' in again.text
    assert get(sandbox, address.rpartition("/")[0] + "/999", cookie).status_code == 404
    ((job_id, done, total),) = sandbox.ask("SELECT id, done, total FROM job WHERE kind = 'proof'")
    assert done == total > 0
    assert get(sandbox, f"/jobs/{job_id}/file", cookie).json()["verdict"] == "refuted"


def test_what_one_proposes_another_releases(sandbox: Caller) -> None:
    name = proposed(sandbox, shipped())
    own = staff(sandbox, Role.APPROVER, login="analyst-too")
    assert post(sandbox, f"/proposals/{name}/release", own, words="short").status_code == 422
    assert post(sandbox, f"/proposals/{name}/release", own, words=WORDS).status_code == 303
    assert len(deciding_now(sandbox)) == 1
    assert post(sandbox, f"/proposals/{name}/rejection", own, words=WORDS).status_code == 422
    released = sandbox.ask("SELECT actor_name FROM audit WHERE action = 'policy.released'")
    assert released == [("approver",)]


def test_whoever_proposed_cannot_release_whatever_roles_they_have(sandbox: Caller) -> None:
    both = staff_cookie(sandbox.url, Role.ANALYST, Role.APPROVER, login="both", sandbox=True)
    name = proposed(sandbox, shipped(), login="both")
    assert post(sandbox, f"/proposals/{name}/release", both, words=WORDS).status_code == 422
    assert deciding_now(sandbox) == []


def test_a_broken_promise_is_released_with_a_waiver_alone_and_rolled_back(sandbox: Caller) -> None:
    activate(sandbox.url)
    before, cookie = deciding_now(sandbox), staff(sandbox, Role.APPROVER)
    name = proposed(sandbox, broken())
    assert "Sign a waiver" in get(sandbox, "/policies", cookie).text
    assert post(sandbox, f"/proposals/{name}/release", cookie, words=WORDS).status_code == 422
    assert post(sandbox, f"/proposals/{name}/waiver", cookie, words="A pilot of one week.").status_code == 303
    assert post(sandbox, f"/proposals/{name}/release", cookie, words=WORDS).status_code == 303
    assert len(deciding_now(sandbox)) == 2
    assert post(sandbox, "/policies/rollbacks", cookie, policy="cn-bank").status_code == 303
    assert deciding_now(sandbox)[0] == before[0]
    assert post(sandbox, "/policies/rollbacks", cookie, policy="nobody").status_code == 422


def test_a_simulation_and_a_shadow_say_what_would_be_otherwise(sandbox: Caller) -> None:
    activate(sandbox.url)
    decided_line(sandbox)
    cookie = staff(sandbox)
    entries = ['"A"', '"salaried"', "10000000", "RECORD"]
    made = post(sandbox, f"/policies/{deciding_now(sandbox)[0]}{ROW}", cookie, entry=entries, version="2")
    place = made.headers["location"].removeprefix("/console")
    assert re.search(r'data-testid="lower">1<', get(sandbox, f"{place}/simulation", cookie).text)
    post(sandbox, f"{place}/shadow", cookie)
    post(sandbox, f"{place}/shadow", cookie)
    assert sandbox.ask("SELECT count(*) FROM shadow WHERE stopped_at IS NULL") == [(1,)]
    post(sandbox, "/shadows/1/stop", cookie)
    assert sandbox.ask("SELECT count(*) FROM shadow WHERE stopped_at IS NULL") == [(0,)]
    assert post(sandbox, "/shadows/99/stop", cookie).status_code == 404
