"""What time brings to appeals: reminders before the promised day, and the end of those that nobody answered."""

from dataclasses import dataclass
from datetime import date, datetime

from creditline.access.principal import SYSTEM
from creditline.appeals.appeal import AppealEvent, By
from creditline.appeals.filing import expire
from creditline.appeals.promise import AppealRules, reminder_days
from creditline.appeals.work import remind
from creditline.dates.business_date import business_date
from creditline.store.appeals import Due, lock_appeal, read_due, write_event
from creditline.store.database import Database
from creditline.store.groups import transaction, writing

_PAGE = 500
_BY = By(SYSTEM.kind, SYSTEM.id, SYSTEM.name)


@dataclass(slots=True)
class Swept:
    """How many reminders were noted, and how many appeals ended unanswered."""

    reminded: int = 0
    expired: int = 0


async def sweep_appeals(database: Database, *, now: datetime, rules: AppealRules) -> Swept:
    """Bring every open appeal to `now`; safe to repeat, and to run in several processes."""
    swept, last = Swept(), ""
    while page := await read_due(database, after=last, limit=_PAGE):
        for due in page:
            await _sweep(database, due, now, rules, swept)
        last = page[-1].appeal.id
    return swept


async def _sweep(database: Database, due: Due, now: datetime, rules: AppealRules, swept: Swept) -> None:
    on = business_date(now, due.zone)
    if expire(due.appeal, by=_BY, at=now, on=on) is not None:
        swept.expired += await _end(database, due, now, on)
        return
    percent = _reminder(due, on, rules)
    if percent is not None:
        swept.reminded += await _remind(database, due, percent, now)


def _reminder(due: Due, on: date, rules: AppealRules) -> int | None:
    """Return the latest reminder whose day has come, if it was not given."""
    filed_on = business_date(due.appeal.filed_at, due.zone)
    days = reminder_days(filed_on, due.appeal.promised_on, rules.reminders_percent)
    reached = [percent for percent, day in days.items() if day <= on]
    return max(reached) if reached and max(reached) not in due.reminded else None


async def _end(database: Database, due: Due, now: datetime, on: date) -> bool:
    async with writing(database) as connection, transaction(connection):
        event = expire(await lock_appeal(connection, due.appeal.id), by=_BY, at=now, on=on)
        if event is not None:
            await write_event(connection, event)
    return event is not None


async def _remind(database: Database, due: Due, percent: int, now: datetime) -> bool:
    async with writing(database) as connection, transaction(connection):
        appeal = await lock_appeal(connection, due.appeal.id)
        if appeal.version != due.appeal.version:
            return False  # somebody was quicker; the next sweep looks again
        event: AppealEvent = remind(appeal, percent=percent, by=_BY, at=now)
        await write_event(connection, event)
    return True
