"""Writing what bounds one line: temporary limits, the borrower's choice, an agreement that funds it."""

from dataclasses import asdict
from datetime import datetime

from creditline.customers.limits import TemporaryLimit
from creditline.lines.line import Line
from creditline.store import notices
from creditline.store.constraints import temporary_limit_from_row
from creditline.store.database import Connection, Database, fetch_all
from creditline.store.lines import LineUnknown
from creditline.store.queries import query
from creditline.store.rows import line_from_row


async def lock_line(connection: Connection, line_id: str) -> Line:
    """Lock a line and return it, without its holds' names; raise LineUnknown."""
    rows = await fetch_all(connection, query("lock_line"), {"line_id": line_id})
    if not rows:
        raise LineUnknown(line_id)
    return line_from_row(rows[0])


async def insert_temporary_limit(connection: Connection, line: Line, limit: TemporaryLimit, at: datetime) -> None:
    """Write a temporary limit of a line."""
    values = {**asdict(limit), "line_id": line.id, "booked_at": at}
    await connection.execute(query("insert_temporary_limit"), values)
    await _constrain(connection, line)


async def insert_chosen_limit(connection: Connection, line: Line, amount_minor: int | None, at: datetime) -> None:
    """Write what the borrower of a line chose."""
    values = {"line_id": line.id, "amount_minor": amount_minor, "chosen_at": at}
    await connection.execute(query("insert_chosen_limit"), values)
    await _constrain(connection, line)


async def fund_line(connection: Connection, line: Line, agreement_id: str) -> None:
    """Put a line under an agreement."""
    await connection.execute(query("fund_line"), {"line_id": line.id, "agreement_id": agreement_id})
    await notices.send_moved(connection, line)


async def read_temporary_limits(database: Database, line_id: str) -> list[TemporaryLimit]:
    """Return the temporary limits of a line, those that ended too, by their start."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("temporary_limits_of_line"), {"line_id": line_id})
        return [temporary_limit_from_row(row) for row in rows]


async def _constrain(connection: Connection, line: Line) -> None:
    await connection.execute(query("constrain_line"), {"line_id": line.id})
    await notices.send_moved(connection, line)
