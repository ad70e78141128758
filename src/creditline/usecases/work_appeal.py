"""What an officer does with an appeal before deciding, each on the version that was on the screen."""

from collections.abc import Callable
from datetime import datetime

from creditline.appeals.appeal import Appeal, AppealEvent, By
from creditline.appeals.deciding import send_back
from creditline.appeals.promise import AppealRules, Calendar
from creditline.appeals.work import ask_for_more, assign, extend, unassign
from creditline.dates.business_date import business_date
from creditline.store.appeals import lock_appeal, read_appeal, read_timeline, write_event
from creditline.store.database import Database
from creditline.store.groups import transaction, writing
from creditline.store.lines import read_line


class AppealMoved(RuntimeError):
    """The appeal was changed by somebody else since it was put on the screen."""

    code = "appeal-moved"

    def __init__(self, by: str, minutes: int) -> None:
        super().__init__(f"Changed by {by} {minutes} min ago. Look at it as it is now, then decide again.")
        self.by, self.minutes = by, minutes


async def assign_appeal(
    database: Database, appeal_id: str, *, seen: int | None, to: str, by: By, now: datetime
) -> Appeal:
    """Give an appeal to somebody. Raises AppealUnknown, AppealMoved, AppealSettled."""
    return await _step(database, appeal_id, seen, now, lambda appeal: assign(appeal, to=to, by=by, at=now))


async def unassign_appeal(database: Database, appeal_id: str, *, seen: int | None, by: By, now: datetime) -> Appeal:
    """Put an appeal back into the queue. Raises AppealUnknown, AppealMoved, AppealSettled, AppealElsewhere."""
    return await _step(database, appeal_id, seen, now, lambda appeal: unassign(appeal, by=by, at=now))


async def ask_borrower(
    database: Database, appeal_id: str, *, seen: int | None, words: str, by: By, now: datetime, rules: AppealRules
) -> Appeal:
    """Ask the borrower for more. Raises as the others, and OwnWordsMissing."""
    on = business_date(now, await _zone(database, appeal_id))
    return await _step(
        database,
        appeal_id,
        seen,
        now,
        lambda appeal: ask_for_more(appeal, words=words, by=by, at=now, on=on, rules=rules),
    )


async def extend_promise(
    database: Database,
    appeal_id: str,
    *,
    seen: int | None,
    words: str,
    by: By,
    now: datetime,
    rules: AppealRules,
    calendar: Calendar,
) -> Appeal:
    """Extend the promised day as the rule allows. Raises as the others, and OwnWordsMissing, NoExtensionLeft."""
    zone = await _zone(database, appeal_id)

    def extended(appeal: Appeal) -> AppealEvent:
        filed_on = business_date(appeal.filed_at, zone)
        return extend(appeal, words=words, by=by, at=now, filed_on=filed_on, rules=rules, calendar=calendar)

    return await _step(database, appeal_id, seen, now, extended)


async def refuse_proposal(
    database: Database, appeal_id: str, *, seen: int | None, words: str, by: By, now: datetime
) -> Appeal:
    """Send a proposed decision back to its officer. Raises as the others, and OwnWordsMissing."""
    return await _step(database, appeal_id, seen, now, lambda appeal: send_back(appeal, words=words, by=by, at=now))


async def check_version(database: Database, appeal: Appeal, seen: int | None, now: datetime) -> None:
    """Raise AppealMoved if the appeal is not as it was seen; None: it was not looked at for a version."""
    if seen is None or appeal.version == seen:
        return
    last = (await read_timeline(database, appeal.id))[-1]
    raise AppealMoved(last.by.name, max(0, int((now - last.at).total_seconds()) // 60))


async def _step(
    database: Database, appeal_id: str, seen: int | None, now: datetime, act: Callable[[Appeal], AppealEvent]
) -> Appeal:
    async with writing(database) as connection, transaction(connection):
        appeal = await lock_appeal(connection, appeal_id)
        await check_version(database, appeal, seen, now)
        event = act(appeal)
        await write_event(connection, event)
    return event.after


async def _zone(database: Database, appeal_id: str) -> str:
    appeal = await read_appeal(database, appeal_id)
    return (await read_line(database, appeal.line_id)).terms.zone
