"""The portfolio's sums and the scorecards' page over HTTP."""

import csv
import io
import re
from typing import Any

from api_caller import Caller, cny
from signing_in import staff_cookie

from creditline.access.rights import Role


def get(sandbox: Caller, path: str, role: Role = Role.ANALYST) -> Any:
    cookie = staff_cookie(sandbox.url, role, name=role.value, sandbox=True)
    return sandbox.client.get(f"/console{path}", headers=cookie, follow_redirects=False)


def post(sandbox: Caller, path: str, role: Role = Role.ANALYST, **fields: str) -> Any:
    cookie = staff_cookie(sandbox.url, role, name=role.value, sandbox=True)
    return sandbox.client.post(f"/console{path}", data=fields, headers=cookie, follow_redirects=False)


def test_the_portfolio_adds_up_what_the_lines_owe(sandbox: Caller) -> None:
    """Two lines of 1,000.00, one with 450.00 drawn, of which 200.00 are repaid."""
    path = sandbox.open("shop", limit="1000.00")
    sandbox.open("farm", limit="1000.00")
    sandbox.done(f"{path}/draws", cny("450.00"))
    sandbox.done(f"{path}/repayments", cny("200.00"))
    post(sandbox, "/exports/portfolio", format="csv")
    for _ in range(200):
        if "/file" in (jobs := get(sandbox, "/jobs/list").text):
            break
    answer = get(sandbox, jobs.split('href="/console')[1].split('"')[0])
    rows = {(row["figure"], row["group"]): row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    exposure = rows["exposure", "CNY"]
    assert (exposure["lines"], exposure["limit"], exposure["drawn"]) == ("2", "2000.00", "250.00")
    assert {group: row["lines"] for (figure, group), row in rows.items() if figure == "utilisation"} == {
        "0": "1",
        "3": "1",
    }
    (flow,) = [row for (figure, _), row in rows.items() if figure == "flows"]
    assert (flow["drawn"], flow["repaid"]) == ("450.00", "200.00")
    page = get(sandbox, "/portfolio").text
    assert re.search(r"20–30%</th><td class=\"number\">1<", page)


def test_the_portfolio_tells_how_buckets_rolled_in_thirty_days(sandbox: Caller) -> None:
    """Two late lines, of which one pays and one does not; two that were in time, of which one misses its next day."""
    names = ("pays", "waits", "misses", "idle")
    pays, waits, misses, _idle = (sandbox.open(name, limit="9000.00", product="micro-loan") for name in names)
    for path in (pays, waits):
        sandbox.done(f"{path}/draws", cny("3000.00", periods=3))
    sandbox.advance("33d")
    sandbox.done(f"{misses}/draws", cny("3000.00", periods=3))
    sandbox.advance("3d")
    sandbox.done(f"{pays}/repayments", cny("3100.00"))
    sandbox.advance("30d")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", get(sandbox, "/portfolio").text.partition("figure-rolls")[2])
    told = {row.partition("<")[0]: re.findall(r"[\d.]+%", row) for row in rows[:2]}
    assert told == {"current": ["0%", "50%", "50%"], "bucket 1": ["50%", "0%", "50%"]}


def test_reviews_are_paused_and_resumed_with_a_cause(sandbox: Caller) -> None:
    assert post(sandbox, "/reviews/pause", words="odd").status_code == 422
    assert post(sandbox, "/reviews/pause", words="The bureau's feed looks odd.").status_code == 303
    assert "The bureau&#39;s feed looks odd." in get(sandbox, "/scorecards").text
    assert sandbox.line("/reviews")["paused"] is True
    assert post(sandbox, "/reviews/resumption", words="The feed is mended.").status_code == 403
    words = "The feed is mended."
    assert post(sandbox, "/reviews/resumption", Role.APPROVER, words=words).status_code == 303
    assert sandbox.line("/reviews")["paused"] is False
    assert post(sandbox, "/reviews/resumption", Role.APPROVER, words=words).status_code == 303
