"""A line's whole story: the line now, and every event it ever had, replayed ones and their originals included."""

from dataclasses import dataclass
from datetime import datetime

from creditline.lines.event import Event
from creditline.lines.forecast import Expected, forecast
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.lines import read_events_after
from creditline.usecases.view_line import view_line

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """A line at an instant, its events, the oldest first, and what will fall due."""

    line: Line
    at: datetime
    events: list[Event]
    expected: list[Expected]


async def tell_line(database: Database, line_id: str, now: datetime) -> Told:
    """Return the story of a line; raise LineUnknown."""
    line = await view_line(database, line_id, now=now)
    events: list[Event] = []
    while page := await read_events_after(database, line_id, after=events[-1].version if events else 0, limit=_PAGE):
        events += page
    return Told(line, now, events, list(forecast(line)))
