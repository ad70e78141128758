"""The audit trail: who did or read what, filtered by the address."""

from urllib.parse import urlencode

from litestar import Response, get

from creditline.store.audit import Deed, DeedFilter, count_deeds, read_deeds
from creditline.web.borrower.frame import frame_of
from creditline.web.console.frame import console_page
from creditline.web.console.queue import ZONE
from creditline.web.deed_wording import deed_words, kind_words, name_words
from creditline.web.desk import AppRequest, desk_of
from creditline.web.i18n import Language

_ROWS = 100
_FILTERS = ("actor", "action", "subject")


@get("/console/audit", include_in_schema=False)
async def show_audit(request: AppRequest) -> Response[str]:
    """Show the trail, newest first."""
    desk, language = desk_of(request), frame_of(request).language
    chosen = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    wanted = wanted_deeds(chosen)
    before = request.query_params.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None  # noqa: PLR2004 - int8
    deeds = await read_deeds(desk.database, wanted, before=number, limit=_ROWS)
    asked = {name: value for name, value in chosen.items() if value}
    return console_page(
        request,
        "audit.html",
        deeds=[(deed, language.moment(deed.at, ZONE), _words(deed, language)) for deed in deeds],
        count=await count_deeds(desk.database, wanted),
        chosen=chosen,
        filters=urlencode(asked),
        next=urlencode({**asked, "before": deeds[-1].number}) if len(deeds) == _ROWS else None,
    )


def wanted_deeds(chosen: dict[str, str]) -> DeedFilter:
    """Return what a filter in the address asks for."""
    clean = {name: value.replace("\x00", "") or None for name, value in chosen.items()}
    return DeedFilter(actor=clean.get("actor"), action=clean.get("action"), subject=clean.get("subject"))


def _words(deed: Deed, language: Language) -> tuple[str, str, str]:
    """Return who somebody was, what they are to us, and what they did."""
    who, kind = name_words(deed.actor, language), kind_words(deed.actor.kind, language)
    return who, "" if kind == who else kind, deed_words(deed.action, language)


HANDLERS = [show_audit]
