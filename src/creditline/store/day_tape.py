"""The day tape: which lines have days to close, and the rows of the days that were closed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import DictRow

from creditline.lines.day_tape import DayRow
from creditline.lines.line import Line
from creditline.store.bulk_text import NULL
from creditline.store.database import Database, fetch_all
from creditline.store.groups import open_holds
from creditline.store.queries import query
from creditline.store.rows import line_from_row
from creditline.store.wire import Wire, copy, execute, execute_rows


@dataclass(frozen=True, slots=True)
class ToClose:
    """A locked line and the last day of it that was closed; None if none was."""

    line: Line
    closed_on: date | None


async def count_open_lines(database: Database, until: date | None, now: datetime) -> int:
    """How many lines have a day to close: one that has ended by `now` and is no later than `until`."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("count_lines_to_close"), {"until": until, "now_at": now})
        return int(rows[0]["lines"])


async def lock_lines_to_close(
    wire: Wire, until: date | None, now: datetime, *, after: str, limit: int
) -> list[ToClose]:
    """Begin, and lock up to `limit` lines with days to close, by id; those someone else holds are left out.

    Whoever draws or repays is never waited for: a line that is left out is found again on the next round.
    """
    await wire.converse(execute("begin"))
    await wire.fetch(query("one_closes"))
    rows = await wire.fetch(query("lock_lines_to_close"), until, now, after, limit)
    holds = await open_holds(wire, [row["id"] for row in rows if row["held_minor"]])
    return [ToClose(line_from_row(row, holds=holds.get(row["id"], ())), row["closed_on"]) for row in rows]


def day_writes(rows: Iterable[DayRow], closed_on: Mapping[str, date], booked_at: datetime) -> Iterator[bytes]:
    """Yield messages that write rows of the tape, and how far each line's days are closed."""
    yield copy("copy_day_tape", [_text(row, booked_at) for row in rows])
    yield execute_rows("close_days", list(closed_on.items()))


async def read_days(database: Database, line_id: str, *, after: date, limit: int) -> list[DictRow]:
    """Return up to `limit` days of a line's tape as they stand now, from just after the day `after`."""
    async with database.reader() as connection:
        return await fetch_all(connection, query("tape_page"), {"line_id": line_id, "after": after, "limit": limit})


def _text(row: DayRow, booked_at: datetime) -> str:
    limit = NULL if row.limit_minor is None else row.limit_minor
    used = NULL if row.utilisation_bps is None else row.utilisation_bps
    return (
        f"{row.line_id}\t{row.day}\t{row.version}\t{booked_at.isoformat()}\t{row.status}\t{limit}\t"
        f"{row.principal_minor}\t{row.interest_minor}\t{row.fees_minor}\t{row.credit_minor}\t{row.held_minor}\t"
        f"{row.unreleased_minor}\t{row.available_minor}\t{row.days_past_due}\t{row.bucket}\t{row.full_in_row}\t"
        f"{row.minimum_in_row}\t{used}\n"
    )
