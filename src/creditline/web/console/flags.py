"""The queue of anomaly flags: what is held, why, how it is cleared, and by when; cleared or renewed in own words."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.decisions.flags import FlagClosed, FlagState, RenewalUnreasoned, check_open, lapse, remedy_of
from creditline.decisions.trigger import Trigger
from creditline.lines.commands import Stamp
from creditline.money.grouped import grouped
from creditline.store.decision_files import read_flag, read_flag_queue
from creditline.store.decisions import StoredFlag
from creditline.usecases.deciding import DecisionImpossible
from creditline.usecases.reconsider import Reconsider
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import console_page, form_of, go, note
from creditline.web.console.queue import ZONE
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_

_ROWS, _SOON_H = 200, 6
_UNUSABLE = 422
_LEAST_WORDS, _MOST_WORDS = 10, 500
_HOURS = (24, 48, 72, 120)
_STATES = {"": N_("open"), "cleared": N_("cleared"), "lapsed": N_("lapsed"), "renewed": N_("renewed"), "all": N_("all")}
_TITLES = {state.value: words for state, words in zip(FlagState, list(_STATES.values())[:4], strict=True)}
_TOO_SHORT = N_("Say why, in ten letters or more: it is kept with the flag.")
_CLOSED = N_("This flag has ended meanwhile. Nothing is held for it any more.")
_IMPOSSIBLE = N_("The line could not be decided just now, so nothing was changed. Please try again.")


@get("/console/flags", include_in_schema=False)
async def show_flags(request: AppRequest) -> Response[str]:
    """Show the flags that the address asks for."""
    return await _page(request)


@post("/console/flags/{flag_id:str}/clear", include_in_schema=False)
async def clear_flag(request: AppRequest, flag_id: FromPath[str]) -> Response[str] | Redirect:
    """Clear a flag; what it holds is released in the same commit."""
    return await _answer(request, flag_id, {"clear": flag_id}, "flag.cleared")


@post("/console/flags/{flag_id:str}/renew", include_in_schema=False)
async def renew_flag(request: AppRequest, flag_id: FromPath[str]) -> Response[str] | Redirect:
    """Hold on for some hours more."""
    hours = (await form_of(request)).get("hours", "")
    chosen = int(hours) if hours in {str(each) for each in _HOURS} else _HOURS[0]
    return await _answer(request, flag_id, {"renew": flag_id, "renew_hours": chosen}, "flag.renewed")


async def _answer(request: AppRequest, flag_id: str, what: dict[str, Any], deed: str) -> Response[str] | Redirect:
    """Let the writer do it; say on the page why it was refused."""
    desk, form, now = desk_of(request), await form_of(request), desk_of(request).clock.now()
    stored, words = await read_flag(desk.database, flag_id), form.get("words", "").strip()
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        return await _page(request, _TOO_SHORT)
    command = Reconsider(
        line_id=stored.flag.line_id,
        stamp=Stamp(key=None, fingerprint=None, effective_at=now, booked_at=now, actor="console"),
        trigger=Trigger.FLAG,
        words=words,
        by=staff_of(request).login,
        **what,
    )
    try:
        check_open(stored.flag)
        await desk.writer.submit(command)
    except (FlagClosed, RenewalUnreasoned):
        return await _page(request, _CLOSED)
    except DecisionImpossible:
        return await _page(request, _IMPOSSIBLE)
    await note(request, deed, flag_id)
    return go("/console/flags")


async def _page(request: AppRequest, refusal: str | None = None) -> Response[str]:
    desk, language = desk_of(request), frame_of(request).language
    chosen = request.query_params.get("state", "")
    chosen = chosen if chosen in _STATES else ""
    wanted = None if chosen == "all" else chosen or FlagState.OPEN.value
    found = await read_flag_queue(desk.database, state=wanted, limit=_ROWS)
    return console_page(
        request,
        "flags.html",
        status=200 if refusal is None else _UNUSABLE,
        rows=[_row(request, stored, name, currency) for stored, name, currency in found],
        chosen=chosen,
        states=[(value, language.gettext(words)) for value, words in _STATES.items()],
        hours=_HOURS,
        most=_ROWS,
        message=None if refusal is None else Message("danger", language.gettext(refusal)),
    )


def _row(request: AppRequest, stored: StoredFlag, name: str, currency: str) -> dict[str, Any]:
    """Put one flag into words."""
    now, language = desk_of(request).clock.now(), frame_of(request).language
    flag = lapse(stored.flag, at=now)
    chinese = language.locale.startswith("zh")
    remedy = remedy_of(flag.kind)
    left_h = int((flag.deadline_at - now).total_seconds() // 3600)
    return {
        "id": flag.id,
        "line_id": flag.line_id,
        "line_name": language.name(name),
        "state": flag.state.value,
        "state_words": language.gettext(_TITLES[flag.state.value]),
        "open": flag.state is FlagState.OPEN,
        "reason": grouped(flag.reason.zh if chinese else flag.reason.en),
        "remedy": remedy.zh if chinese else remedy.en,
        "doubt": language.money(flag.doubt_minor, currency),
        "deadline": language.moment(flag.deadline_at, ZONE),
        "left_h": left_h,
        "tone": "warning" if flag.state is FlagState.OPEN and left_h < _SOON_H else "",
        "closed_by": flag.closed_by,
        "words": flag.words,
    }


HANDLERS = [show_flags, clear_flag, renew_flag]
