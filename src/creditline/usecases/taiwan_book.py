"""What the ledger says of the imported clients of Taiwan, under the names of the table they came from."""

from collections import defaultdict
from collections.abc import Sequence

from creditline.simulation.taiwan import MONTH_ENDS
from creditline.store.database import Database
from creditline.store.imports import StatementMonth, read_statement_months

_PREFIX, _MINOR = "line_taiwan_", 100
_MONTHS = [(end.replace(day=1), end) for end in MONTH_ENDS]


class BookNotImported(LookupError):
    """The book must hold clients of the file."""

    code = "book-not-imported"

    def __init__(self) -> None:
        super().__init__(
            "The book holds none of the file's clients. Bring them in: creditline import taiwan FILE. Or leave --data "
            "out, and the file's own statements are used."
        )


async def read_taiwan_book(database: Database, numbers: Sequence[int]) -> list[dict[str, int]]:
    """Return ID, limit, and bill and payment of each month of those clients that were imported, in whole dollars.

    Raises BookNotImported, StoreUnavailable.
    """
    months = await read_statement_months(database, [f"{_PREFIX}{number}" for number in numbers], _MONTHS)
    if not months:
        raise BookNotImported
    return _rows(months)


def _rows(months: list[StatementMonth]) -> list[dict[str, int]]:
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for month in months:
        back = len(MONTH_ENDS) - MONTH_ENDS.index(month.last_day)
        rows[month.line_id] |= {
            "ID": int(month.line_id.removeprefix(_PREFIX)),
            "LIMIT_BAL": (month.limit_minor or 0) // _MINOR,
            f"BILL_AMT{back}": month.net_minor // _MINOR,
            f"PAY_AMT{back}": month.repaid_minor // _MINOR,
        }
    return list(rows.values())
