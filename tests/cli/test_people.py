"""`creditline staff` and `creditline keys`, as a shell calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from creditline.access.password import is_password
from creditline.access.rights import Scope
from creditline.access.secret import digest


def creditline(url: str, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "creditline", *words],
        env={**os.environ, "DATABASE_URL": url},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_somebody_is_added_with_a_password_from_a_file_and_shut_out_again(database_url: str, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("correct horse battery\n")
    who = ["Lin@Lender.example", "--name", "Lin", "--role", "officer", "--role", "approver"]
    added = creditline(database_url, "staff", "add", *who, "--password-file", str(secret))
    assert added.returncode == 0, added.stderr
    assert added.stdout.startswith("otpauth://totp/creditline:lin%40lender.example?secret=")
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT login, roles, password_hash FROM staff").fetchone()
    assert row is not None
    assert row[:2] == ("lin@lender.example", ["approver", "officer"])
    assert is_password(row[2], "correct horse battery")
    again = creditline(database_url, "staff", "add", *who, "--oidc")
    assert (again.returncode, "staff-exists" in again.stderr) == (1, True)
    assert creditline(database_url, "staff", "disable", "lin@lender.example").returncode == 0
    (listed,) = json.loads(creditline(database_url, "staff", "list", "--json").stdout)
    assert listed["active"] is False


def test_a_password_is_taken_from_standard_input_and_may_not_be_short(database_url: str) -> None:
    who = ["staff", "add", "lin@lender.example", "--name", "Lin", "--role", "viewer", "--password-file", "-"]
    short = creditline(database_url, *who, typed="short")
    assert (short.returncode, "password-too-short" in short.stderr) == (1, True)
    assert creditline(database_url, *who, typed="correct horse battery\n").returncode == 0


def test_a_key_is_shown_once_and_kept_as_a_hash(database_url: str) -> None:
    made = creditline(database_url, "keys", "create", "app", "--scope", "lines:read", "--expires-in", "30d", "--json")
    key = json.loads(made.stdout)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT id, hash, scopes FROM api_key").fetchall()
        deeds = connection.execute("SELECT action, subject, actor_name FROM audit").fetchall()
    assert rows == [(key["id"], digest(key["key"]), ["lines:read"])]
    assert deeds == [("key.created", key["id"], "command line")]
    assert key["key"] not in creditline(database_url, "keys", "list").stdout
    assert creditline(database_url, "keys", "revoke", key["id"]).returncode == 0
    assert creditline(
        database_url, "keys", "create", "app", "--scope", "lines:read", "--expires-in", "9999d"
    ).returncode


def test_a_key_needs_a_scope_that_there_is(database_url: str) -> None:
    assert creditline(database_url, "keys", "create", "app").returncode == 2
    assert "scope-unknown" in creditline(database_url, "keys", "create", "app", "--scope", "everything").stderr


def test_a_name_is_listed_as_it_was_given_and_a_row_stays_one_line(database_url: str) -> None:
    name = "the [bold]shop[/] of somebody [/] whose name says more than a screen is wide"
    scopes = [word for scope in sorted(Scope) for word in ("--scope", scope)]
    creditline(database_url, "keys", "create", name, *scopes)
    creditline(database_url, "staff", "add", "lin@lender.example", "--name", name, "--role", "viewer", "--oidc")
    for what in ("keys", "staff"):
        listed = creditline(database_url, what, "list")
        assert listed.returncode == 0, listed.stderr
        (row,) = listed.stdout.splitlines()
        assert name in row


@pytest.mark.parametrize(
    "words",
    [["app", "--per-minute", "0"], ["app", "--expires-in", "0d"], [" "], ["x" * 101]],
    ids=["never asks", "ends at once", "no name", "a name too long"],
)
def test_a_key_that_would_be_of_no_use_is_refused_in_a_sentence(database_url: str, words: list[str]) -> None:
    made = creditline(database_url, "keys", "create", *words, "--scope", "lines:read")
    assert (made.returncode, made.stdout) == (1, "")
    assert "key-useless" in made.stderr
    assert "DETAIL" not in made.stderr
