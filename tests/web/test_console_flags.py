"""Flags at the console, and an appeal against one: what is held is let go in the commit of the decision."""

from typing import Any

import pytest
from api_caller import Caller, cny
from deciding import activate, decided_line
from signing_in import staff_cookie

from creditline.access.rights import Role

WORDS = "The payer is the borrower's wife."


class Flagged:
    """A line of whose repayment 18,000.00 a stranger's account paid, so that it is flagged and held."""

    def __init__(self, sandbox: Caller) -> None:
        activate(sandbox.url)
        for number in range(7):
            other = sandbox.open(f"other{number}")
            sandbox.done(f"{other}/draws", cny("100.00"))
            sandbox.done(f"{other}/repayments", cny("100.00", payer="third_party", payer_account="acc-9"))
        self.path = decided_line(sandbox)
        sandbox.done(f"{self.path}/draws", cny("50000.00"))
        sandbox.done(f"{self.path}/repayments", cny("18000.00", payer="third_party", payer_account="acc-9"))
        (flag,) = sandbox.line("/flags", state="open")["data"]
        self.id, self.hold = str(flag["id"]), int(flag["hold_version"])
        self._sandbox = sandbox

    @property
    def held(self) -> str:
        return str(self._sandbox.line(self.path)["held"])

    def state(self) -> str:
        return str(self._sandbox.line(f"/flags/{self.id}")["state"])


@pytest.fixture
def flagged(sandbox: Caller) -> Flagged:
    return Flagged(sandbox)


def post(sandbox: Caller, path: str, role: Role = Role.OFFICER, **fields: Any) -> Any:
    cookie = staff_cookie(sandbox.url, role, name=role.value, sandbox=True)
    return sandbox.client.post(f"/console{path}", data=fields, headers=cookie, follow_redirects=False)


def page(sandbox: Caller, path: str = "/flags") -> str:
    cookie = staff_cookie(sandbox.url, Role.OFFICER, name="officer", sandbox=True)
    return str(sandbox.client.get(f"/console{path}", headers=cookie).text)


def appeal(sandbox: Caller, flagged: Flagged) -> str:
    """An appeal against the flag, taken by the officer; returns its id."""
    made = sandbox.done(f"{flagged.path}/appeals", {"against": flagged.id, "words": "My wife paid for me."})
    post(sandbox, f"/appeals/{made['id']}/assignment", seen="1")
    return str(made["id"])


def test_a_flag_is_cleared_with_words_and_its_hold_goes(sandbox: Caller, flagged: Flagged) -> None:
    assert flagged.held != "0.00"
    assert "¥18,000.00" in page(sandbox)
    assert post(sandbox, f"/flags/{flagged.id}/clear", words="ok").status_code == 422
    assert post(sandbox, f"/flags/{flagged.id}/clear", words=WORDS).status_code == 303
    assert (flagged.held, flagged.state()) == ("0.00", "cleared")
    assert post(sandbox, f"/flags/{flagged.id}/clear", words=WORDS).status_code == 422
    assert "wife" in page(sandbox, "/flags?state=cleared")
    assert sandbox.ask("SELECT closed_by FROM flag WHERE state = 'cleared' AND words <> ''") == [("officer",)]


def test_a_flag_is_renewed_for_some_hours(sandbox: Caller, flagged: Flagged) -> None:
    before = flagged.held
    assert post(sandbox, f"/flags/{flagged.id}/renew", words="The bank still answers.", hours="48").status_code == 303
    assert (flagged.held, flagged.state()) == (before, "renewed")
    assert f"{flagged.id}~1" in page(sandbox)


def test_an_upheld_appeal_against_a_flag_releases_it_in_the_same_commit(sandbox: Caller, flagged: Flagged) -> None:
    name = appeal(sandbox, flagged)
    shown = page(sandbox, f"/appeals/{name}")
    assert f'name="release" value="{flagged.id}"' in shown
    assert f"evt_shop_{flagged.hold}" not in shown.partition('id="decide"')[2], "its hold goes with the flag alone"
    answer = post(
        sandbox, f"/appeals/{name}/decision", seen="2", outcome="upheld", limit="", release=flagged.id, words=WORDS
    )
    assert answer.status_code == 303, answer.text
    assert (flagged.held, flagged.state()) == ("0.00", "cleared")
    ((written, commits),) = sandbox.ask(
        "SELECT words, (SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM flag WHERE id = flag.id AND state ="
        " 'cleared' AND words <> '' UNION SELECT xmin::text FROM appeal WHERE state = 'decided') AS both_rows)"
        " FROM flag WHERE state = 'cleared' AND words <> ''"
    )
    assert (written, commits) == (WORDS, 1)


def test_an_appeal_that_is_not_upheld_leaves_the_flag(sandbox: Caller, flagged: Flagged) -> None:
    name, before = appeal(sandbox, flagged), flagged.held
    fields = {"outcome": "not_upheld", "limit": "", "release": flagged.id, "words": WORDS}
    assert post(sandbox, f"/appeals/{name}/decision", seen="2", **fields).status_code == 303
    assert (flagged.held, flagged.state()) == (before, "open")


def test_an_appeal_on_another_line_does_not_reach_the_flag(sandbox: Caller, flagged: Flagged) -> None:
    other = sandbox.done("/lines/line_other0/appeals", {"against": flagged.id, "words": "Let this go, please."})
    post(sandbox, f"/appeals/{other['id']}/assignment", seen="1")
    fields = {"outcome": "upheld", "limit": "", "release": flagged.id, "words": WORDS}
    post(sandbox, f"/appeals/{other['id']}/decision", seen="2", **fields)
    assert flagged.state() == "open"
