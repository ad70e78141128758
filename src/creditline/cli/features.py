"""`creditline features`: what is known of how a line is used."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.features.catalogue import CATALOGUE
from creditline.features.feature import Unit
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.usecases.export_observations import export_observations
from creditline.usecases.rebuild_features import Rebuilt, rebuild_features
from creditline.usecases.view_features import view_features

APP = App(name="features", help="Behavioural features of lines.")


@APP.command
def rebuild(
    *,
    line: Annotated[str | None, Parameter(help="Only this line.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make the feature states of all lines anew from their events; the book may be in use."""

    async def make(database: Database) -> Rebuilt:
        with progress_bar() as bar:
            task = bar.add_task("Rebuilding feature states", total=None)
            return await rebuild_features(
                database, line_id=line, progress=lambda done: bar.update(task, completed=done)
            )

    with database_url(data) as url:
        rebuilt = run_with_database(url, make)
    if json:
        print_json(asdict(rebuilt))
    else:
        mean = rebuilt.bytes // max(1, rebuilt.lines)
        MESSAGES.print(
            f"[green]✓[/] {rebuilt.lines:,} feature states rebuilt: {mean:,} bytes each on average, "
            f"{rebuilt.largest:,} at most."
        )


@APP.command
def show(
    line: Annotated[str, Parameter(help="The line's id.")],
    /,
    *,
    at: Annotated[date | None, Parameter(help="As of the end of this day; left out: today.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Print every feature of a line, by SQL from its events."""

    async def look(database: Database) -> dict[str, int | None]:
        now = await read_clock(database) or SystemClock().now()
        return await view_features(database, line, now=now, at=at)

    with database_url(data) as url:
        values = run_with_database(url, look)
    if json:
        print_json(values)
        return
    for feature in CATALOGUE:
        OUTPUT.print(
            f"{_shown(values[feature.name], feature.unit):>14}  {feature.name}  [dim]{feature.en}[/]", soft_wrap=True
        )


@APP.command
def export(
    *,
    out: Annotated[Path, Parameter(help="The Parquet file to write.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Write all observations to a Parquet file, from which DuckDB computes the same features."""
    with database_url(data) as url:
        rows = run_with_database(url, lambda database: export_observations(database, out))
    if json:
        print_json({"out": str(out), "observations": rows})
    else:
        MESSAGES.print(f"[green]✓[/] {rows:,} observations are in {out}.")


def _shown(value: int | None, unit: Unit) -> str:
    if value is None:
        return "not known"
    if unit is Unit.BPS:
        whole, hundredths = divmod(abs(value), 100)
        return f"{'−' if value < 0 else ''}{whole:,}.{hundredths:02d} %"
    return f"{value:,}"
