"""Giving notice of what a decision's flags hold or let go, with the amount that they do."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from creditline.law.pack import Law
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Line
from creditline.notices.lender import Lender
from creditline.notices.notice import Notice
from creditline.notices.of_flag import notice_of_flag, notice_of_release
from creditline.store.decisions import StoredFlag


def notices_of_flags(
    flags: Iterable[StoredFlag], added: Sequence[Event], line: Line, law: Law, lender: Lender, at: datetime
) -> list[Notice]:
    """Return the notices about flags whose holds stand among the events `added`; raise what the notices raise."""
    held = {event.version: event.amount_minor for event in added if event.kind is EventKind.HOLD_PLACED}
    freed = {event.refers_to: event.amount_minor for event in added if event.kind is EventKind.HOLD_VOIDED}
    notices: list[Notice] = []
    for stored in flags:
        version = stored.hold_version
        if version in held:
            notices.append(notice_of_flag(stored.flag, held[version], line, law, lender))
        elif version in freed and (told := notice_of_release(stored.flag, freed[version], line, lender, at)):
            notices.append(told)
    return notices
