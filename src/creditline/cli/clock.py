"""`creditline clock`: the sandbox's time."""

from datetime import datetime
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_database, run_with_writer
from creditline.dates.duration import parse_duration
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.usecases.advance_clock import Advanced, NotASandbox, advance_clock
from creditline.usecases.writer import Writer

APP = App(name="clock", help="Read the sandbox's clock, or move it forward.")


@APP.command
def show(*, data: Data = None, json: Json = False) -> None:
    """Print the sandbox's time."""
    with database_url(data) as url:
        now = run_with_database(url, _now)
    if json:
        print_json({"now": now.isoformat()})
    else:
        OUTPUT.print(now.isoformat())


@APP.command
def advance(
    by: Annotated[str, Parameter(help="How far: hours, days or weeks, such as 12h, 30d or 2w.")],
    /,
    *,
    data: Data = None,
    json: Json = False,
) -> None:
    """Move the sandbox's clock forward. Interest accrues and holds expire as it moves."""
    distance = parse_duration(by)

    async def move(database: Database, writer: Writer) -> Advanced:
        with progress_bar() as bar:
            task = bar.add_task("Bringing lines forward", total=None)
            return await advance_clock(
                database,
                writer,
                await _now(database) + distance,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )

    with database_url(data) as url:
        advanced = run_with_writer(url, move)
    if json:
        print_json(
            {
                "before": advanced.before.isoformat(),
                "now": advanced.now.isoformat(),
                "lines": advanced.lines,
                "events": advanced.events,
            }
        )
    else:
        MESSAGES.print(
            f"[green]✓[/] It is {advanced.now:%Y-%m-%d %H:%M} UTC now: "
            f"{advanced.lines:,} lines visited, {advanced.events:,} events booked."
        )


async def _now(database: Database) -> datetime:
    now = await read_clock(database)
    if now is None:
        raise NotASandbox
    return now
