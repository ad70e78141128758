"""How people come in: by password and code, by an identity provider, by a link; and how they are kept out."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import psycopg
import pyotp
import pytest
from api_caller import Caller
from joserfc import jwt
from joserfc.jwk import RSAKey
from litestar import Litestar
from litestar.testing import TestClient
from signing_in import SAME_ORIGIN, borrower_cookie, staff_cookie

from creditline.access.password import hash_password
from creditline.access.rights import Role
from creditline.web.app import create_app
from creditline.web.settings import Oidc, Settings

PASSWORD, TOTP = "correct horse battery", pyotp.random_base32()
ISSUER = "https://idp.example"
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@pytest.fixture
def door(database_url: str) -> Iterator[TestClient[Litestar]]:
    """A server outside a sandbox, with an identity provider."""
    oidc = Oidc(issuer=ISSUER, client_id="creditline", client_secret="s3cret")
    settings = Settings(files_url="memory:///", public_url="https://lender.example", oidc=oidc)
    with TestClient(create_app(database_url, settings), base_url="https://testserver.local") as client:
        yield client


def add_lin(url: str, *, active: bool = True, password: bool = True) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO staff (id, login, name, roles, password_hash, totp_secret, active, added_at) "
            "VALUES ('stf_lin', 'lin@lender.example', 'Lin', '{officer}', %s, %s, %s, now())",
            [hash_password(PASSWORD) if password else None, TOTP if password else None, active],
        )


def sign_in(door: TestClient[Litestar], **fields: str) -> Any:
    code = pyotp.TOTP(TOTP).now()
    form = {"login": "lin@lender.example", "password": PASSWORD, "code": code, "next": "/console/search", **fields}
    return door.post("/console/sign-in", data=form, headers=FORM, follow_redirects=False)


def test_staff_sign_in_by_password_and_code_and_out_again(door: TestClient[Litestar], database_url: str) -> None:
    add_lin(database_url)
    answer = sign_in(door)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/search")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-creditline_staff=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert door.get("/console/search", headers=FORM, follow_redirects=False).status_code == 200
    door.post("/console/sign-out", headers=FORM, follow_redirects=False)
    assert door.get("/console/search", headers={**FORM, "Cookie": cookie}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [{"password": "wrong horse battery"}, {"code": "000000"}, {"login": "nobody@lender.example"}, {"code": ""}],
)
def test_what_does_not_belong_together_is_refused_with_one_sentence(
    door: TestClient[Litestar], database_url: str, fields: dict[str, str]
) -> None:
    add_lin(database_url)
    answer = sign_in(door, **fields)
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_code_works_once(door: TestClient[Litestar], database_url: str) -> None:
    add_lin(database_url)
    code = pyotp.TOTP(TOTP).now()
    assert [sign_in(door, code=code).status_code for _ in range(2)] == [303, 401]


def test_whoever_was_shut_out_stays_out(door: TestClient[Litestar], database_url: str) -> None:
    add_lin(database_url, active=False)
    assert sign_in(door).status_code == 401


def test_guessing_is_slowed_down(door: TestClient[Litestar], database_url: str) -> None:
    add_lin(database_url)
    statuses = [sign_in(door, password="a guess that is wrong").status_code for _ in range(12)]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429] * 2
    assert sign_in(door).status_code == 429


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "/console\r\nX: y"])
def test_signing_in_leads_nowhere_else(door: TestClient[Litestar], database_url: str, path: str) -> None:
    add_lin(database_url)
    assert sign_in(door, next=path).headers["location"] == "/console/appeals"


def test_the_made_up_people_of_a_sandbox_are_refused_outside_one(door: TestClient[Litestar]) -> None:
    answer = door.post("/console/sign-in/sandbox", data={"role": "admin"}, headers=FORM, follow_redirects=False)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_the_sandbox_lets_a_visitor_choose_a_role(sandbox: Caller) -> None:
    answer = sandbox.client.post(
        "/console/sign-in/sandbox", data={"role": "auditor"}, headers=FORM, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/appeals")
    assert sandbox.ask("SELECT roles FROM staff") == [(["auditor"],)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Origin": "https://testserver.local"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_change_comes_from_our_own_pages(
    door: TestClient[Litestar], database_url: str, headers: dict[str, str], status: int
) -> None:
    cookie = staff_cookie(database_url, Role.OFFICER)["Cookie"]
    answer = door.post("/console/sign-out", headers={"Cookie": cookie, **headers}, follow_redirects=False)
    assert answer.status_code == status


def test_a_key_may_ask_as_often_as_it_was_given(api: Caller) -> None:
    from api_caller import api_key  # noqa: PLC0415 - beside its one use

    header = api_key(api.url, secret="clk_slow", per_minute=2)
    answers = [api.client.get("/v1/lines", headers=header) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "10"
    assert answers[2].json()["code"] == "asked-too-often"


def test_a_link_opens_the_page_of_its_line_once(door: TestClient[Litestar], database_url: str) -> None:
    api = Caller(door, database_url)
    api.open("shop")
    api.open("other")
    url = api.done("/lines/line_shop/borrower_links")["url"]
    assert url.startswith("https://lender.example/enter?token=")
    door.headers.pop("Authorization")
    path = url.removeprefix("https://lender.example")
    first = door.get(path, headers=FORM, follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/lines/line_shop")
    assert door.get("/lines/line_shop", headers=FORM).status_code == 200
    assert door.get("/lines/line_other", headers=FORM).status_code == 403
    everything = door.get("/", headers=FORM, follow_redirects=False)
    assert (everything.status_code, everything.headers["location"]) == (303, "/lines/line_shop")
    assert door.get(path, headers=FORM, follow_redirects=False).status_code == 401


def test_a_borrower_files_an_appeal_and_an_officer_is_noted_as_its_reader(
    door: TestClient[Litestar], database_url: str
) -> None:
    api = Caller(door, database_url)
    api.open("shop", limit="900.00")
    api.done("/lines/line_shop/limit_changes", {"limit": "100.00", "currency": "CNY", "reason": "Annual review"})
    door.headers.pop("Authorization")
    fields = {"against": "evt_shop_2", "words": "My income has risen."}
    borrower = borrower_cookie(database_url, "line_shop")
    filed = door.post("/lines/line_shop/appeals", data=fields, headers=borrower, follow_redirects=False)
    appeal_id = filed.headers["location"].rsplit("/", 1)[1]
    door.get(f"/console/appeals/{appeal_id}", headers=staff_cookie(database_url, Role.VIEWER, name="Vi"))
    read = "SELECT actor_kind, actor_name, action, subject FROM audit WHERE subject = '%s'"
    assert api.ask(read % appeal_id) == [("staff", "Vi", "appeal.read", appeal_id)]
    assert api.ask("SELECT filed_by FROM appeal") == [("line_shop",)]


def test_the_audit_trail_only_grows(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET ROLE creditline_app")
        for statement in ("UPDATE audit SET actor_id = ''", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


class Provider:
    """An identity provider in memory: gives a code to whoever asks, and a token for the code."""

    def __init__(self, **claims: object) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.claims = {"iss": ISSUER, "aud": "creditline", "sub": "42", "email": "Lin@lender.example", **claims}
        self.nonce = ""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/.well-known/openid-configuration":
            places = {name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            return httpx2.Response(200, json={"issuer": ISSUER, **places})
        if request.url.path == "/jwks_uri":
            return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        asked = parse_qs(request.content.decode())
        assert asked["code_verifier"]
        claims = {"nonce": self.nonce, "exp": int(time.time()) + 60, "email_verified": True, **self.claims}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return httpx2.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": token})


def vouched(door: TestClient[Litestar], provider: Provider, **answer: str) -> Any:
    """Go to the provider and come back with its answer."""
    door.app.state.oidc_transport = httpx2.MockTransport(provider)
    sent = door.get("/console/sign-in/oidc?next=/console/search", headers=FORM, follow_redirects=False)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert asked["redirect_uri"] == "https://lender.example/console/sign-in/oidc/answer"
    provider.nonce = provider.nonce or asked["nonce"]
    back = {"state": asked["state"], "code": "c", **answer}
    return door.get("/console/sign-in/oidc/answer", params=back, headers=FORM, follow_redirects=False)


def test_staff_sign_in_by_an_identity_provider(door: TestClient[Litestar], database_url: str) -> None:
    add_lin(database_url, password=False)
    answer = vouched(door, Provider())
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/search")
    renamed = vouched(door, Provider(email="lin.new@lender.example"))
    assert renamed.status_code == 303, "bound to the subject at the first sign-in"
    assert vouched(door, Provider(sub="43")).status_code == 401, "the login is bound to another subject"


@pytest.mark.parametrize(
    ("provider", "answer", "status"),
    [
        (Provider(email="nobody@lender.example"), {}, 401),
        (Provider(email_verified=False), {}, 401),
        (Provider(), {"state": "another"}, 401),
        (Provider(), {"code": ""}, 401),
        (Provider(aud="another"), {}, 502),
        (Provider(iss="https://evil.example"), {}, 502),
        (Provider(exp=1_000), {}, 502),
        (Provider(nonce="another"), {}, 502),
    ],
)
def test_an_answer_that_proves_nothing_opens_nothing(
    door: TestClient[Litestar], database_url: str, provider: Provider, answer: dict[str, str], status: int
) -> None:
    add_lin(database_url, password=False)
    refused = vouched(door, provider, **answer)
    assert refused.status_code == status
    assert "creditline_staff" not in refused.headers.get("set-cookie", "")


def test_a_page_of_ours_asks_for_signing_in_and_leads_back(door: TestClient[Litestar]) -> None:
    answer = door.get("/console/audit?actor=lin", headers=SAME_ORIGIN, follow_redirects=False)
    assert answer.headers["location"] == "/console/sign-in?next=/console/audit%3Factor%3Dlin"
