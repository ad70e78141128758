"""A participant's statement as a file: what moved between it and its lines, in the order it was booked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from creditline.dates.business_date import check_zone
from creditline.store.database import Database
from creditline.store.participants import read_participant, statement_pages
from creditline.store.table_files import write_table

COLUMNS = {
    "number": "BIGINT",
    "booked_at": "TIMESTAMPTZ",
    "effective_at": "TIMESTAMPTZ",
    "line_id": "VARCHAR",
    "version": "INTEGER",
    "kind": "VARCHAR",
    "flow": "VARCHAR",
    "currency": "VARCHAR",
    "amount_minor": "BIGINT",
    "line_minor": "BIGINT",
    "exposure_minor": "BIGINT",
}


class PeriodEmpty(ValueError):
    """A period ends after it begins."""

    code = "period-empty"

    def __init__(self, begins: date, ends: date) -> None:
        super().__init__(f"The period from {begins} up to {ends} has no day in it. Let it end later.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What was written: for whom, how many movements, where."""

    participant_id: str
    movements: int
    path: str


async def write_statement(
    database: Database, participant_id: str, *, begins: date, ends: date, zone: str, path: Path
) -> Statement:
    """Write what was booked from `begins` up to, not including, `ends` (dates in `zone`) to a .csv or .parquet file.

    Amounts are minor units; positive is lent, negative came back. Raises ParticipantUnknown, PeriodEmpty,
    ZoneUnknown, TableEndingUnknown, OSError.
    """
    if ends <= begins:
        raise PeriodEmpty(begins, ends)
    await read_participant(database, participant_id)
    pages = statement_pages(database, participant_id, from_at=_midnight(begins, zone), to_at=_midnight(ends, zone))
    count = await write_table(path, COLUMNS, pages)
    return Statement(participant_id=participant_id, movements=count, path=str(path))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(check_zone(zone))).astimezone(UTC)
