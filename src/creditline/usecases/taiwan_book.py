"""The imported clients of Taiwan as the table they came from: what was billed and paid is the ledger's word."""

from collections import defaultdict
from typing import TYPE_CHECKING

from creditline.simulation.taiwan import MONTH_ENDS
from creditline.store.database import Database
from creditline.store.imports import StatementMonth, read_statement_months

if TYPE_CHECKING:
    import polars as pl

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


async def with_the_ledgers_word(database: Database, clients: "pl.DataFrame") -> "pl.DataFrame":
    """Return the imported clients of the table `clients`, with limits, bills and payments as the ledger has them.

    The other columns, payment statuses and outcomes, stay the file's. Raises BookNotImported, StoreUnavailable.
    """
    import polars as pl  # noqa: PLC0415 - heavy, and only needed here

    months = await read_statement_months(database, [f"{_PREFIX}{number}" for number in clients["ID"]], _MONTHS)
    if not months:
        raise BookNotImported
    ledger = pl.DataFrame(_rows(months))
    numbers = clients.with_columns(pl.col("ID").cast(pl.Int64))
    return numbers.drop(name for name in ledger.columns if name != "ID").join(
        ledger, on="ID", how="inner", maintain_order="left"
    )


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
