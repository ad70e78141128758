"""`creditline check`: does the book hold."""

import sys
from typing import Annotated

from cyclopts import Parameter

from creditline.cli.console import OUTPUT, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.usecases.check_book import FEATURE_STATES, BookReport, check_book


def check(
    *,
    all_features: Annotated[
        bool, Parameter(negative="", help="Rebuild the feature state of every line, not of a sample of 1,000.")
    ] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Check every invariant of the book: it says what holds, and exits 1 naming what does not."""
    sample = None if all_features else FEATURE_STATES
    with database_url(data) as url:
        report = run_with_database(url, lambda database: check_book(database, feature_states=sample))
    if json:
        print_json(report.as_dict())
    else:
        _print(report)
    if not report.ok:
        sys.exit(1)


def _print(report: BookReport) -> None:
    for invariant in report.invariants:
        mark = "[red]✗[/]" if invariant.offenders else "[green]✓[/]"
        OUTPUT.print(f"{mark} {invariant.sentence}", soft_wrap=True)
        if invariant.offenders:
            OUTPUT.print(f"    {invariant.offenders:,} offend, such as {', '.join(map(str, invariant.examples[:3]))}")
    _print_states(report)
    OUTPUT.print(f"{report.lines:,} lines, {report.events:,} events, {report.entries:,} entries.", style="dim")


def _print_states(report: BookReport) -> None:
    states = report.feature_states
    mark = "[red]✗[/]" if states.differing else "[green]✓[/]"
    left = f", {states.stale:,} to be rebuilt when their lines are next loaded" if states.stale else ""
    OUTPUT.print(
        f"{mark} Each feature state is what its line's events give: {states.lines:,} rebuilt and compared{left}.",
        soft_wrap=True,
    )
    if states.differing:
        OUTPUT.print(f"    {len(states.differing):,} differ, such as {', '.join(states.differing[:3])}")
