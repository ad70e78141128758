"""`creditline staff`: who of the lender's people may come in. Secrets are asked for or read from files, never flags."""

import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from creditline.access.password import hash_password, new_totp_secret, totp_address
from creditline.access.principal import SYSTEM, Actor, Staff
from creditline.access.rights import Role
from creditline.access.secret import new_id
from creditline.cli.console import MESSAGES, OUTPUT, print_json, print_row
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.store.audit import Deed, write_deeds
from creditline.store.database import Database
from creditline.store.people import add_staff, read_all_staff, set_active, set_password, set_roles

APP = App(name="staff", help="Add people, give them roles, shut them out.")

Login = Annotated[
    str, Parameter(help="What the person signs in with: an e-mail address, as the identity provider has it.")
]
Roles = Annotated[
    list[Role],
    Parameter(name="--role", negative="", help="viewer, officer, approver, analyst, admin or auditor; several times."),
]
PasswordFile = Annotated[
    Path | None,
    Parameter(
        name="--password-file",
        allow_leading_hyphen=True,
        help="A file that holds the password, or - for standard input. Otherwise it is asked for.",
    ),
]


class PasswordsDiffer(ValueError):
    """A password is typed twice, the same."""

    code = "passwords-differ"

    def __init__(self) -> None:
        super().__init__("The two passwords differ. Type the command again.")


class RoleMissing(ValueError):
    """Somebody who signs in has at least one role."""

    code = "role-missing"

    def __init__(self) -> None:
        super().__init__("Give at least one role, such as --role officer.")


@APP.command
def add(
    login: Login,
    /,
    *,
    name: Annotated[str, Parameter(help="What the others see.")],
    role: Roles,
    password_file: PasswordFile = None,
    oidc: Annotated[bool, Parameter(negative="", help="Without a password: signs in by OpenID Connect alone.")] = False,
    data: Data = None,
) -> None:
    """Add somebody. With a password comes an authenticator: its address is printed once."""
    _check(role)
    password_hash, totp = (None, None) if oidc else _new_password(password_file)
    staff = Staff(
        id=new_id("stf"),
        login=login.strip().lower(),
        name=name,
        roles=frozenset(role),
        password_hash=password_hash,
        totp_secret=totp,
    )

    async def work(database: Database) -> None:
        await add_staff(database, staff, SystemClock().now())

    _run(data, "staff.added", staff.login, work)
    MESSAGES.print(f"[green]✓[/] {escape(name)} signs in as {staff.login}: {', '.join(sorted(role))}.")
    _print_totp(staff.login, totp)


@APP.command(name="list")
def list_staff(*, data: Data = None, json: Json = False) -> None:
    """List everybody with their roles."""
    with database_url(data) as url:
        everybody = run_with_database(url, read_all_staff)
    rows = [
        {"login": one.login, "name": one.name, "roles": sorted(one.roles), "active": one.active} for one in everybody
    ]
    if json:
        print_json(rows)
        return
    for one in everybody:
        print_row(one.login, one.name, ", ".join(sorted(one.roles)), *([] if one.active else ["shut out"]))


@APP.command
def roles(login: Login, /, *, role: Roles, data: Data = None) -> None:
    """Give somebody these roles instead of those they had."""
    _check(role)
    _run(data, "staff.roles_set", login, lambda database: set_roles(database, login.lower(), frozenset(role)))
    MESSAGES.print(f"[green]✓[/] {login}: {', '.join(sorted(role))}.")


@APP.command
def password(login: Login, /, *, password_file: PasswordFile = None, data: Data = None) -> None:
    """Give somebody a new password and a new authenticator; their sessions end."""
    password_hash, totp = _new_password(password_file)
    now = SystemClock().now()
    _run(
        data,
        "staff.password_set",
        login,
        lambda database: set_password(database, login.lower(), password_hash, totp, now),
    )
    MESSAGES.print(f"[green]✓[/] {login} has a new password.")
    _print_totp(login, totp)


@APP.command
def disable(login: Login, /, *, data: Data = None) -> None:
    """Shut somebody out: their sessions end now."""
    now = SystemClock().now()
    _run(data, "staff.disabled", login, lambda database: set_active(database, login.lower(), now, active=False))
    MESSAGES.print(f"[green]✓[/] {login} is shut out.")


@APP.command
def enable(login: Login, /, *, data: Data = None) -> None:
    """Let somebody in again."""
    now = SystemClock().now()
    _run(data, "staff.enabled", login, lambda database: set_active(database, login.lower(), now, active=True))
    MESSAGES.print(f"[green]✓[/] {login} may sign in again.")


def _run(data: Path | None, action: str, subject: str, work: Callable[[Database], Awaitable[None]]) -> None:
    async def noted(database: Database) -> None:
        await work(database)
        by = Actor(SYSTEM.kind, SYSTEM.id, "command line")
        await write_deeds(database, [Deed(SystemClock().now(), by, action, subject, "")])

    with database_url(data) as url:
        run_with_database(url, noted)


def _check(role: list[Role]) -> None:
    if not role:
        raise RoleMissing


def _new_password(file: Path | None) -> tuple[str, str]:
    """Return the hash of a password that was read or asked for, and a new authenticator's secret."""
    return hash_password(_read_password(file)), new_totp_secret()


def _read_password(file: Path | None) -> str:
    if file is not None:
        return (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).strip("\r\n")
    first = getpass("Password (12 characters or more): ")
    if getpass("The same again: ") != first:
        raise PasswordsDiffer
    return first


def _print_totp(login: str, totp: str | None) -> None:
    if totp is not None:
        MESSAGES.print("  Put this into an authenticator; it is not shown again:")
        OUTPUT.print(totp_address(totp, login), soft_wrap=True)
