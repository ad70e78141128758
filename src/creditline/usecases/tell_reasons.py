"""Events as a borrower reads them: what a decision did says why, in the borrower's language, and not which record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from creditline.decisions.decision import Reason
from creditline.lines.event import Event, EventKind
from creditline.store.database import Database
from creditline.store.decision_files import read_flags, read_reasons
from creditline.usecases.deciding import DECIDES


async def tell_reasons(database: Database, events: Sequence[Event], language: str) -> list[Event]:
    """Return the events of one line with the reasons of decisions and flags in place of their names.

    language: "zh" for Chinese, anything else for English.
    """
    ours = [event for event in events if event.actor == DECIDES]
    if not ours:
        return list(events)
    told = await read_reasons(database, [event.reason for event in ours if event.reason is not None])
    holds = {
        stored.hold_version: (stored.flag.reason,)
        for stored in await read_flags(database, line_id=ours[0].line_id)
        if stored.hold_version is not None
    }
    return [_told(event, told, holds, language) if event.actor == DECIDES else event for event in events]


def _told(
    event: Event, decisions: Mapping[str, Sequence[Reason]], holds: Mapping[int, Sequence[Reason]], language: str
) -> Event:
    placed = event.kind is EventKind.HOLD_PLACED
    reasons = holds.get(event.version, ()) if placed else decisions.get(event.reason or "", ())
    between = "" if language == "zh" else " "
    words = between.join(_sentence(reason, language) for reason in reasons)
    return replace(event, reason=words or None)


def _sentence(reason: Reason, language: str) -> str:
    """Write a reason as a sentence of its own; a scorecard's is only what it looked at, and its value."""
    text, stop = (reason.zh, "。") if language == "zh" else (reason.en, ".")
    return text[:1].upper() + text[1:] + ("" if text.endswith(stop) else stop)
