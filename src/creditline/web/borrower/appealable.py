"""What on a line an appeal can be against: a lower limit, a freeze, credit that was set aside or refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from creditline.lines.event import Event, EventKind
from creditline.web.api.shapes import event_id
from creditline.web.borrower.appealed import event_words
from creditline.web.i18n import Language

_MOST = 12
_DECLINED = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be appealed: its id, in words, and whether it is chosen."""

    id: str
    title: str
    chosen: bool


def subjects(events_newest_first: Sequence[Event], against: str, named: str, language: Language) -> list[Subject]:
    """Return what can be appealed, newest first; what the address named stands first, in its words, and is chosen."""
    found = [event for event in events_newest_first if _appealable(event)][:_MOST]
    names = {event_id(event.line_id, event.version): event_words(event, language) for event in found}
    if named and against not in names:
        names = {against: named, **names}
    return [Subject(name, title, name == (against or next(iter(names)))) for name, title in names.items()]


def _appealable(event: Event) -> bool:
    if not event.accepted:
        return event.kind in _DECLINED
    if event.kind is EventKind.LIMIT_CHANGED:
        return (event.after.limit_minor or 0) < (event.limit_before_minor or 0)
    return event.kind in {EventKind.LINE_FROZEN, EventKind.HOLD_PLACED}
