"""The console over HTTP: finding lines, exports, the people's page, and the audit trail."""

import csv
import io
from typing import Any

import polars as pl
import pytest
from api_caller import Caller, api_key
from signing_in import staff_cookie

from creditline.access.rights import Role
from creditline.web.spelling import spelt


def console(sandbox: Caller, role: Role) -> dict[str, str]:
    return staff_cookie(sandbox.url, role, name=role.value, sandbox=True)


def get(sandbox: Caller, path: str, cookie: dict[str, str]) -> Any:
    return sandbox.client.get(f"/console{path}", headers=cookie, follow_redirects=False)


def post(sandbox: Caller, path: str, cookie: dict[str, str], **fields: str) -> Any:
    return sandbox.client.post(f"/console{path}", data=fields, headers=cookie, follow_redirects=False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("张伟小店", ("zhangweixiaodian", "zwxd")), ("吕 Li", ("lv", "l")), ("Corner shop", ("", ""))],
)
def test_a_chinese_name_is_spelt(name: str, expected: tuple[str, str]) -> None:
    assert spelt(name) == expected


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("张伟", True), ("zhangwei", True), ("ZWXD", True), ("5678", True), ("line_shop", True), ("sho", True),
        ("zhangsan", False), ("1234", False), ("%", False), ("_", False), ("", False),
    ],
)  # fmt: skip
def test_a_line_is_found_by_name_pinyin_id_and_the_end_of_the_phone(
    sandbox: Caller, words: str, *, found: bool
) -> None:
    body = {"id": "line_shop", "name": "张伟小店", "currency": "CNY", "limit": "100.00"}
    assert sandbox.post("/lines", body).status_code == 201
    sandbox.done("/lines/line_shop/contacts", {"phone": "+86 139 1234 5678"})
    page = get(sandbox, f"/search?q={words}", console(sandbox, Role.VIEWER))
    assert ("/console/lines/line_shop" in page.text) is found


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_an_export_holds_what_the_list_shows(sandbox: Caller, suffix: str) -> None:
    for name in ("a", "b"):
        sandbox.open(name, limit="100.00")
    cookie = console(sandbox, Role.ANALYST)
    assert post(sandbox, "/exports/lines", cookie, format=suffix).headers["location"] == "/console/jobs"
    for _ in range(200):
        if "/file" in (page := get(sandbox, "/jobs/list", cookie).text):
            break
    address = page.split('href="/console')[1].split('"')[0]
    answer = get(sandbox, address, cookie)
    read = {
        "csv": lambda content: list(csv.DictReader(io.StringIO(content.decode()))),
        "parquet": lambda content: pl.read_parquet(io.BytesIO(content)).to_dicts(),
        "xlsx": lambda content: pl.read_excel(io.BytesIO(content), infer_schema_length=0).to_dicts(),
    }
    rows = read[suffix](answer.content)
    assert [(row["id"], row["limit"]) for row in rows] == [("line_a", "100.00"), ("line_b", "100.00")]
    assert answer.headers["content-disposition"].startswith("attachment;")
    other = console(sandbox, Role.AUDITOR)
    assert get(sandbox, address, other).status_code == 404, "a job is its asker's"


def test_an_export_has_the_filters_of_the_address(sandbox: Caller) -> None:
    path, cookie = sandbox.open("shop"), console(sandbox, Role.OFFICER)
    for against in ("dec_1", "dec_2"):
        sandbox.done(f"{path}/appeals", {"against": against, "words": "=HYPERLINK(1) is no formula"})
    (withdrawn,) = sandbox.ask("SELECT id FROM appeal WHERE against = 'dec_2'")
    sandbox.done(f"/appeals/{withdrawn[0]}/withdrawal")
    post(sandbox, "/exports/appeals", cookie, format="csv", filters="state=withdrawn")
    for _ in range(200):
        if "/file" in (page := get(sandbox, "/jobs/list", cookie).text):
            break
    answer = get(sandbox, page.split('href="/console')[1].split('"')[0], cookie)
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["against"], row["state"], row["words"]) == ("dec_2", "withdrawn", "'=HYPERLINK(1) is no formula")


def test_the_audit_trail_is_exported_by_those_who_may_read_it(sandbox: Caller) -> None:
    assert post(sandbox, "/exports/audit", console(sandbox, Role.ANALYST)).headers["location"] != "/console/jobs"
    assert post(sandbox, "/exports/audit", console(sandbox, Role.AUDITOR)).headers["location"] == "/console/jobs"
    assert sandbox.ask("SELECT actor_name, subject FROM audit WHERE action = 'data.exported'") == [("auditor", "audit")]


def test_a_read_of_a_file_is_written_before_it_is_shown(sandbox: Caller) -> None:
    path = sandbox.open("shop")
    sandbox.line(path)
    get(sandbox, "/lines/line_shop", console(sandbox, Role.VIEWER))
    read = sandbox.ask("SELECT actor_kind, action FROM audit WHERE subject = 'line_shop' ORDER BY number")
    assert read == [("api_key", "line.read"), ("staff", "line.read")]
    trail = get(sandbox, "/audit?subject=line_shop", console(sandbox, Role.AUDITOR)).text
    assert trail.count('data-testid="deed"') == 2


def test_a_revoked_key_ends(sandbox: Caller) -> None:
    header = api_key(sandbox.url, secret="clk_revoked")
    ((key_id,),) = sandbox.ask("SELECT id FROM api_key WHERE name = 'tests' AND revoked_at IS NULL ORDER BY id LIMIT 1")
    del header
    cookie = console(sandbox, Role.ADMIN)
    assert post(sandbox, f"/keys/{key_id}/revocation", cookie).status_code == 303
    assert post(sandbox, f"/keys/{key_id}/revocation", cookie).status_code == 404
    assert sandbox.ask(f"SELECT count(*) FROM api_key WHERE id = '{key_id}' AND revoked_at IS NOT NULL") == [(1,)]
