"""Taking or handing out many appeals at once: first a preview, then the deed, then a way to take it back."""

import re
from dataclasses import dataclass

from litestar import Response, post
from litestar.response import Redirect

from creditline.access.principal import Staff
from creditline.access.rights import Right
from creditline.appeals import refusals
from creditline.appeals.appeal import Appeal
from creditline.store.appeals import AppealUnknown, read_appeal
from creditline.store.lines import read_line
from creditline.store.people import read_all_staff
from creditline.usecases.work_appeal import AppealMoved, assign_appeal, unassign_appeal
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import by_of, console_page, fields_of, form_of, go, note
from creditline.web.console.queue import queue_page
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of

_MOST = 200
_PASSED = re.compile(r"(app_[0-9a-f]{1,40}):([0-9]{1,9})")
_LEFT_OUT = (AppealUnknown, AppealMoved, refusals.AppealSettled, refusals.AppealElsewhere)


@dataclass(frozen=True, slots=True)
class Named:
    """An appeal with the version that was on the screen."""

    appeal_id: str
    seen: int

    def __str__(self) -> str:
        """Write it as a form carries it."""
        return f"{self.appeal_id}:{self.seen}"


@post("/console/appeals/assignments", include_in_schema=False)
async def assign_many(request: AppRequest) -> Response[str] | Redirect:
    """Show what would be assigned to whom; with `confirmed`, do it."""
    form, named = await form_of(request), await _named(request)
    people = await _workers(request)
    to = next((one for one in people if one.id == form.get("to")), staff_of(request))
    if not named:
        return go("/console/appeals")
    if form.get("confirmed") != "1":
        return await _preview(request, named, to, people)
    done = await _assign(request, named, to)
    await note(request, "appeals.assigned", to.id, f"{len(done)} of {len(named)}")
    gettext = frame_of(request).language.gettext
    words = gettext("%(done)s of %(all)s appeals assigned to %(who)s.")
    words %= {"done": len(done), "all": len(named), "who": to.name}
    return await queue_page(request, Message("success", words), undo=[str(one) for one in done])


@post("/console/appeals/assignments/undo", include_in_schema=False)
async def undo(request: AppRequest) -> Response[str]:
    """Put back into the queue what was just assigned, unless somebody has worked on it since."""
    desk, done = desk_of(request), 0
    named = await _named(request)
    for one in named:
        try:
            await unassign_appeal(desk.database, one.appeal_id, seen=one.seen, by=by_of(request), now=desk.clock.now())
            done += 1
        except _LEFT_OUT:
            continue
    await note(request, "appeals.unassigned", "", f"{done} of {len(named)}")
    words = frame_of(request).language.gettext("%(done)s of %(all)s appeals are back in the queue.")
    return await queue_page(request, Message("info", words % {"done": done, "all": len(named)}))


async def _preview(request: AppRequest, named: list[Named], to: Staff, people: list[Staff]) -> Response[str]:
    found = [await _readable(request, one) for one in named]
    appeals = [appeal for appeal in found if appeal is not None and not appeal.settled]
    return console_page(
        request,
        "bulk.html",
        appeals=[(appeal, Named(appeal.id, appeal.version), await _line_name(request, appeal)) for appeal in appeals],
        left_out=len(named) - len(appeals),
        to=to,
        people=people,
    )


async def _assign(request: AppRequest, named: list[Named], to: Staff) -> list[Named]:
    desk, done = desk_of(request), []
    for one in named:
        try:
            appeal = await assign_appeal(
                desk.database, one.appeal_id, seen=one.seen, to=to.id, by=by_of(request), now=desk.clock.now()
            )
        except _LEFT_OUT:
            continue
        done.append(Named(appeal.id, appeal.version))
    return done


async def _readable(request: AppRequest, one: Named) -> Appeal | None:
    try:
        return await read_appeal(desk_of(request).database, one.appeal_id)
    except AppealUnknown:
        return None


async def _line_name(request: AppRequest, appeal: Appeal) -> str:
    line = await read_line(desk_of(request).database, appeal.line_id)
    return frame_of(request).language.name(line.terms.name)


async def _workers(request: AppRequest) -> list[Staff]:
    """Return whom an appeal can be given to."""
    everybody = await read_all_staff(desk_of(request).database)
    return [one for one in everybody if one.active and one.may(Right.WORK_APPEALS)]


async def _named(request: AppRequest) -> list[Named]:
    found = (_PASSED.fullmatch(value) for value in await fields_of(request, "appeal"))
    return [Named(match[1], int(match[2])) for match in found if match][:_MOST]


HANDLERS = [assign_many, undo]
