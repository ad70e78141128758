"""`creditline import`: real data sets as lines with a history."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_writer
from creditline.dates.clock import SystemClock
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.usecases.import_taiwan import GROUP_LIMIT, ImportReport, Progress, import_taiwan
from creditline.usecases.writer import Writer

APP = App(name="import", help="Import a data set as lines with a history.")


@APP.command
def taiwan(
    file: Path,
    /,
    *,
    clients: Annotated[int | None, Parameter(help="Only the first so many clients.")] = None,
    errors: Annotated[Path | None, Parameter(help="Where rows that cannot be used are listed.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Import the UCI credit-card clients of Taiwan (Parquet, CSV, XLS), and prove that every bill is in the ledger.

    Safe to stop and repeat: what is in the ledger already is not posted again.
    """
    errors_path = errors or Path(f"{file.name}.errors.csv")

    async def bring_in(database: Database, writer: Writer) -> ImportReport:
        with progress_bar() as bar:
            task = bar.add_task("Importing clients", total=None)

            def show(progress: Progress) -> None:
                bar.update(task, completed=progress.clients_done, total=progress.clients)

            return await import_taiwan(
                database,
                writer,
                file,
                now=await read_clock(database) or SystemClock().now(),
                errors_path=errors_path,
                first=clients,
                progress=show,
            )

    with database_url(data) as url:
        report = run_with_writer(url, bring_in, group_limit=GROUP_LIMIT)
    _tell(report, errors_path, json=json)
    if report.month_ends_equal != report.month_ends:
        sys.exit(1)


def _tell(report: ImportReport, errors_path: Path, *, json: bool) -> None:
    MESSAGES.print(
        f"[green]✓[/] {report.clients:,} clients with {report.events:,} events are in the ledger; "
        f"{report.month_ends_equal:,} of {report.month_ends:,} month ends equal the bill."
    )
    if report.errors:
        MESSAGES.print(f"[yellow]![/] {report.errors:,} rows were left out; {errors_path} says why.")
    if json:
        print_json(asdict(report))
