"""The queue of appeals: what is urgent first, filters in the address, and the way in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect

from creditline.appeals.appeal import SETTLED, EvidenceKind, State
from creditline.dates.business_date import business_date
from creditline.store.appeals import Queued, QueueFilter, count_queue, read_queue
from creditline.web.appeal_wording import QUEUE_STATES, SHORT_KINDS
from creditline.web.borrower.appealed import kind_of
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import console_page, first_place, go
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_, Language

ZONE = "Asia/Shanghai"
_ROWS = 50
_OPEN = tuple(state for state in State if state not in SETTLED)
_SOON = timedelta(days=3)
_FILTERS = ("state", "who", "due", "kind")

STATE_CHOICES = {"": N_("open"), **{state.value: words for state, words in QUEUE_STATES.items()}, "all": N_("all")}
WHO_CHOICES = {"": N_("anybody"), "me": N_("me"), "nobody": N_("nobody")}
DUE_CHOICES = {"": N_("any day"), "soon": N_("within 3 days"), "late": N_("overdue")}
KIND_CHOICES = {"": N_("any evidence"), **{kind.value: words for kind, words in SHORT_KINDS.items()}}
_VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    (N_("All open"), {}),
    (N_("Mine"), {"who": "me"}),
    (N_("Not taken yet"), {"state": "filed"}),
    (N_("Due soon"), {"due": "soon"}),
    (N_("To approve"), {"state": "proposed"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One appeal of the queue, in words. tone: danger when overdue, warning when due soon."""

    appeal_id: str
    line_id: str
    line_name: str
    against: str
    words: str
    state: str
    state_words: str
    due: str
    days_left: int
    tone: str
    who: str
    papers: int
    version: int
    settled: bool
    hasty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view of the queue that is a click away: its address, its name, whether it is the one shown."""

    href: str
    title: str
    here: bool


@get("/console", include_in_schema=False)
async def show_first(request: AppRequest) -> Redirect:
    """Go to the first page that this person may open."""
    return go(first_place(staff_of(request)))


@get("/console/appeals", include_in_schema=False)
async def show_queue(request: AppRequest) -> Response[str]:
    """Show the appeals that the address asks for."""
    return await queue_page(request)


async def queue_page(request: AppRequest, message: Message | None = None, **more: object) -> Response[str]:
    """Answer with the queue; `message` is about what was just done there."""
    desk, language = desk_of(request), frame_of(request).language
    chosen = {name: request.query_params.get(name, "") for name in _FILTERS}
    today = business_date(desk.clock.now(), ZONE)
    wanted = wanted_of(chosen, staff_of(request).id, today)
    after = _after(request.query_params.get("after", ""))
    found = await read_queue(desk.database, wanted, after=after, limit=_ROWS)
    context: dict[str, Any] = {
        "rows": [row_of(one, today, language) for one in found],
        "count": await count_queue(desk.database, wanted),
        "chosen": chosen,
        "choices": _choices(language),
        "views": _views(chosen, language),
        "next": _next(chosen, found),
        "filters": urlencode({name: value for name, value in chosen.items() if value}),
        "message": message,
        "undo": None,
        **more,
    }
    return console_page(request, "queue.html", **context)


def wanted_of(chosen: dict[str, str], staff_id: str, today: date) -> QueueFilter:
    """Return what a filter in the address asks for; words that mean nothing ask for nothing."""
    days = {"soon": today + _SOON, "late": today - timedelta(days=1)}
    states = {"": _OPEN, "all": None, **{state.value: (state,) for state in State}}
    kinds = {kind.value: kind for kind in EvidenceKind}
    return QueueFilter(
        states=states.get(chosen["state"], _OPEN),
        assigned_to=staff_id if chosen["who"] == "me" else None,
        unassigned=chosen["who"] == "nobody",
        due_by=days.get(chosen["due"]),
        evidence_kind=kinds.get(chosen["kind"]),
    )


def row_of(one: Queued, today: date, language: Language) -> Row:
    """Put one appeal into words."""
    appeal = one.appeal
    left = (appeal.promised_on - today).days
    return Row(
        appeal_id=appeal.id,
        line_id=appeal.line_id,
        line_name=language.name(one.line_name),
        against=kind_of(appeal.against, language),
        words=appeal.words,
        state=appeal.state.value,
        state_words=language.gettext(QUEUE_STATES[appeal.state]),
        due=language.day(appeal.promised_on),
        days_left=left,
        tone="" if appeal.settled else _tone(left),
        who=one.assigned_name or "",
        papers=one.papers,
        version=appeal.version,
        settled=appeal.settled,
        hasty=appeal.hasty,
    )


def today_of(desk: Desk) -> date:
    """Return the business date on which the console works."""
    return business_date(desk.clock.now(), ZONE)


def _tone(left: int) -> str:
    if left < 0:
        return "danger"
    return "warning" if left <= _SOON.days else ""


def _choices(language: Language) -> dict[str, list[tuple[str, str]]]:
    named = {"state": STATE_CHOICES, "who": WHO_CHOICES, "due": DUE_CHOICES, "kind": KIND_CHOICES}
    return {
        name: [(value, language.gettext(words)) for value, words in choices.items()] for name, choices in named.items()
    }


def _views(chosen: dict[str, str], language: Language) -> list[View]:
    asked = {name: value for name, value in chosen.items() if value}
    return [
        View(
            href=f"/console/appeals?{urlencode(wanted)}" if wanted else "/console/appeals",
            title=language.gettext(title),
            here=wanted == asked,
        )
        for title, wanted in _VIEWS
    ]


def _next(chosen: dict[str, str], found: list[Queued]) -> str | None:
    if len(found) < _ROWS:
        return None
    last = found[-1].appeal
    return urlencode(
        {**{name: value for name, value in chosen.items() if value}, "after": f"{last.promised_on}.{last.id}"}
    )


def _after(cursor: str) -> tuple[date, str] | None:
    on, _, appeal_id = cursor.partition(".")
    try:
        return (date.fromisoformat(on), appeal_id.replace("\x00", "")) if cursor else None
    except ValueError:
        return None


HANDLERS = [show_first, show_queue]
