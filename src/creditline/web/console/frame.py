"""What every page of the console has: who works here, where they may go, and forms read as text."""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.response import Redirect

from creditline.access.principal import Staff
from creditline.access.rights import Right
from creditline.appeals.appeal import By
from creditline.store.audit import Deed
from creditline.web.borrower.frame import frame_of
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_
from creditline.web.paper_form import text_fields

_PLACES = (
    ("/console/appeals", N_("Appeals"), Right.READ_APPEALS, "g"),
    ("/console/flags", N_("Flags"), Right.READ_LINES, "f"),
    ("/console/search", N_("Lines"), Right.READ_LINES, "l"),
    ("/console/notices", N_("Notices"), Right.READ_LINES, "n"),
    ("/console/policies", N_("Policies"), Right.READ_POLICIES, "i"),
    ("/console/scorecards", N_("Scorecards"), Right.READ_POLICIES, "s"),
    ("/console/portfolio", N_("Portfolio"), Right.READ_LINES, "v"),
    ("/console/jobs", N_("Jobs"), Right.EXPORT, "b"),
    ("/console/audit", N_("Audit trail"), Right.READ_AUDIT, "t"),
    ("/console/people", N_("People and keys"), Right.MANAGE_ACCESS, "p"),
    ("/console/webhooks", N_("Webhooks"), Right.MANAGE_ACCESS, "w"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation: where, what it is called, the key that leads there, whether we are there."""

    href: str
    title: str
    key: str
    here: bool


def console_page(request: AppRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:  # noqa: ANN401 - a template's
    """Answer with a page of the console."""
    frame, who = frame_of(request), staff_of(request)
    places = [
        Place(href, frame.language.gettext(title), key, frame.path.startswith(href))
        for href, title, right, key in _PLACES
        if who.may(right)
    ]
    return frame.page(
        f"console/{template}",
        status=status,
        who=who,
        may=who.may,
        right=Right,
        places=places,
        **_sandbox(request),
        **context,
    )


def first_place(who: Staff) -> str:
    """Return the first page that somebody may open."""
    return next(href for href, _, right, _ in _PLACES if who.may(right))


async def form_of(request: AppRequest) -> dict[str, str]:
    """Read a form's fields as text; of several with one name the last counts."""
    return await text_fields(request)


async def fields_of(request: AppRequest, name: str) -> list[str]:
    """Read all of a form's fields with one name."""
    form = await request.form()
    return [value for field, value in form.multi_items() if field == name and isinstance(value, str)]


def by_of(request: AppRequest) -> By:
    """Return who works here, as an appeal writes it down."""
    actor = staff_of(request).actor
    return By(actor.kind, actor.id, actor.name)


async def note(request: AppRequest, action: str, subject: str, detail: str = "") -> None:
    """Write a deed of somebody at work into the audit trail."""
    desk = desk_of(request)
    await desk.journal.write(Deed(desk.wall.now(), staff_of(request).actor, action, subject, detail))


def go(path: str) -> Redirect:
    """Send the browser on after a form."""
    return Redirect(path, status_code=303)


def _sandbox(request: AppRequest) -> dict[str, Any]:
    return {"sandbox": desk_of(request).sandbox}
