"""`creditline tape`: the days of all lines, as a file."""

from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.store.database import Database
from creditline.store.tape_file import export_tape

APP = App(name="tape", help="The day tape: one row a line and day.")


@APP.command
def export(
    file: Annotated[Path, Parameter(help="The Parquet file to write, such as tape.parquet.")],
    /,
    *,
    since: Annotated[date, Parameter(help="The first day.")] = date(1970, 1, 1),
    until: Annotated[date, Parameter(help="The last day.")] = date(2999, 12, 31),
    data: Data = None,
    json: Json = False,
) -> None:
    """Write the tape as Parquet, each day as it was told last."""

    async def write(database: Database) -> int:
        return await export_tape(database, file, since=since, until=until)

    with database_url(data) as url:
        rows = run_with_database(url, write)
    if json:
        print_json({"file": str(file), "rows": rows})
    else:
        MESSAGES.print(f"[green]✓[/] {rows:,} rows written to {file}.")
