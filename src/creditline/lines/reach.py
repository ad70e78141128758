"""How far back a group of commands reaches into the history of its lines: what has to be read before it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from creditline.dates.business_date import business_date, start_of
from creditline.lines.apply import BACKDATED
from creditline.lines.commands import Command, Reverse
from creditline.lines.event import Event
from creditline.lines.line import Line


def reach(
    lines: Mapping[str, Line], commands: Iterable[Command], targets: Mapping[tuple[str, int], Event]
) -> dict[str, datetime]:
    """Return, for each line whose history will be replayed, an instant before which nothing is touched.

    A command may reach back only because one before it in the group has moved the line ahead, so each is compared with
    the latest day seen so far. Most groups reach nowhere.
    """
    latest: dict[str, datetime] = {}
    found: dict[str, datetime] = {}
    for command in commands:
        line = lines.get(command.line_id)
        if line is None:
            continue
        at, seen = command.stamp.effective_at, latest.get(line.id, line.moved_at)
        if isinstance(command, Reverse):
            target = targets.get((line.id, command.event))
            _note(found, line, target.effective_at if target else line.moved_at)
        elif at < seen and isinstance(command, BACKDATED):
            _note_earlier_day(found, line, at, seen)
        latest[line.id] = max(at, seen)
    return found


def _note_earlier_day(found: dict[str, datetime], line: Line, at: datetime, seen: datetime) -> None:
    day, zone = business_date(at, line.terms.zone), line.terms.zone
    if day < business_date(seen, zone):
        _note(found, line, start_of(day, zone))


def _note(found: dict[str, datetime], line: Line, at: datetime) -> None:
    found[line.id] = min(at, line.moved_at, found.get(line.id, at))
