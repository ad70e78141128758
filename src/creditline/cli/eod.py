"""`creditline eod`: the end of day."""

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from creditline.cli.console import MESSAGES, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.cli.time import now_of
from creditline.store.database import Database
from creditline.usecases.end_of_day import Closed, close_days


def eod(
    *,
    until: Annotated[date | None, Parameter(help="The last day to close; left out, yesterday.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Close the days that have ended: interest, bills, statements, lateness, and a row of the tape for each line.

    It may be stopped at any point and run again, beside a server and beside itself: a day of a line is closed once.
    """

    async def close(database: Database) -> Closed:
        with progress_bar() as bar:
            task = bar.add_task("Closing days", total=None)
            return await close_days(
                database,
                now=await now_of(database),
                until=until,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )

    with database_url(data) as url:
        closed = run_with_database(url, close)
    if json:
        print_json({"lines": closed.lines, "days": closed.days, "events": closed.events})
    else:
        MESSAGES.print(
            f"[green]✓[/] {closed.days:,} days of {closed.lines:,} lines closed, {closed.events:,} events booked."
        )
