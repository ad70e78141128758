"""Pages that say what went wrong, and the ways back from them: for borrowers, for visitors, for staff."""

from collections.abc import Iterator

import pytest
from api_caller import Caller
from litestar.testing import TestClient
from signing_in import borrower_cookie

from creditline.web.app import create_app

HTML = {"Accept": "text/html"}


@pytest.fixture
def real(database_url: str) -> Iterator[Caller]:
    """A server outside a sandbox."""
    with TestClient(create_app(database_url), base_url="https://testserver.local") as client:
        yield Caller(client, database_url)


def where_to(caller: Caller, path: str, **headers: str) -> tuple[int, str]:
    answer = caller.client.get(path, headers={**HTML, **headers}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("/lines/line_shop/draws?lang=zh-CN", "/lines/line_shop?lang=zh-CN"),
        ("/lines/line_shop/chosen-limit", "/lines/line_shop"),
        ("/lines/line_shop/offers/offer_1/accept", "/lines/line_shop"),
        ("/lines/line_shop/appeals/app_1/more?theme=dark", "/lines/line_shop/appeals/app_1?theme=dark"),
        ("/sandbox/clock", ""),
    ],
)
def test_the_address_of_a_form_leads_back_to_its_page(sandbox: Caller, form: str, page: str) -> None:
    """Who changes the language of a form's answer asks for the form's address, where there is nothing to show."""
    sandbox.open()
    assert where_to(sandbox, form) == ((303, page) if page else (405, ""))


def test_a_wrong_address_is_not_explained_in_a_programs_words(sandbox: Caller) -> None:
    path = sandbox.open().removeprefix("/v1")
    told = sandbox.client.get(f"{path}?answer=soon", headers=HTML).text
    assert "follow the link once more" in told
    assert "Validation failed" not in told


def test_a_borrower_who_asks_for_all_lines_gets_the_one_line(real: Caller) -> None:
    cookie = borrower_cookie(real.url, "line_shop")
    assert where_to(real, "/", **cookie) == (303, "/lines/line_shop")


def test_a_borrower_is_not_sent_to_an_administrator(real: Caller) -> None:
    answer = real.client.get("/lines/line_other", headers=borrower_cookie(real.url, "line_shop"))
    assert answer.status_code == 403
    assert "administrator" not in answer.text
    assert 'href="/lines/line_shop"' in answer.text


@pytest.mark.parametrize(("path", "kept"), [("/?after=line_a", "after=line_a"), ("/lines?id=line_b", "id=line_b")])
def test_another_language_shows_the_same_page(sandbox: Caller, path: str, kept: str) -> None:
    told = sandbox.client.get(f"{path}&lang=en&theme=dark", headers=HTML).text
    assert f'href="?{kept}&amp;lang=zh-CN"' in told
    assert f'href="?{kept}&amp;theme=light"' in told
