"""The pages: the list of lines, one line with its live stream, and its history as a table."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from creditline.lines.available import bound_by
from creditline.lines.ceiling import Bound
from creditline.lines.event import Event
from creditline.simulation.stories import STORIES
from creditline.simulation.stories import Story as ToldStory
from creditline.store.lines import LineUnknown, read_events_after, read_events_before, read_line, read_lines
from creditline.usecases.explain_line import explain_line
from creditline.usecases.tell_reasons import tell_reasons
from creditline.usecases.view_ceilings import bounded_line, bounded_lines, view_ceilings
from creditline.usecases.view_line import at_instant
from creditline.web.api.events import EVENT_STREAM, STREAM_HEADERS
from creditline.web.borrower.frame import Frame, frame_of
from creditline.web.borrower.said import said_words
from creditline.web.borrower.views import HISTORY_HEADER, HomePage, LinePage, Story, history_rows, home_page, line_page
from creditline.web.borrower.wording import Message, answer_to
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import stays_in

_LINES_A_PAGE = 50
_EVENTS_SHOWN = 600
_EVENTS_A_READ = 500
_OF_LATE = timedelta(days=365)
BEAT = b"event: beat\ndata: \n\n"


@get("/", include_in_schema=False)
async def show_home(request: AppRequest, after: FromQuery[str] = "") -> Response[str]:
    """Show the stories of the sandbox, and the lines."""
    frame, desk = frame_of(request), desk_of(request)
    return frame.page("home.html", page=await home(desk, frame, after), message=None)


@get("/lines", include_in_schema=False)
async def find_line(request: AppRequest, id: FromQuery[str] = "") -> Response[str] | Redirect:  # noqa: A002 - the form's name for it
    """Go to the line with this id, or say that there is none."""
    frame, desk = frame_of(request), desk_of(request)
    line_id = id.strip()
    try:
        await read_line(desk.database, line_id.replace("\x00", ""))
    except LineUnknown:
        words = frame.language.gettext("There is no line with the id “%(id)s”.") % {"id": line_id}
        page = await home(desk, frame, "")
        return frame.page("home.html", page=page, message=Message("warning", words), status=404)
    return Redirect(f"/lines/{line_id}", status_code=303)


@get("/lines/{line_id:str}", include_in_schema=False)
async def show_line(
    request: AppRequest, line_id: FromPath[str], answer: FromQuery[int | None] = None, said: FromQuery[str] = ""
) -> Response[str]:
    """Show one line; `answer` is the version of the event to speak of, `said` what became of an answer."""
    frame, desk = frame_of(request), desk_of(request)
    events = await shown_events(desk, line_id, frame.language.locale)
    answering = next((event for event in events if event.version == answer), None)
    message = answer_to(answering, frame.language) if answering else said_words(said, frame.language)
    return frame.page("line.html", page=await page_of(desk, frame, events, message))


@get("/lines/{line_id:str}/live", include_in_schema=False)
async def follow_line(request: AppRequest, line_id: FromPath[str]) -> Stream:
    """Send the parts of the page that move, whenever the line moves, and a beat when it does not."""
    frame, desk = frame_of(request), desk_of(request)
    await read_line(desk.database, line_id)
    return Stream(_parts(desk, frame, line_id, stays_in(request)), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


@get("/lines/{line_id:str}/history.csv", include_in_schema=False)
async def download_history(request: AppRequest, line_id: FromPath[str]) -> Stream:
    """Send the line's whole history as CSV, oldest first."""
    desk = desk_of(request)
    await read_line(desk.database, line_id)
    headers = {"Content-Disposition": f'attachment; filename="{line_id}.csv"'}
    return Stream(_history(desk, line_id), media_type="text/csv", headers=headers)


async def home(desk: Desk, frame: Frame, after: str) -> HomePage:
    """Build the home page: the stories on the first page of lines."""
    now = desk.clock.now()
    lines = await read_lines(desk.database, after=after.replace("\x00", ""), limit=_LINES_A_PAGE)
    current = {line.id: at_instant(line, now) for line in await bounded_lines(desk.database, lines, now)}
    told = {story.id: story for story in STORIES}
    stories = [] if after else [await _story(desk, told[story_id]) for story_id in told if desk.sandbox]
    rest = [line for line in current.values() if line.id not in told]
    next_after = lines[-1].id if len(lines) == _LINES_A_PAGE else None
    return home_page(
        [story for story in stories if story], rest, now, desk.sandbox, frame.language, next_after=next_after
    )


async def shown_events(desk: Desk, line_id: FromPath[str], locale: str) -> list[Event]:
    """Return the events a page shows, newest first, with reasons in words; raise LineUnknown."""
    events = await read_events_before(desk.database, line_id, before=None, limit=_EVENTS_SHOWN)
    if not events:
        raise LineUnknown(line_id)
    return await tell_reasons(desk.database, events, locale.partition("_")[0])


async def page_of(desk: Desk, frame: Frame, events: list[Event], message: Message | None = None) -> LinePage:
    """Build the page of a line from its events, newest first, with what bounds it now."""
    now = desk.clock.now()
    line = await bounded_line(desk.database, replace(events[0].after, constrained=True), now)
    temporary = bound_by(line) is Bound.TEMPORARY
    ceilings = await view_ceilings(desk.database, line, now) if temporary else []
    until = next((ceiling.until for ceiling in ceilings if ceiling.until), None)
    highest = max((event.after.limit_minor or 0 for event in events if now - event.booked_at < _OF_LATE), default=None)
    explained = await explain_line(desk.database, line, highest_minor=highest, now=now)
    return line_page(
        events, now, desk.sandbox, frame.language, message=message, line=line, until=until, explained=explained
    )


async def _story(desk: Desk, story: ToldStory) -> Story | None:
    try:
        line = await read_line(desk.database, story.id)
    except LineUnknown:
        return None
    return Story(at_instant(line, desk.clock.now()), story.name, story.sentence)


async def _parts(desk: Desk, frame: Frame, line_id: FromPath[str], stays: Callable[[], bool]) -> AsyncIterator[bytes]:
    async with aclosing(desk.live.moves(line_id)) as moves:
        async for moved in moves:
            if not stays():
                return
            yield await _part(desk, frame, line_id) if moved else BEAT


async def _part(desk: Desk, frame: Frame, line_id: FromPath[str]) -> bytes:
    page = await page_of(desk, frame, await shown_events(desk, line_id, frame.language.locale))
    return as_message(frame.part("_line_live.html", page=page))


def as_message(html: str) -> bytes:
    """Write HTML as one server-sent event: every line of it is a data line."""
    return "".join(f"data: {line}\n" for line in html.splitlines() if line.strip()).encode() + b"\n"


async def _history(desk: Desk, line_id: FromPath[str]) -> AsyncIterator[bytes]:
    yield _csv([HISTORY_HEADER])
    last = 0
    while events := await read_events_after(desk.database, line_id, after=last, limit=_EVENTS_A_READ):
        yield _csv(history_rows(events))
        last = events[-1].version


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


HANDLERS = [show_home, find_line, show_line, follow_line, download_history]
