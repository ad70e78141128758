"""The day tape as a Parquet file: each day once, as it was told last."""

import asyncio
from datetime import date
from pathlib import Path

import polars as pl
import psycopg
import pytest

from creditline.store.database import Database
from creditline.store.tape_file import FileUnwritable, export_tape

LINES = """
INSERT INTO line SELECT 'line_' || n, 'Shop', 'CNY', 0, 'act/365', 'UTC', '2026-01-01', NULL, 'open', 100,
    0, 0, 0, 0, 0, 0,
    '2026-01-01', '2026-01-01Z', 1 FROM generate_series(1, 2) AS n;
INSERT INTO day_tape SELECT 'line_' || n, date '2026-01-01' + d, v, '2026-02-01Z', 'open', 100, v * 10, 0, 0, 0, 0, 0,
    100 - v * 10, 0, 0, 0, 0, v * 1000
FROM generate_series(1, 2) AS n, generate_series(0, 4) AS d, generate_series(1, 2) AS v WHERE v = 1 OR d = 3
"""


def export(url: str, file: Path, since: date = date(2000, 1, 1), until: date = date(2100, 1, 1)) -> int:
    async def work() -> int:
        async with Database(url) as database:
            return await export_tape(database, file, since=since, until=until)

    return asyncio.run(work())


@pytest.fixture
def tape(database_url: str) -> str:
    with psycopg.connect(database_url) as connection:
        connection.execute(LINES)
    return database_url


def test_every_day_is_there_once_as_it_was_told_last(tape: str, tmp_path: Path) -> None:
    file = tmp_path / "new" / "tape.parquet"
    assert export(tape, file) == 10
    table = pl.read_parquet(file)
    assert table.height == 10
    assert table.filter(pl.col("day") == date(2026, 1, 4))["principal_minor"].to_list() == [20, 20]
    assert set(table.schema) >= {"line_id", "day", "limit_minor", "available_minor", "days_past_due", "utilisation_bps"}
    assert table.schema["principal_minor"] == pl.Int64
    assert table["line_id"].to_list() == sorted(table["line_id"].to_list())


def test_days_can_be_chosen(tape: str, tmp_path: Path) -> None:
    assert export(tape, tmp_path / "part.parquet", date(2026, 1, 2), date(2026, 1, 3)) == 4


def test_an_empty_tape_is_an_empty_file(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.parquet"
    assert export(database_url, file) == 0
    assert pl.read_parquet(file).height == 0


def test_a_place_where_nothing_can_be_written_is_named(tape: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileUnwritable, match="another place"):
        export(tape, tmp_path / "file" / "tape.parquet")
