"""`creditline keys`: API keys for programs. A key is printed once, when it is made."""

from typing import Annotated

from cyclopts import App, Parameter

from creditline.access.principal import SYSTEM, Actor, ApiKey
from creditline.access.rights import Scope
from creditline.cli.console import MESSAGES, OUTPUT, print_json, print_row
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.dates.duration import parse_duration
from creditline.store.audit import Deed, write_deeds
from creditline.store.database import Database
from creditline.store.people import read_keys, revoke_key
from creditline.usecases.api_keys import issue_key

APP = App(name="keys", help="Make and revoke API keys.")

_COMMAND_LINE = Actor(SYSTEM.kind, SYSTEM.id, "command line")


class ScopeUnknown(ValueError):
    """A key's scopes are among those there are."""

    code = "scope-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no scope '{name}'. There are {', '.join(sorted(Scope))}.")


@APP.command
def create(
    name: Annotated[str, Parameter(help="What the key is for, such as 'mobile app'.")],
    /,
    *,
    scope: Annotated[list[str], Parameter(name="--scope", negative="", help="What it may do; several times.")],
    expires_in: Annotated[str, Parameter(help="How long it works, such as 90d; at most two years.")] = "90d",
    per_minute: Annotated[
        int | None, Parameter(help="How often it may ask in a minute; as often as it likes if left out.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make an API key and print it. Only its hash is kept, so it cannot be shown again."""
    scopes, lasts = _scopes(scope), parse_duration(expires_in)

    async def work(database: Database) -> tuple[ApiKey, str]:
        now = SystemClock().now()
        key, secret = await issue_key(
            database, name=name, scopes=scopes, lasts=lasts, per_minute=per_minute, by="command line", now=now
        )
        await write_deeds(database, [Deed(now, _COMMAND_LINE, "key.created", key.id, " ".join(sorted(key.scopes)))])
        return key, secret

    with database_url(data) as url:
        key, secret = run_with_database(url, work)
    if json:
        print_json(
            {"id": key.id, "key": secret, "scopes": sorted(key.scopes), "expires_at": key.expires_at.isoformat()}
        )
        return
    MESSAGES.print(f"[green]✓[/] {key.id} works until {key.expires_at:%Y-%m-%d}. It is not shown again:")
    OUTPUT.print(secret)


@APP.command(name="list")
def list_keys(*, data: Data = None, json: Json = False) -> None:
    """List all keys, without their secrets."""
    with database_url(data) as url:
        keys = run_with_database(url, read_keys)
    now = SystemClock().now()
    rows = [{"id": key.id, "name": key.name, "scopes": sorted(key.scopes), "works": key.works_at(now)} for key in keys]
    if json:
        print_json(rows)
        return
    for key in keys:
        until = f"until {key.expires_at:%Y-%m-%d}" if key.works_at(now) else "ended"
        print_row(key.id, key.name, " ".join(sorted(key.scopes)), until)


@APP.command
def revoke(key_id: Annotated[str, Parameter(help="The key's id, key_…")], /, *, data: Data = None) -> None:
    """Make a key useless: every server process forgets it within ten seconds."""

    async def work(database: Database) -> None:
        now = SystemClock().now()
        await revoke_key(database, key_id, now)
        await write_deeds(database, [Deed(now, _COMMAND_LINE, "key.revoked", key_id, "")])

    with database_url(data) as url:
        run_with_database(url, work)
    MESSAGES.print(f"[green]✓[/] {key_id} is revoked.")


def _scopes(names: list[str]) -> frozenset[Scope]:
    unknown = [name for name in names if name not in set(Scope)]
    if unknown:
        raise ScopeUnknown(unknown[0])
    return frozenset(map(Scope, names))
