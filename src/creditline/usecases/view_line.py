"""Reading a line as it stands at an instant, with what time has brought to it and nobody has booked yet."""

from dataclasses import replace
from datetime import datetime

from creditline.lines.apply import apply
from creditline.lines.commands import PassTime, Stamp
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.lines import read_line, read_line_as_of
from creditline.usecases.view_ceilings import bounded_line


async def view_line(database: Database, line_id: str, *, now: datetime) -> Line:
    """Return the line as it stands at `now`, with what bounds it; raise LineUnknown."""
    line = at_instant(await read_line(database, line_id), now)
    return await bounded_line(database, line, now) if line.constrained else line


async def view_line_as_of(
    database: Database, line_id: str, *, as_of: datetime, known_at: datetime | None = None
) -> Line:
    """Return the line as it stood at `as_of` (the world's time), as far as we knew at `known_at` (the book's).

    What bounded it beside its limit is as its last event by then recorded it.
    Raises LineUnknown, or NothingKnown when nothing had happened by then.
    """
    return at_instant(await read_line_as_of(database, line_id, as_of=as_of, known_at=known_at), as_of)


def at_instant(line: Line, at: datetime) -> Line:
    """Return `line` with expired holds let go and interest accrued to `at`; `line` itself if nothing is due.

    Its version stays that of its last event: what time brought is not booked, and has no number yet.
    """
    stamp = Stamp(key=None, fingerprint=None, effective_at=max(at, line.moved_at), booked_at=at, actor="view")
    brought = apply(line, PassTime(line_id=line.id, stamp=stamp))
    return replace(brought[-1].after, version=line.version) if brought else line
