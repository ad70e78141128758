"""The borrower's page says what binds a line below its own limit, and lets the borrower choose a lower one."""

import re
from typing import Any

import pytest
from api_caller import Caller, cny, new_key

HTMX = {"HX-Request": "true"}


def page(api: Caller, path: str, language: str = "en") -> str:
    answer = api.client.get(path, params={"lang": language})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def choose(api: Caller, path: str, amount: str, **headers: str) -> Any:
    form = {"amount": amount, "key": new_key()}
    return api.client.post(f"{path}/chosen-limit", data=form, headers=headers)


def test_a_page_says_nothing_of_bounds_where_the_lines_own_limit_binds(sandbox: Caller) -> None:
    path = sandbox.open()
    assert 'data-testid="notice-bound' not in sandbox.client.get(path).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The limit you chose counts now: CN¥2,000.00"),
        ("zh-CN", "现在按您自选的额度计算：¥2,000.00"),
    ],
)
def test_a_limit_that_the_borrower_chose_is_shown_in_both_languages(sandbox: Caller, language: str, words: str) -> None:
    path = sandbox.open()
    answer = choose(sandbox, path, "2,000", **HTMX)
    assert answer.status_code == 200
    assert "From now on you can owe up to CN¥2,000.00 on this line." in answer.text
    assert words in page(sandbox, path, language)


def test_a_temporary_limit_says_until_when(sandbox: Caller) -> None:
    path = sandbox.open()
    limit = {"amount": "5000.00", "currency": "CNY", "reason": "travelling", "ends_at": "2026-01-03T00:00:00Z"}
    sandbox.done(f"{path}/temporary-limits", limit)
    shown = page(sandbox, path)
    assert "A temporary limit counts now: CN¥5,000.00" in shown
    assert "It ends by itself on Jan 3, 2026." in shown
    sandbox.advance("2d")
    assert "temporary limit" not in page(sandbox, path)


def test_what_other_lines_use_is_said_to_be_why(sandbox: Caller) -> None:
    customer = {"id": "cus_one", "name": "One", "kind": "business", "currency": "CNY", "limit": "25000.00"}
    sandbox.done("/customers", customer)
    one, other = sandbox.open("one"), sandbox.open("other")
    for path in (one, other):
        sandbox.done("/customers/cus_one/lines", {"line_id": path.removeprefix("/lines/")})
    sandbox.done(f"{one}/draws", cny("18000.00"))
    shown = page(sandbox, other)
    assert "Your lines share one limit; this one has room for CN¥7,000.00" in shown
    assert "Repaying on any of them makes room here." in shown


def test_a_choice_is_taken_back_by_leaving_the_field_empty_without_javascript_too(sandbox: Caller) -> None:
    path = sandbox.open()
    choose(sandbox, path, "100.00")
    answer = choose(sandbox, path, "")
    assert answer.status_code in {200, 201}
    assert "Your whole limit counts again." in answer.text
    assert sandbox.line(path)["bound_by"] == "limit"


def test_a_choice_that_is_no_amount_is_told_so(sandbox: Caller) -> None:
    path = sandbox.open()
    assert "Enter an amount in digits" in choose(sandbox, path, "much", **HTMX).text
    assert sandbox.line(path)["bound_by"] == "limit"


def test_a_choice_above_the_limit_changes_nothing_and_says_so(sandbox: Caller) -> None:
    path = sandbox.open()
    assert "is not below the limit you have" in choose(sandbox, path, "50000", **HTMX).text
    assert sandbox.line(path)["available"] == "20000.00"
