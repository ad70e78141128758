"""Who may come in: staff with their roles, and programs with their keys, which can be revoked here."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.store.database import Database
from creditline.store.people import read_all_staff, read_keys, revoke_key
from creditline.web.borrower.frame import frame_of
from creditline.web.console.frame import console_page, go, note
from creditline.web.console.queue import ZONE
from creditline.web.deed_wording import ROLES
from creditline.web.desk import AppRequest, desk_of


@dataclass(frozen=True, slots=True)
class NamesOfStaff:
    """What people are called, by what they sign in with."""

    by_login: Mapping[str, str]

    def name(self, login: str) -> str:
        """Return a person's name; a login that nobody has stands for itself."""
        return self.by_login.get(login, login)


async def names_of_staff(database: Database) -> NamesOfStaff:
    """Read what everybody is called."""
    return NamesOfStaff({one.login: one.name for one in await read_all_staff(database)})


@get("/console/people", include_in_schema=False)
async def show_people(request: AppRequest) -> Response[str]:
    """Show staff and keys."""
    desk, language = desk_of(request), frame_of(request).language
    now = desk.wall.now()
    keys = [(key, language.moment(key.expires_at, ZONE), key.works_at(now)) for key in await read_keys(desk.database)]
    everybody = [
        (one, ", ".join(language.gettext(ROLES[role]) for role in sorted(one.roles)))
        for one in await read_all_staff(desk.database)
    ]
    return console_page(request, "people.html", everybody=everybody, keys=keys)


@post("/console/keys/{key_id:str}/revocation", include_in_schema=False)
async def revoke(request: AppRequest, key_id: FromPath[str]) -> Redirect:
    """Make an API key useless; every server process forgets it within ten seconds."""
    desk = desk_of(request)
    await revoke_key(desk.database, key_id, desk.wall.now())
    await note(request, "key.revoked", key_id)
    return go("/console/people")


HANDLERS = [show_people, revoke]
