"""Every route, tried by everybody: nothing is reachable that should not be. A new route fails until it is listed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_caller import api_key
from litestar import Litestar
from litestar.testing import TestClient
from signing_in import borrower_cookie, staff_cookie

from creditline.access.rights import RIGHTS, Role, Scope
from creditline.web.app import create_app
from creditline.web.routes import ROUTES, Access

LINE = "line_walked"  # there is no such line: who gets in is told so, and nothing changes
TO_THE_ONE_LINE = {"GET /"}  # where a borrower asks for all lines
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "access.md"
_NAMES = {
    "number": "1",
    "line_id": LINE,
    "appeal_id": "app_0",
    "evidence_id": "evi_0",
    "job_id": "job_0",
    "key_id": "key_0",
}
_ROW = re.compile(r"^\| `([A-Z]+ /[^`]*)` \| ([^|]*) \|", re.MULTILINE)


def served(app: Litestar) -> set[str]:
    """Every method and path the application answers, but for OPTIONS, which says only what there is."""
    return {f"{method} {route.path_format}" for route in app.routes for method in route.methods - {"OPTIONS"}}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def client(module_database_url: str) -> Iterator[TestClient[Litestar]]:
    """A server outside a sandbox, asked over HTTPS."""
    with TestClient(create_app(module_database_url), base_url="https://testserver.local") as client:
        yield client


def test_every_route_is_listed_and_no_other() -> None:
    assert served(create_app("postgresql://nowhere/nothing")) == set(ROUTES), "list the route in web/routes.py"


def test_the_reference_lists_every_route_with_who_may_take_it() -> None:
    written = dict(_ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert written == {route: " · ".join(_who(access)) for route, access in ROUTES.items()}


@pytest.mark.parametrize("role", list(Role))
def test_staff_take_the_routes_of_their_role(
    client: TestClient[Litestar], module_database_url: str, role: Role
) -> None:
    cookie = staff_cookie(module_database_url, role)
    expected = {
        route for route, access in ROUTES.items() if access.public or access.any_staff or (access.staff in RIGHTS[role])
    }
    assert _reached(client, cookie) == expected


def test_a_borrower_takes_the_pages_of_their_line(client: TestClient[Litestar], module_database_url: str) -> None:
    own = {route for route, access in ROUTES.items() if access.public or access.borrower}
    assert _reached(client, borrower_cookie(module_database_url, LINE)) == own | TO_THE_ONE_LINE


def test_a_borrower_of_another_line_takes_none(client: TestClient[Litestar], module_database_url: str) -> None:
    cookie = borrower_cookie(module_database_url, "line_other")
    assert _reached(client, cookie) == _public() | TO_THE_ONE_LINE


def test_a_visitor_takes_none(client: TestClient[Litestar]) -> None:
    assert _reached(client, {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}) == _public()


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_takes_the_routes_of_its_scope(
    client: TestClient[Litestar], module_database_url: str, scope: Scope
) -> None:
    key = api_key(module_database_url, secret=f"clk_{scope}", scopes=[scope])
    expected = {route for route, access in ROUTES.items() if access.public or access.scope is scope}
    assert _reached(client, key) == expected


def test_every_scope_of_a_route_that_there_is_opens_something() -> None:
    used = {access.scope for access in ROUTES.values()}
    assert set(Scope) - used <= {Scope.READ_POLICIES, Scope.WRITE_POLICIES}


@pytest.mark.parametrize(
    "columns",
    [{"expires_at": "2020-01-01"}, {"revoked_at": "2020-01-01"}, {"scopes": []}],
    ids=["expired", "revoked", "without scopes"],
)
def test_a_key_that_does_not_work_opens_nothing(
    client: TestClient[Litestar], module_database_url: str, columns: dict[str, object]
) -> None:
    secret = f"clk_{sorted(columns)}"
    given: dict[str, object] = {"scopes": list(Scope), **columns}
    key = api_key(module_database_url, secret=secret, **given)  # type: ignore[arg-type]
    assert _reached(client, key) == _public()


def _public() -> set[str]:
    return {route for route, access in ROUTES.items() if access.public}


def _reached(client: TestClient[Litestar], headers: dict[str, str]) -> set[str]:
    """Return the routes that the gate let these headers take; what comes after the gate does not matter."""
    in_order = sorted(ROUTES, key=lambda route: route == "POST /console/sign-out")  # which ends the session: last
    return {route for route in in_order if _is_reached(client, route, headers)}


def _is_reached(client: TestClient[Litestar], route: str, headers: dict[str, str]) -> bool:
    method, path = route.split(" ")
    address = re.sub(r"\{(\w+)\}", lambda name: _NAMES.get(name[1], "nothing"), path)
    client.cookies.clear()
    answer = client.request(method, address, headers=headers, follow_redirects=False)
    sent_away = answer.headers.get("location", "").startswith("/console/sign-in?next=")
    refused_by_us = answer.status_code in {401, 403} and not ROUTES[route].public
    return not sent_away and not refused_by_us


def _who(access: Access) -> list[str]:
    if access.public:
        return ["everybody"]
    people = [role.value for role in Role if access.any_staff or access.staff in RIGHTS[role]]
    borrower = ["the line's borrower"] if access.borrower else []
    key = [f"key `{access.scope}`"] if access.scope else []
    found = [*people, *borrower, *key]
    return found or ["nobody outside a sandbox"]
