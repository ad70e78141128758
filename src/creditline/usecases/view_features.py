"""Looking at a line's features as of a day."""

from datetime import date, datetime

from creditline.dates.business_date import business_date
from creditline.store.database import Database
from creditline.store.features import Values, read_features
from creditline.store.lines import NothingKnown, read_line


async def view_features(database: Database, line_id: str, *, now: datetime, at: date | None = None) -> Values:
    """Return every feature of the line as of the end of `at`, or of the business date of `now`.

    Raises LineUnknown, NothingKnown, StoreUnavailable.
    """
    line = await read_line(database, line_id)
    on = at or business_date(now, line.terms.zone)
    found = await read_features(database, [(line_id, on)])
    if not found:
        raise NothingKnown(line_id)
    return found[line_id, on]
