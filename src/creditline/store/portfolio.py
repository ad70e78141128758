"""The book in sums: exposure, utilisation, buckets and how they roll, vintages and flows, by currency."""

from dataclasses import dataclass
from datetime import datetime

from creditline.store.database import Database
from creditline.store.named import rows_of

FIGURES = ("exposure", "utilisation", "buckets", "rolls", "vintages", "flows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One group of lines. Amounts in minor units of the currency; a figure that a group has not is 0.

    label: of exposure the currency, of utilisation the tenth, of buckets the bucket, of rolls the bucket thirty days
    earlier, of vintages the quarter, of flows the month. late: lines 30 days past due or more. better, worse: lines in
    a lower or a higher bucket than then; those that are lost are worse.
    """

    currency: str
    label: str
    lines: int
    limit_minor: int = 0
    drawn_minor: int = 0
    held_minor: int = 0
    repaid_minor: int = 0
    late: int = 0
    better: int = 0
    worse: int = 0


async def read_sums(database: Database, figure: str, *, since: datetime) -> list[Sum]:
    """Return one of FIGURES by currency and group. since: from when on flows are counted."""
    more = {"since": since} if figure == "flows" else {}
    return [Sum(**row) for row in await rows_of(database, f"portfolio/{figure}", **more)]
