"""Signing in and out: by password and code, and in a sandbox by choosing a role."""

from time import monotonic

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from creditline.access.principal import Staff
from creditline.access.rights import Role
from creditline.access.secret import digest, new_id
from creditline.store.audit import Deed
from creditline.store.people import StaffExists, add_staff, end_session, read_staff
from creditline.usecases.advance_clock import NotASandbox
from creditline.usecases.sign_in import SESSION_LASTS, SignInFailed, begin_session, check_password
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import first_place, form_of, go
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import STAFF_COOKIE, AskedTooOften, check_same_origin, cookie_name, staff_of
from creditline.web.i18n import N_

ROLE_NAMES = {
    Role.VIEWER: N_("Viewer: reads lines and appeals"),
    Role.OFFICER: N_("Officer: works on appeals"),
    Role.APPROVER: N_("Approver: second person, extensions"),
    Role.ANALYST: N_("Analyst: policies and data"),
    Role.ADMIN: N_("Admin: people and keys"),
    Role.AUDITOR: N_("Auditor: reads everything, the audit trail too"),
}


@get("/console/sign-in", include_in_schema=False)
async def show_sign_in(request: AppRequest, next: FromQuery[str] = "/console") -> Response[str]:  # noqa: A002 - the address's name for it
    """Show the ways to sign in."""
    return _sign_in_page(request, next)


@post("/console/sign-in", include_in_schema=False)
async def sign_in(request: AppRequest) -> Response[str] | Redirect:
    """Sign in by login, password and code."""
    check_same_origin(request.method, request.headers)
    desk, form = desk_of(request), await form_of(request)
    login = form.get("login", "").strip().lower()
    _check_tries(request, desk, login)
    try:
        staff = await check_password(
            desk.database, login, form.get("password", ""), form.get("code", ""), desk.wall.now()
        )
    except SignInFailed:
        deed = Deed(desk.wall.now(), _stranger(login).actor, "staff.sign_in_failed", login[:200], "password")
        await desk.journal.write(deed)
        words = frame_of(request).language.gettext("Login, password and code do not belong together.")
        return _sign_in_page(request, form.get("next", ""), Message("danger", words), status=401)
    return await welcome(desk, staff, form.get("next", ""), "password")


@post("/console/sign-in/sandbox", include_in_schema=False)
async def sign_in_to_sandbox(request: AppRequest) -> Redirect:
    """Sign in as somebody made up who has one role. Only a sandbox has such people; raises NotASandbox elsewhere."""
    check_same_origin(request.method, request.headers)
    desk, form = desk_of(request), await form_of(request)
    if not desk.sandbox:
        raise NotASandbox
    try:
        role = Role(form.get("role", ""))
    except ValueError:
        raise SignInFailed from None
    return await welcome(desk, await _made_up(desk, role), form.get("next", ""), "sandbox")


@post("/console/sign-out", include_in_schema=False)
async def sign_out(request: AppRequest) -> Redirect:
    """End the session."""
    desk = desk_of(request)
    name = cookie_name(desk, STAFF_COOKIE)
    await end_session(desk.database, digest(request.cookies.get(name, "")), desk.wall.now())
    await desk.journal.write(Deed(desk.wall.now(), staff_of(request).actor, "staff.signed_out", "", ""))
    answer = go("/console/sign-in")
    answer.set_cookie(Cookie(key=name, value="", max_age=0, httponly=True, secure=not desk.sandbox))
    return answer


async def welcome(desk: Desk, staff: Staff, back: str, how: str) -> Redirect:
    """Open a session for somebody who proved who they are, and send them where they wanted to go."""
    secret = await begin_session(desk.database, staff, desk.wall.now())
    await desk.journal.write(Deed(desk.wall.now(), staff.actor, "staff.signed_in", "", how))
    answer = go(own_path(back) or first_place(staff))
    answer.set_cookie(
        Cookie(
            key=cookie_name(desk, STAFF_COOKIE),
            value=secret,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=not desk.sandbox,
        )
    )
    return answer


def own_path(path: str) -> str:
    """Return a path of ours to go back to; empty for anything that could lead elsewhere, and for the console's door."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours and path != "/console" else ""


def _sign_in_page(request: AppRequest, back: str, message: Message | None = None, status: int = 200) -> Response[str]:
    desk, frame = desk_of(request), frame_of(request)
    roles = [(role.value, frame.language.gettext(words)) for role, words in ROLE_NAMES.items()]
    return frame.page(
        "console/sign_in.html",
        status=status,
        back=own_path(back),
        message=message,
        roles=roles if desk.sandbox else [],
        oidc=desk.settings.oidc is not None,
    )


def _check_tries(request: AppRequest, desk: Desk, login: str) -> None:
    address = request.client.host if request.client else ""
    if not desk.allowances.addresses.take(address, monotonic()) or not desk.allowances.tries.take(login, monotonic()):
        raise AskedTooOften


def _stranger(login: str) -> Staff:
    return Staff(id="", login=login, name=login[:80], roles=frozenset())


async def _made_up(desk: Desk, role: Role) -> Staff:
    """Return the sandbox's member of staff with this role, added when first asked for."""
    login = f"{role.value}@sandbox"
    names = {Role.OFFICER: "Lin Officer", Role.APPROVER: "Bo Approver"}
    staff = Staff(id=new_id("stf"), login=login, name=names.get(role, role.value.title()), roles=frozenset({role}))
    try:
        await add_staff(desk.database, staff, desk.wall.now())
    except StaffExists:
        return await read_staff(desk.database, login)
    return staff


HANDLERS = [show_sign_in, sign_in, sign_in_to_sandbox, sign_out]
