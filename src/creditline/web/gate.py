"""The guard of every route: who asks, whether they may, whether they ask too often; and a note of what they read."""

from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from creditline.access.pass_token import PassInvalid, verify
from creditline.access.principal import ApiKey, Borrower, Principal, Staff, Visitor
from creditline.access.secret import digest
from creditline.store.audit import Deed
from creditline.store.people import read_session
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.routes import ROUTES, Access

STAFF_COOKIE, BORROWER_COOKIE = "creditline_staff", "creditline_borrower"

Asking = ASGIConnection[BaseRouteHandler, None, None, State]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CLOSED = Access(demo=True)
_LONGEST_DETAIL = 500


class CredentialMissing(PermissionError):
    """Nobody comes in without saying who they are."""

    code = "credential-missing"

    def __init__(self) -> None:
        super().__init__("Send an API key: 'Authorization: Bearer clk_…'. 'creditline keys create' makes one.")


class CredentialInvalid(PermissionError):
    """An API key must be one of ours, and neither expired nor revoked."""

    code = "credential-invalid"

    def __init__(self) -> None:
        super().__init__("This API key is unknown, has expired or was revoked. Ask the lender's administrator for one.")


class NotAllowed(PermissionError):
    """A role or a scope gives what it names, and nothing else."""

    code = "not-allowed"

    def __init__(self, who: Principal, access: Access) -> None:
        wanted = f"the scope {access.scope}" if isinstance(who, ApiKey) and access.scope else _right(access)
        super().__init__(f"This needs {wanted}. Ask the lender's administrator.")
        self.who = who


class CrossOrigin(PermissionError):
    """What changes something comes from our own pages."""

    code = "cross-origin"

    def __init__(self) -> None:
        super().__init__("This request came from another site's page and was refused. Use the form on our own page.")


class AskedTooOften(RuntimeError):
    """There is a limit to how often somebody may ask."""

    code = "asked-too-often"
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(f"Too many requests. Nothing was done; try again in {self.retry_after_s} seconds.")


async def admit(asking: Asking, _handler: BaseRouteHandler) -> None:
    """Let a request in or raise CredentialMissing, CredentialInvalid, NotAllowed, CrossOrigin, AskedTooOften.

    Who it is stands in the request's state from then on.
    """
    method = _method(asking)
    if method == "OPTIONS":
        return
    desk: Desk = asking.app.state.desk
    access = ROUTES.get(f"{method} {asking.scope['path_template']}", _CLOSED)
    line_id = asking.path_params.get("line_id")
    who = await _who(asking, desk, access, line_id)
    _check_pace(desk, who)
    asking.state["principal"] = who
    if access.reads is not None:
        await desk.journal.write(_deed(asking, desk, who, access.reads))


def principal_of(request: AppRequest) -> Principal:
    """Return who asks."""
    who: Principal = request.state.get("principal", Visitor())
    return who


def staff_of(request: AppRequest) -> Staff:
    """Return the member of staff who asks, on a route that only they may take."""
    who = principal_of(request)
    if not isinstance(who, Staff):
        raise CredentialMissing
    return who


def stays_in(request: AppRequest) -> Callable[[], bool]:
    """Return what says whether a stream may go on: a borrower's ends with the session."""
    who, clock = principal_of(request), desk_of(request).wall
    expires_at = who.expires_at if isinstance(who, Borrower) else None
    return lambda: expires_at is None or clock.now() < expires_at


def cookie_name(desk: Desk, name: str) -> str:
    """Return the full name of a cookie: one that a browser only takes over HTTPS, except in a sandbox."""
    return name if desk.sandbox else f"__Host-{name}"


def bearer(header: str | None) -> str | None:
    """Return the API key in an Authorization header."""
    kind, _, secret = (header or "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


async def _who(asking: Asking, desk: Desk, access: Access, line_id: str | None) -> Principal:
    """Return the first of those this request speaks for that may take the route."""
    given = asking.headers.get("Authorization")
    if given is not None and access.scope is not None:
        return _admitted(await _program(desk, given), access, line_id)
    people = [] if asking.scope["path"].startswith("/v1/") else await _people(asking, desk)
    admitted = [one for one in people if access.admits(one, line_id)]
    if admitted:
        _check_origin(asking)
        return admitted[0]
    if access.public or (desk.sandbox and access.demo):
        return people[0] if people else Visitor()
    if people:
        raise NotAllowed(people[0], access)
    raise CredentialMissing


def _admitted(who: Principal, access: Access, line_id: str | None) -> Principal:
    if not access.public and not access.admits(who, line_id):
        raise NotAllowed(who, access)
    return who


async def _program(desk: Desk, header: str) -> ApiKey:
    secret, at_s = bearer(header), monotonic()
    now = desk.wall.now()
    key = None if secret is None else desk.keys.recall(secret, at_s, now)
    if key is None:
        key = None if secret is None else await desk.keys.find(secret, at_s, now)
    if key is None:
        raise CredentialInvalid
    if not desk.keys.may_ask(key, at_s):
        raise AskedTooOften
    return key


async def _people(asking: Asking, desk: Desk) -> list[Staff | Borrower]:
    """Return whom the cookies speak for: staff first."""
    staff, borrower = await _staff(asking, desk), _borrower(asking, desk)
    return [one for one in (staff, borrower) if one is not None]


async def _staff(asking: Asking, desk: Desk) -> Staff | None:
    secret = asking.cookies.get(cookie_name(desk, STAFF_COOKIE))
    return await read_session(desk.database, digest(secret), desk.wall.now()) if secret else None


def _borrower(asking: Asking, desk: Desk) -> Borrower | None:
    token = asking.cookies.get(cookie_name(desk, BORROWER_COOKIE))
    if not token:
        return None
    try:
        session = verify(token, desk.signing_secret, use="session", now=desk.wall.now())
    except PassInvalid:
        return None
    return Borrower(session.line_id, session.expires_at)


def _method(asking: Asking) -> str:
    return str(asking.scope.get("method", "GET"))


def _check_origin(asking: Asking) -> None:
    check_same_origin(_method(asking), asking.headers)


def check_same_origin(method: str, headers: object) -> None:
    """Raise CrossOrigin for a change that a browser says comes from elsewhere, or that nothing vouches for."""
    if method in _SAFE:
        return
    read = headers.get  # type: ignore[attr-defined]
    site, origin = read("Sec-Fetch-Site"), read("Origin")
    if site in {"same-origin", "none"}:
        return
    if site is None and origin is not None and urlsplit(origin).netloc == read("Host"):
        return
    raise CrossOrigin


def _check_pace(desk: Desk, who: Principal) -> None:
    if isinstance(who, Staff | Borrower) and not desk.allowances.people.take(who.actor.id, monotonic()):
        raise AskedTooOften


def _deed(asking: Asking, desk: Desk, who: Principal, action: str) -> Deed:
    path = asking.path_params
    subject = str(path.get("appeal_id") or path.get("line_id") or "")
    detail = asking.scope["path"] + (f"?{asking.url.query}" if asking.url.query else "")
    return Deed(desk.wall.now(), who.actor, action, _kept(subject), _kept(detail))


def _kept(text: str) -> str:
    """Return a text that came from outside as the database can keep it."""
    return text.replace("\x00", "").encode(errors="replace").decode()[:_LONGEST_DETAIL]


def _right(access: Access) -> str:
    return f"the right {access.staff}" if access.staff else "another way in"
