"""A line as one row of a table, amounts as decimal strings, as the API writes them."""

from datetime import datetime

import msgspec

from creditline.dates.business_date import business_date
from creditline.lines.line import Line
from creditline.store.search import count_lines as count_all
from creditline.web.api.shapes import LineState, line_state
from creditline.web.desk import Desk

LINE_HEADER = tuple(LineState.__struct_fields__)


async def count_lines(desk: Desk) -> int:
    """Return how many lines there are."""
    return await count_all(desk.database)


def line_row(line: Line, now: datetime) -> tuple[str, ...]:
    """Return the row of a line as it stands at `now`, under LINE_HEADER."""
    state = line_state(line, business_date(now, line.terms.zone))
    return tuple("" if value is None else str(value) for value in msgspec.structs.astuple(state))
