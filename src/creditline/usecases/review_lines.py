"""Deciding what nobody asked about: lines whose decision waits, days gone by, flags whose deadline has come."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from creditline.decisions.trigger import Trigger
from creditline.lines.commands import Stamp
from creditline.store.database import Database
from creditline.store.decision_files import read_due_flags, read_profiled
from creditline.usecases.deciding import DecisionImpossible
from creditline.usecases.reconsider import Reconsider
from creditline.usecases.writer import Writer

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review did: lines decided, those that still cannot be, and flags that lapsed."""

    lines: int
    waiting: tuple[str, ...]
    lapsed: int


async def review_lines(
    database: Database, writer: Writer, now: datetime, *, pending: bool = False, trigger: Trigger = Trigger.TIME
) -> Reviewed:
    """Decide every line that has a profile, or only those whose decision waits; first let due flags lapse.

    Each decision is made under the line's lock, on the version it then has: none is made on what has passed.
    """
    lapsed = await lapse_flags(database, writer, now)
    lines, waiting, after = 0, [], ""
    while ids := await read_profiled(database, after=after, limit=_PAGE, pending=pending):
        outcomes = await asyncio.gather(*(_review(writer, line_id, now, trigger) for line_id in ids))
        lines, after = lines + len(ids), ids[-1]
        waiting += [line_id for line_id, decided in zip(ids, outcomes, strict=True) if not decided]
    return Reviewed(lines, tuple(waiting), lapsed)


async def lapse_flags(database: Database, writer: Writer, now: datetime) -> int:
    """Let every open flag lapse whose deadline has come, and return how many did."""
    lapsed = 0
    while due := await read_due_flags(database, now):
        for flag_id, line_id in due:
            await writer.submit(
                Reconsider(line_id=line_id, stamp=_stamp(now), trigger=Trigger.FLAG, lapse=flag_id, by="clock")
            )
        lapsed += len(due)
    return lapsed


async def _review(writer: Writer, line_id: str, now: datetime, trigger: Trigger) -> bool:
    try:
        await writer.submit(Reconsider(line_id=line_id, stamp=_stamp(now), trigger=trigger, by="clock"))
    except DecisionImpossible:
        return False
    return True


def _stamp(now: datetime) -> Stamp:
    return Stamp(key=None, fingerprint=None, effective_at=now, booked_at=now, actor="clock")
