"""The imported clients as the table they came from."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from creditline.store.database import Database
from creditline.training.repaid_limits import as_the_book_says
from creditline.usecases.import_taiwan import import_taiwan
from creditline.usecases.taiwan_book import BookNotImported, read_taiwan_book
from creditline.usecases.writer import Writer

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLIENTS = pl.DataFrame(
    [
        [1, 20_000, 0, 0, 0, 689, 3_102, 3_913, 0, 0, 0, 0, 689, 0],
        [2, 10_000, 15_000, 14_000, 9_000, 12_500, 0, 0, 0, 2_000, 5_000, 0, 12_500, 0],
        [3, 50_000, -300, -300, 1_000, -2_000, 0, 40, 300, 0, 0, 3_000, 0, 0],
        [4, 90_000, *[0] * 12],
    ],
    schema=[
        "ID",
        "LIMIT_BAL",
        *(f"BILL_AMT{month}" for month in range(6, 0, -1)),
        *(f"PAY_AMT{month}" for month in range(6, 0, -1)),
    ],
    orient="row",
)


def of_book(url: str, table: pl.DataFrame, *, imported: Path | None) -> pl.DataFrame:
    async def read() -> pl.DataFrame:
        async with Database(url) as database, Writer(database) as writer:
            if imported:
                errors = imported.with_suffix(".errors.csv")
                await import_taiwan(database, writer, imported, now=NOW, errors_path=errors)
            return as_the_book_says(table, await read_taiwan_book(database, table["ID"].to_list()))

    return asyncio.run(read())


def test_what_was_billed_and_paid_comes_from_the_ledger_and_the_rest_from_the_file(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "clients.csv"
    CLIENTS.head(3).write_csv(path)
    asked = CLIENTS.with_columns(PAY_0=pl.lit(-1), BILL_AMT1=pl.lit(7), PAY_AMT2=pl.lit(7), LIMIT_BAL=pl.lit(7))
    told = of_book(database_url, asked, imported=path)
    assert told["PAY_0"].to_list() == [-1, -1, -1]
    assert told.select(CLIENTS.columns).equals(CLIENTS.head(3))


def test_a_book_without_the_clients_is_told_from_one_that_has_them(database_url: str) -> None:
    with pytest.raises(BookNotImported, match="creditline import taiwan"):
        of_book(database_url, CLIENTS, imported=None)
