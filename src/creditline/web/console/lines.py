"""Finding a line, and its whole story on one page: what happened on it, and every appeal."""

from dataclasses import dataclass
from datetime import datetime

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from creditline.access.rights import Right
from creditline.appeals.appeal import Appeal, AppealEvent
from creditline.dates.business_date import business_date
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.event import Event
from creditline.lines.line import Line, Status
from creditline.store.appeals import read_appeals_of, read_timeline
from creditline.store.audit import Deed, DeedFilter, read_deeds
from creditline.store.lines import read_events_before
from creditline.store.search import find_lines
from creditline.usecases.index_lines import index_lines
from creditline.usecases.view_line import at_instant, view_line
from creditline.web.api.shapes import event_id
from creditline.web.appeal_wording import QUEUE_STATES, happened
from creditline.web.borrower.event_rows import event_rows
from creditline.web.borrower.frame import frame_of
from creditline.web.console.frame import console_page
from creditline.web.console.queue import ZONE
from creditline.web.deed_wording import deed_words, name_words
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_, Language
from creditline.web.spelling import spelt

_STATUSES = {
    Status.OPEN: N_("active"),
    Status.FROZEN: N_("frozen"),
    Status.CLOSED: N_("closed"),
    Status.CHARGED_OFF: N_("charged off"),
    Status.SETTLED: N_("settled"),
}
_FOUND = 50
_INDEXED = 500  # what was opened just now; the rest is indexed beside the requests
_EVENTS = 300
_DEEDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One thing in a line's story; source: line or appeal. id: of the event or the appeal."""

    at: datetime
    source: str
    id: str
    title: str
    note: str
    who: str
    on: str
    amount: str
    available: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A line that was found."""

    line_id: str
    name: str
    status: str
    status_words: str
    limit: str
    available: str
    owed: str


@get("/console/search", include_in_schema=False)
async def search(request: AppRequest, q: FromQuery[str] = "") -> Response[str]:
    """Find lines by id, name, pinyin or the end of a phone number."""
    desk, language = desk_of(request), frame_of(request).language
    words = q.strip().replace("\x00", "")
    await index_lines(desk.database, spelt, most=_INDEXED)
    found = await find_lines(desk.database, words, limit=_FOUND) if words else []
    now = desk.clock.now()
    rows = [_found_row(at_instant(line, now), now, language) for line in found]
    return console_page(request, "search.html", q=q, rows=rows, most=_FOUND)


@get("/console/lines/{line_id:str}", include_in_schema=False)
async def show_story(request: AppRequest, line_id: FromPath[str]) -> Response[str]:
    """Show a line's whole story, newest first."""
    desk, language = desk_of(request), frame_of(request).language
    now = desk.clock.now()
    line = await view_line(desk.database, line_id, now=now)
    appeals = await read_appeals_of(desk.database, line_id)
    events = await read_events_before(desk.database, line_id, before=None, limit=_EVENTS)
    story = [*_line_rows(events, language), *await _appeal_rows(request, appeals, line, language)]
    return console_page(
        request,
        "line.html",
        row=_found_row(line, now, language),
        held=language.money(line.held_minor, line.terms.currency),
        rate=language.percent(line.terms.rate_bps),
        appeals=[
            (appeal, language.gettext(QUEUE_STATES[appeal.state]), language.day(appeal.promised_on))
            for appeal in appeals
        ],
        story=sorted(story, key=lambda row: row.at, reverse=True),
        deeds=[_deed(deed, language) for deed in await _reads(request, line_id)],
    )


def _line_rows(events: list[Event], language: Language) -> list[StoryRow]:
    return [
        StoryRow(
            at=datetime.fromisoformat(row.at),
            source="line",
            id=event_id(events[0].line_id, row.version),
            title=row.title,
            note=row.note,
            who="",
            on=row.on,
            amount=row.amount,
            available=row.available,
        )
        for row in event_rows(events, language)
    ]


async def _appeal_rows(request: AppRequest, appeals: list[Appeal], line: Line, language: Language) -> list[StoryRow]:
    rows = []
    for appeal in appeals if staff_of(request).may(Right.READ_APPEALS) else []:
        timeline = await read_timeline(desk_of(request).database, appeal.id)
        rows += [_appeal_row(event, line, language) for event in timeline]
    return rows


def _appeal_row(event: AppealEvent, line: Line, language: Language) -> StoryRow:
    return StoryRow(
        at=event.at,
        source="appeal",
        id=event.after.id,
        title=happened(event, language),
        note=event.words or "",
        who=name_words(event.by, language),
        on=language.moment(event.at, line.terms.zone),
        amount="",
        available="",
    )


async def _reads(request: AppRequest, line_id: str) -> list[Deed]:
    """Return who read the line's file, for those who may know."""
    if not staff_of(request).may(Right.READ_AUDIT):
        return []
    return await read_deeds(desk_of(request).database, DeedFilter(subject=line_id), before=None, limit=_DEEDS)


def _deed(deed: Deed, language: Language) -> tuple[str, str, str]:
    """Say when somebody read the file, who, and what."""
    return language.moment(deed.at, ZONE), name_words(deed.actor, language), deed_words(deed.action, language)


def _found_row(line: Line, now: datetime, language: Language) -> FoundRow:
    currency = line.terms.currency
    return FoundRow(
        line_id=line.id,
        name=language.name(line.terms.name),
        status=line.status.value,
        status_words=language.gettext(_STATUSES[line.status]),
        limit="–" if line.limit_minor is None else language.money(line.limit_minor, currency),
        available=language.money(available_minor(line, business_date(now, line.terms.zone)), currency),
        owed=language.money(owed_minor(line), currency),
    )


HANDLERS = [search, show_story]
