"""What an appeal is against, in words: a decision, money on hold, or something that happened on the line."""

from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.decision_files import DecisionUnknown, read_decision
from creditline.store.lines import read_events_before
from creditline.web.api.shapes import event_id
from creditline.web.borrower.wording import title_of
from creditline.web.i18n import N_, Language

_KINDS = {
    "dec": N_("a decision about the limit"),
    "flag": N_("money on hold"),
    "evt": N_("a change on the line"),
}
_LARGEST = 2**31 - 1


def kind_of(against: str, language: Language) -> str:
    """Say what kind of thing an appeal is against; empty for what has no words."""
    words = _KINDS.get(against.partition("_")[0])
    return "" if words is None else language.gettext(words)


async def words_of(database: Database, line: Line, against: str, language: Language) -> str:
    """Say what an appeal is against: which decision, or what happened and when."""
    if against.startswith("dec_"):
        return await _decision(database, line, against, language)
    event = await _event(database, line, against)
    return kind_of(against, language) if event is None else event_words(event, language)


def event_words(event: Event, language: Language) -> str:
    """Say what it was, of how much, and when."""
    currency, on = event.after.terms.currency, language.moment(event.effective_at, event.after.terms.zone)
    parts = [title_of(event, language)]
    if event.kind is EventKind.LIMIT_CHANGED:
        parts.append(f"{language.money(event.limit_before_minor or 0, currency)} → {_limit(event, language)}")
    elif event.amount_minor:
        parts.append(language.money(event.amount_minor, currency))
    return " · ".join((*parts, on))


async def _decision(database: Database, line: Line, against: str, language: Language) -> str:
    try:
        made = await read_decision(database, against)
    except DecisionUnknown:
        return kind_of(against, language)
    return language.gettext("The decision of %(when)s") % {"when": language.moment(made.decided_at, line.terms.zone)}


async def _event(database: Database, line: Line, against: str) -> Event | None:
    number = against.rpartition("_")[2]
    if not (number.isascii() and number.isdigit()) or int(number) >= _LARGEST:
        return None
    found = await read_events_before(database, line.id, before=int(number) + 1, limit=1)
    return next((event for event in found if event_id(event.line_id, event.version) == against), None)


def _limit(event: Event, language: Language) -> str:
    limit = event.after.limit_minor
    return language.gettext("no limit") if limit is None else language.money(limit, event.after.terms.currency)
