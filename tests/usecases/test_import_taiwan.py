"""Importing the UCI credit-card clients into a real database."""

import asyncio
import csv
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
import pytest

from creditline.simulation.tables import ColumnsMissing
from creditline.simulation.taiwan import MONTH_ENDS, Client, TaiwanFile, commands_of
from creditline.store.database import Database
from creditline.store.imports import Balance, compare_balances
from creditline.usecases.import_taiwan import ImportReport, Progress, import_taiwan
from creditline.usecases.submit_lines import submit_in_order
from creditline.usecases.writer import Writer

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = [
    "ID",
    "LIMIT_BAL",
    *(f"BILL_AMT{index}" for index in range(6, 0, -1)),
    *(f"PAY_AMT{index}" for index in range(6, 0, -1)),
]
"""The columns that are read, months from April on."""

PLAIN = [1, 20_000, 0, 0, 0, 689, 3_102, 3_913, 0, 0, 0, 0, 689, 0]
OVER_LIMIT = [2, 10_000, 15_000, 14_000, 9_000, 12_500, 0, 0, 0, 2_000, 5_000, 0, 12_500, 0]
CREDIT = [3, 50_000, -300, -300, 1_000, -2_000, 0, 40, 300, 0, 0, 3_000, 0, 0]
UNUSED = [4, 90_000, *[0] * 12]


def write(path: Path, *rows: Sequence[object]) -> Path:
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in (NAMES, *rows)), encoding="utf-8")
    return path


def made_up(clients: int) -> list[list[int]]:
    chance = Random(11)  # noqa: S311 - amounts, not secrets
    amounts = (0, 0, 50, 1_000, 9_999, 30_000)
    return [
        [
            number,
            chance.choice([10_000, 50_000]),
            *(chance.choice((-200, *amounts)) for _ in range(6)),
            *(chance.choice(amounts) for _ in range(6)),
        ]
        for number in range(1, clients + 1)
    ]


def run(
    url: str, path: Path, *, now: datetime = NOW, first: int | None = None, told: list[Progress] | None = None
) -> ImportReport:
    async def imported() -> ImportReport:
        async with Database(url) as database, Writer(database) as writer:
            return await import_taiwan(
                database,
                writer,
                path,
                now=now,
                errors_path=path.with_suffix(".errors.csv"),
                first=first,
                progress=(told if told is not None else []).append,
            )

    return asyncio.run(imported())


def test_every_month_end_equals_its_bill(database_url: str, tmp_path: Path) -> None:
    report = run(database_url, write(tmp_path / "t.csv", PLAIN, OVER_LIMIT, CREDIT, UNUSED))
    assert (report.clients, report.month_ends, report.month_ends_equal, report.errors) == (4, 24, 24, 0)
    assert report.clients_before == 0
    assert report.events == _count(database_url, "event")
    assert report.events_per_s > 0
    assert not (tmp_path / "t.errors.csv").exists()


def test_many_clients_made_up_of_awkward_months_all_fit(database_url: str, tmp_path: Path) -> None:
    told: list[Progress] = []
    report = run(database_url, write(tmp_path / "t.csv", *made_up(300)), told=told)
    assert (report.clients, report.month_ends, report.month_ends_equal) == (300, 1_800, 1_800)
    assert [progress.clients_done for progress in told] == list(range(1, 301))
    assert told[-1].events == report.events


def test_events_count_in_2005_and_are_booked_now(database_url: str, tmp_path: Path) -> None:
    run(database_url, write(tmp_path / "t.csv", PLAIN))
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT min(effective_at), max(effective_at), min(booked_at) FROM event").fetchall()
    ((first, last, booked),) = rows
    assert (first.astimezone(UTC), booked) == (datetime(2005, 3, 31, 16, tzinfo=UTC), NOW)
    assert last < datetime(2005, 10, 1, tzinfo=UTC)


def test_a_bill_above_the_limit_enters_as_a_forced_posting(database_url: str, tmp_path: Path) -> None:
    run(database_url, write(tmp_path / "t.csv", OVER_LIMIT))
    with psycopg.connect(database_url) as connection:
        forced = connection.execute("SELECT kind, amount_minor FROM event WHERE forced ORDER BY version").fetchall()
    assert forced[0] == ("draw", 1_500_000)


def test_a_second_run_adds_nothing(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", PLAIN, OVER_LIMIT, CREDIT)
    first = run(database_url, path)
    again = run(database_url, path, now=LATER)
    assert again.clients_before == 3
    assert again.events_per_s == 0
    assert (again.events, again.month_ends_equal) == (first.events, 18)


def test_the_first_rows_can_be_imported_before_the_rest(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", *made_up(20))
    assert run(database_url, path, first=5).month_ends_equal == 30
    assert run(database_url, path, now=LATER).month_ends_equal == 120


def test_a_client_cut_off_in_the_middle_is_completed(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", PLAIN, OVER_LIMIT)
    _submit_part(database_url, path, commands=4)
    report = run(database_url, path, now=LATER)
    assert (report.clients_before, report.month_ends_equal) == (0, 12)


def test_an_import_killed_in_the_middle_resumes_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", *made_up(1_500))
    _kill_in_the_middle(database_url, path)
    kept = _count(database_url, "event")
    report = run(database_url, path, now=LATER)
    assert 0 < kept < report.events
    assert (report.clients, report.month_ends_equal) == (1_500, 9_000)
    assert report.events == sum(client.commands for client in TaiwanFile(path) if isinstance(client, Client))


def test_unusable_rows_are_written_to_the_error_file_and_the_rest_goes_on(database_url: str, tmp_path: Path) -> None:
    no_limit = [8, "", *PLAIN[2:]]
    text = [9, *PLAIN[1:-1], "much"]
    report = run(database_url, write(tmp_path / "t.csv", no_limit, PLAIN, text))
    assert (report.clients, report.month_ends_equal, report.errors) == (1, 6, 2)
    with (tmp_path / "t.errors.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"row": "2", "client": "8", "column": "LIMIT_BAL", "value": "", "why": "is empty"},
            {
                "row": "4",
                "client": "9",
                "column": "PAY_AMT1",
                "value": "much",
                "why": "is no whole number of at most 12 digits",
            },
        ]


def test_other_amounts_for_a_client_cut_off_in_the_middle_are_an_error_of_that_row(
    database_url: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "t.csv", PLAIN)
    _submit_part(database_url, path, commands=2)
    changed = [1, 30_000, *PLAIN[2:]]
    report = run(database_url, write(tmp_path / "t.csv", changed, OVER_LIMIT))
    assert (report.errors, report.clients) == (1, 2)
    assert "was imported before with other amounts" in (tmp_path / "t.errors.csv").read_text(encoding="utf-8")


def test_a_ledger_that_differs_from_the_file_is_counted_as_it_is(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", PLAIN, OVER_LIMIT)
    run(database_url, path)
    changed = [*PLAIN[:7], PLAIN[7] + 1, *PLAIN[8:]]  # September's bill
    report = run(database_url, write(path, changed, OVER_LIMIT), now=LATER)
    assert (report.month_ends, report.month_ends_equal) == (12, 11)


def test_a_corrupted_entry_is_found_whatever_the_running_balances_say(database_url: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", PLAIN)
    run(database_url, path)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DELETE FROM entry WHERE version = 2")  # the 689 billed in July
    assert run(database_url, path, now=LATER).month_ends_equal == 3


def test_a_line_that_does_not_exist_agrees_with_no_claim(database_url: str) -> None:
    async def compared() -> tuple[int, int, int]:
        async with Database(database_url) as database:
            claims = [Balance(line_id="line_taiwan_99", on=MONTH_ENDS[0], net_minor=0)]
            comparison = await compare_balances(database, claims)
            return comparison.lines, comparison.balances, comparison.equal

    assert asyncio.run(compared()) == (0, 1, 0)


def test_a_wrong_file_is_named_before_anything_is_written(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ID,AGE\n1,24\n", encoding="utf-8")
    with pytest.raises(ColumnsMissing, match="Missing: LIMIT_BAL"):
        run(database_url, path)
    assert _count(database_url, "event") == 0


def _submit_part(url: str, path: Path, *, commands: int) -> None:
    async def submitted() -> None:
        async with Database(url) as database, Writer(database) as writer:
            client = next(iter(TaiwanFile(path)))
            assert isinstance(client, Client)
            await submit_in_order(writer, commands_of(client, booked_at=NOW)[:commands])

    asyncio.run(submitted())


_KILLED = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from creditline.store.database import Database
from creditline.usecases.import_taiwan import import_taiwan
from creditline.usecases.writer import Writer

async def main():
    async with Database(sys.argv[1]) as database, Writer(database, group_limit=100) as writer:
        await import_taiwan(
            database, writer, Path(sys.argv[2]), now=datetime(2026, 3, 1, 9, tzinfo=UTC),
            errors_path=Path(sys.argv[2] + ".errors.csv"), progress=lambda _: print("on", flush=True),
        )

asyncio.run(main())
"""


def _kill_in_the_middle(url: str, path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _KILLED, url, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(200):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)
