"""`creditline check`: does the book hold."""

import sys

from creditline.cli.console import OUTPUT, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.usecases.check_book import BookReport, check_book


def check(*, data: Data = None, json: Json = False) -> None:
    """Check every invariant of the book: it says what holds, and exits 1 naming what does not."""
    with database_url(data) as url:
        report = run_with_database(url, check_book)
    if json:
        print_json(report.as_dict())
    else:
        _print(report)
    if not report.ok:
        sys.exit(1)


def _print(report: BookReport) -> None:
    for invariant in report.invariants:
        mark = "[red]✗[/]" if invariant.offenders else "[green]✓[/]"
        OUTPUT.print(f"{mark} {invariant.sentence}")
        if invariant.offenders:
            OUTPUT.print(f"    {invariant.offenders:,} offend, such as {', '.join(map(str, invariant.examples[:3]))}")
    OUTPUT.print(f"{report.lines:,} lines, {report.events:,} events, {report.entries:,} entries.", style="dim")
