"""The sandbox that pages are measured on: the demo's portfolio, decided and scored, and readers who have signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import uvloop

from creditline.access.principal import Staff
from creditline.access.rights import Role
from creditline.access.secret import new_id
from creditline.bench.caller import Caller
from creditline.dates.clock import SystemClock
from creditline.lines.available import available_minor, owed_minor
from creditline.lines.line import Line, Status
from creditline.store.database import Database
from creditline.store.lines import read_lines
from creditline.store.people import add_staff
from creditline.usecases.seed_decisions import seed_decisions
from creditline.usecases.seed_demo import STRAINED, seed_demo
from creditline.usecases.seed_scorecard import seed_scorecard
from creditline.usecases.sign_in import begin_session
from creditline.usecases.writer import Writer

CURRENCY = "CNY"
_PAGE = 500
_READERS = 64  # one may open ten pages a second, and two hundred at once: many readers, as a load of pages has
_ROOM_MINOR = 100_000  # a line with so much owed and so much available takes every small draw and repayment


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What was filled in. line_ids: all lines. moving: those of them that take every small draw and repayment.

    readers: a secret of a signed-in reader's session each.
    """

    line_ids: list[str]
    moving: list[str]
    readers: list[str]


def fill_sandbox(url: str, *, borrowers: int, strained: int = STRAINED) -> Sandbox:
    """Fill the empty database at `url` as `creditline demo` does, with so many made-up borrowers."""

    async def fill() -> Sandbox:
        async with Database(url) as database, Writer(database) as writer:
            now = SystemClock().now()
            seeded = await seed_demo(
                database, writer, now=now, borrowers=borrowers, strained_borrowers=strained if borrowers else 0
            )
            card = await seed_scorecard(database, now=seeded.now)
            await seed_decisions(database, writer, now=seeded.now, card_id=card.id)
            lines = await _all_lines(database)
            return Sandbox(
                line_ids=[line.id for line in lines],
                moving=[line.id for line in lines if _moves(line, seeded.now.date())],
                readers=[await _reader(database, number, now) for number in range(_READERS)],
            )

    return uvloop.run(fill())


def file_appeals(address: tuple[str, int], line_ids: Sequence[str]) -> int:
    """Appeal against the last thing that happened on each line, so that there is a queue; return how many."""
    caller = Caller(address)
    for line_id in line_ids:
        (event,) = caller.get(f"/v1/lines/{line_id}/events?limit=1")["data"]
        words = "This is not what we agreed. Please look again."
        caller.post(f"/v1/lines/{line_id}/appeals", {"against": event["id"], "words": words})
    caller.close()
    return len(line_ids)


async def _all_lines(database: Database) -> list[Line]:
    found: list[Line] = []
    while page := await read_lines(database, after=found[-1].id if found else "", limit=_PAGE):
        found += page
    return found


def _moves(line: Line, today: date) -> bool:
    if line.terms.currency != CURRENCY or line.status is not Status.OPEN:
        return False
    return min(owed_minor(line), available_minor(line, today)) >= _ROOM_MINOR


async def _reader(database: Database, number: int, now: datetime) -> str:
    """Add somebody who reads everything, and return the secret of a session."""
    login = f"reader-{number}@bench"
    staff = Staff(id=new_id("stf"), login=login, name=f"Reader {number}", roles=frozenset({Role.AUDITOR}))
    await add_staff(database, staff, now - timedelta(seconds=1))
    return await begin_session(database, staff, now)
