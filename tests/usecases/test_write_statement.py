"""A participant's statement as a file."""

import asyncio
import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from funded_book import write_funded

from creditline.dates.business_date import ZoneUnknown
from creditline.store.database import Database
from creditline.store.participants import ParticipantUnknown
from creditline.store.table_files import TableEndingUnknown
from creditline.usecases.write_statement import COLUMNS, PeriodEmpty, Statement, write_statement

FIRST, NEXT = date(2026, 1, 1), date(2026, 1, 2)


@pytest.fixture(scope="module")
def book(template_url: str, module_copies: Callable[[str], str]) -> str:
    url = module_copies(template_url)
    write_funded(url)
    return url


def write(
    url: str, path: Path, who: str = "par_partner", begins: date = FIRST, ends: date = NEXT, zone: str = "UTC"
) -> Statement:
    async def opened() -> Statement:
        async with Database(url) as database:
            return await write_statement(database, who, begins=begins, ends=ends, zone=zone, path=path)

    return asyncio.run(opened())


def test_a_statement_as_csv_says_what_was_lent_and_what_came_back(book: str, tmp_path: Path) -> None:
    written = write(book, tmp_path / "s.csv")
    rows = list(csv.DictReader((tmp_path / "s.csv").open()))
    assert written.movements == len(rows) == 4
    assert [(row["flow"], int(row["amount_minor"]), int(row["exposure_minor"])) for row in rows] == [
        ("draw", 15_000, 15_000),
        ("repayment", -3_000, 12_000),
        ("draw", 18_000, 30_000),
        ("undone", -18_000, 12_000),
    ]
    assert {row["line_id"] for row in rows} == {"line_joint"}


def test_a_statement_as_parquet_has_the_same_rows_with_their_types(book: str, tmp_path: Path) -> None:
    write(book, tmp_path / "s.csv")
    written = write(book, tmp_path / "it's.parquet")
    with duckdb.connect() as connection:
        parquet = connection.read_parquet(str(tmp_path / "it's.parquet"))
        assert parquet.columns == list(COLUMNS)
        assert parquet.aggregate("count(*), sum(amount_minor)").fetchall() == [(written.movements, 12_000)]
        assert str(parquet.types[1]) == "TIMESTAMP WITH TIME ZONE"


def test_a_period_is_counted_in_the_zone_it_is_given_in(book: str, tmp_path: Path) -> None:
    """The story plays at 09:00 UTC of 1 January, which is 23:00 of 31 December in Honolulu."""
    before = write(book, tmp_path / "s.csv", begins=date(2025, 12, 31), ends=FIRST, zone="Pacific/Honolulu")
    assert before.movements == 4
    assert write(book, tmp_path / "s.csv", zone="Pacific/Honolulu").movements == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"who": "par_nobody"}, ParticipantUnknown),
        ({"ends": FIRST}, PeriodEmpty),
        ({"zone": "Nowhere/None"}, ZoneUnknown),
        ({"path": Path("s.xls")}, TableEndingUnknown),
    ],
)
def test_what_cannot_be_written_is_refused(
    book: str, tmp_path: Path, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write(book, **{"path": tmp_path / "s.csv", **changes})  # type: ignore[arg-type]
