"""What on a line an appeal can be against: a lower limit, a freeze, credit that was set aside or refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from creditline.lines.event import Event, EventKind
from creditline.web.api.shapes import event_id
from creditline.web.borrower.wording import title_of
from creditline.web.i18n import N_, Language

_MOST = 12
_DECLINED = frozenset({EventKind.DRAW, EventKind.HOLD_PLACED})
_NAMED = {
    "dec": N_("The decision %(id)s"),
    "flag": N_("The money on hold, %(id)s"),
    "evt": N_("What happened: %(id)s"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be appealed: its id, in words, and whether it is chosen."""

    id: str
    title: str
    chosen: bool


def subjects(events_newest_first: Sequence[Event], against: str, language: Language) -> list[Subject]:
    """Return what can be appealed, newest first; what the address named stands first and is chosen."""
    found = [event for event in events_newest_first if _appealable(event)][:_MOST]
    names = {event_id(event.line_id, event.version): _title(event, language) for event in found}
    prefix = against.partition("_")[0]
    if against and against not in names and prefix in _NAMED:
        names = {against: language.gettext(_NAMED[prefix]) % {"id": against}, **names}
    return [Subject(name, title, name == (against or next(iter(names)))) for name, title in names.items()]


def _appealable(event: Event) -> bool:
    if not event.accepted:
        return event.kind in _DECLINED
    if event.kind is EventKind.LIMIT_CHANGED:
        return (event.after.limit_minor or 0) < (event.limit_before_minor or 0)
    return event.kind in {EventKind.LINE_FROZEN, EventKind.HOLD_PLACED}


def _title(event: Event, language: Language) -> str:
    """Say what it was, of how much, and when."""
    currency, on = event.after.terms.currency, language.moment(event.effective_at, event.after.terms.zone)
    parts = [title_of(event, language)]
    if event.kind is EventKind.LIMIT_CHANGED:
        parts.append(f"{language.money(event.limit_before_minor or 0, currency)} → {_limit(event, language)}")
    elif event.amount_minor:
        parts.append(language.money(event.amount_minor, currency))
    return " · ".join((*parts, on))


def _limit(event: Event, language: Language) -> str:
    limit = event.after.limit_minor
    return language.gettext("no limit") if limit is None else language.money(limit, event.after.terms.currency)
