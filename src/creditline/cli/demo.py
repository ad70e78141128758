"""`creditline demo`: a real PostgreSQL, a portfolio with a year of history, and the pages."""

import os
import shutil
import sys
from pathlib import Path
from time import monotonic
from typing import Annotated

import uvloop
from cyclopts import Parameter

from creditline.cli.console import MESSAGES, progress_bar
from creditline.cli.run import Data, run_with_database, run_with_writer, server_url
from creditline.dates.clock import SystemClock
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.store.lines import read_lines
from creditline.store.migrate import migrate
from creditline.usecases.seed_decisions import STRATEGY, seed_decisions
from creditline.usecases.seed_demo import STRAINED, Seeded, seed_demo
from creditline.usecases.seed_scorecard import SeededCard, seed_scorecard
from creditline.usecases.writer import Writer

_TO_TRY = """
  Three things to try
    1. Open [bold]{url}/lines/line_story_new[/] in two tabs. Draw in one, repay in the other: both move.
    2. Let a month pass: the button on the page, or [bold]{creditline} clock advance 30d{data}[/] in another terminal.
    3. Ask by API, twice with the same key: the second answer is the first one again.
       [dim]curl -i -X POST {url}/v1/lines/line_story_new/draws -H 'Idempotency-Key: try-1' \\
         -H 'Content-Type: application/json' -d '{{"amount": "100.00", "currency": "CNY"}}'[/]

  The lender's side: [bold]{url}/console[/]
  API explorer: {url}/docs    Does the book hold? [bold]{creditline} check{data}[/]    Stop: Ctrl-C
"""


class DemoRefused(RuntimeError):
    """A database with real lines is not turned into a sandbox."""

    code = "demo-refused"

    def __init__(self) -> None:
        super().__init__(
            "The database at DATABASE_URL has lines and is no sandbox. The demo would add made-up lines and stop its "
            "clock. Use an empty database, or unset DATABASE_URL for an embedded one."
        )


def demo(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    borrowers: Annotated[int, Parameter(help="How many made-up borrowers there are beside the stories.")] = 200,
    data: Data = None,
) -> None:
    """Fill a sandbox and serve it: ready in seconds, stopped by Ctrl-C, continued by the next start."""
    began = monotonic()
    steps = _Steps(began)
    hints = {"creditline": _command(), "data": f" --data {data}" if data else ""}
    with server_url(data) as url:
        steps.done("PostgreSQL is up")
        migrate(url)
        steps.done("The schema is in place")
        _refuse_real_lines(url)
        seeded = run_with_writer(url, lambda database, writer: _seed(database, writer, borrowers))
        steps.done(_seeded_words(seeded))
        card = run_with_database(url, lambda database: seed_scorecard(database, now=seeded.now))
        steps.done(_card_words(card))
        decided = run_with_writer(url, lambda *stores: seed_decisions(*stores, now=seeded.now, card_id=card.id))
        steps.done(f"{decided:,} limits decided by the strategy {STRATEGY}" if decided else "Limits are decided")
        _serve(url, host, port, began, hints, data)
    MESSAGES.print("Stopped; what happened is kept for the next start.")


class _Steps:
    """Prints each step with the seconds since the one before."""

    def __init__(self, began: float) -> None:
        self._last = began

    def done(self, words: str) -> None:
        now = monotonic()
        MESSAGES.print(f"[green]✓[/] {words}  [dim]{now - self._last:.1f} s[/]")
        self._last = now


def _serve(url: str, host: str, port: int, began: float, hints: dict[str, str], data: Path | None) -> None:
    from creditline.web.server import serve  # noqa: PLC0415 - heavy, and only needed here
    from creditline.web.settings import read_settings  # noqa: PLC0415 - as above

    address = f"http://{host}:{port}"

    def ready() -> None:
        MESSAGES.print(f"[green]✓[/] Ready: [bold]{address}[/]  [dim]{monotonic() - began:.1f} s in all[/]")
        MESSAGES.print(_TO_TRY.format(url=address, **hints), soft_wrap=True)

    uvloop.run(serve(url, host=host, port=port, on_ready=ready, settings=read_settings(data)))


def _command() -> str:
    """Return how this command line is called from where we are."""
    on_path = shutil.which("creditline")
    called = Path(sys.argv[0]).resolve()
    if on_path is not None and Path(on_path).resolve() == called and not os.environ.get("UV"):
        return "creditline"
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else str(called)


async def _seed(database: Database, writer: Writer, borrowers: int) -> Seeded:
    with progress_bar() as bar:
        task = bar.add_task("Writing a year of history", total=None)
        return await seed_demo(
            database,
            writer,
            now=SystemClock().now(),
            borrowers=borrowers,
            strained_borrowers=STRAINED if borrowers else 0,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )


def _seeded_words(seeded: Seeded) -> str:
    if not seeded.lines:
        return f"The sandbox is as it was left, on {seeded.now:%Y-%m-%d}"
    return f"{seeded.lines:,} lines with {seeded.events:,} events of history"


def _card_words(card: SeededCard) -> str:
    if card.id is None:
        return f"No scorecard: {card.why}"
    if not card.rows:
        return "A scorecard gives the scores"
    return f"A scorecard of {card.features} features trained on {card.rows:,} outcomes, and proven"


def _refuse_real_lines(url: str) -> None:
    async def real(database: Database) -> bool:
        return await read_clock(database) is None and bool(await read_lines(database, after="", limit=1))

    if os.environ.get("DATABASE_URL") and run_with_database(url, real):
        raise DemoRefused
