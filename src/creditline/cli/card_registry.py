"""`creditline score`: the registry of cards, watching them, what outcomes say, and data to train on."""

import csv
import getpass
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.dates.clock import SystemClock
from creditline.scoring.folder import CARD_FILE, CardUnreadable
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.store.scorecards import RegisteredCard, Role, read_cards
from creditline.usecases.judge_card import judge_card
from creditline.usecases.monitor_card import WINDOW_DAYS, Monitored, monitor_card, resume_reviews
from creditline.usecases.register_card import activate_card, register_card
from creditline.usecases.review_feedback import Feedback, review_feedback
from creditline.usecases.score_book import score_book
from creditline.usecases.score_dataset import EVERY_DAYS, WITHIN_DAYS, write_dataset

By = Annotated[str | None, Parameter(help="Who does this; left out: the user of this machine.")]
T = TypeVar("T")


def cards(*, data: Data = None, json: Json = False) -> None:
    """List the registered cards and what each is for now."""
    found = _run(data, read_cards)
    if json:
        print_json({"cards": found})
        return
    for card in found:
        OUTPUT.print(f"{card['id'][:17]}  {card['role'] or '—':<10}  {card['name']}", soft_wrap=True)


def register(
    card: Annotated[Path, Parameter(help="The card's folder, or its card.toml.")],
    /,
    *,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Keep a card under the hash of its content, once every direction it declares is proven."""
    content = _read_card(card)

    async def keep(database: Database, now: datetime) -> tuple[RegisteredCard, bool]:
        return await register_card(database, content, judge=judge_card, by=by or getpass.getuser(), now=now)

    kept, new = _run(data, keep)
    if json:
        print_json({"id": kept.id, "name": kept.name, "new": new, "proof": kept.proof})
    else:
        MESSAGES.print(f"[green]✓[/] {kept.id}{'' if new else ' was kept before'}.", soft_wrap=True)


def activate(
    card: Annotated[str, Parameter(help="The card's id, or as much of it as no other begins with.")],
    /,
    *,
    role: Annotated[Role, Parameter(help="What the card is for from then on.")],
    second: Annotated[str, Parameter(help="The second person who stands for it.")],
    assessment: Annotated[str, Parameter(help="Id of the impact assessment that was made.")],
    from_: Annotated[
        datetime | None, Parameter(name="--from", help="From when on, with its offset; left out: now.")
    ] = None,
    by: By = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Give a card a role from an instant on: two people, one assessment."""

    async def act(database: Database, now: datetime) -> dict[str, object]:
        return asdict(
            await activate_card(
                database,
                card,
                role=role,
                from_at=from_,
                by=by or getpass.getuser(),
                second=second,
                assessment=assessment,
                now=now,
            )
        )

    done = _run(data, act)
    if json:
        print_json(done)
    else:
        MESSAGES.print(f"[green]✓[/] {done['card_id']} is {role} from {done['from_at']}.", soft_wrap=True)


def dataset(
    *,
    out: Annotated[Path, Parameter(help="The Parquet file to write.")],
    spec: Annotated[Path | None, Parameter(help="Also write how each feature may be used, for 'score train'.")] = None,
    within: Annotated[int, Parameter(help="Days within which a line has to go bad.")] = WITHIN_DAYS,
    every: Annotated[int, Parameter(help="Days between two rows of a line.")] = EVERY_DAYS,
    data: Data = None,
    json: Json = False,
) -> None:
    """Write features as of each month of each line, and what became of it, from the ledger."""

    async def write(database: Database, now: datetime) -> dict[str, object]:
        written = await write_dataset(database, out, now=now, spec=spec, within_days=within, every_days=every)
        return asdict(written)

    written = _run(data, write)
    if json:
        print_json({"out": str(out), **written})
    else:
        MESSAGES.print(
            f"[green]✓[/] {written['rows']:,} rows of {written['lines']:,} lines are in {out}; "
            f"{written['bad']:,} went bad."
        )


def book(*, data: Data = None, json: Json = False) -> None:
    """Score every line with every card in use, and keep the scores."""
    scored = _run(data, lambda database, now: score_book(database, now=now))
    if json:
        print_json(asdict(scored))
    else:
        MESSAGES.print(f"[green]✓[/] {scored.lines:,} lines are scored, each with {scored.cards} cards.")


def feedback(*, data: Data = None, json: Json = False) -> None:
    """Show how often each rule was right, and what appeals and cleared flags add to the labels."""
    found = _run(data, lambda database, _now: review_feedback(database))
    if json:
        print_json(found.as_dict())
    else:
        _tell_feedback(found)


def monitor(
    *,
    card: Annotated[str | None, Parameter(help="The card to watch; left out: the champion.")] = None,
    days: Annotated[int, Parameter(help="Days in each of the two windows that are compared.")] = WINDOW_DAYS,
    groups: Annotated[
        Path | None, Parameter(help="CSV of line_id, group: for fairness; nothing of it is kept.")
    ] = None,
    approve_from: Annotated[int | None, Parameter(help="Points from which a score clears the cut-off.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Watch a card in use: drift, performance, calibration, fairness. Beyond a threshold automatic reviews pause."""
    by_line = None if groups is None else _read_groups(groups)

    async def look(database: Database, now: datetime) -> Monitored:
        return await monitor_card(database, now=now, card_id=card, days=days, groups=by_line, approve_from=approve_from)

    found = _run(data, look)
    if json:
        print_json(found.as_dict())
    else:
        _tell_monitored(found)


def resume(
    *,
    by: Annotated[str, Parameter(help="Who lets automatic reviews go on.")],
    cause: Annotated[str, Parameter(help="Why they may.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Let automatic reviews go on after monitoring paused them."""
    resumed = _run(data, lambda database, now: resume_reviews(database, by=by, cause=cause, now=now))
    if json:
        print_json(asdict(resumed))
    else:
        MESSAGES.print("[green]✓[/] Automatic reviews go on.")


def _run(data: Path | None, work: Callable[[Database, datetime], Awaitable[T]]) -> T:
    async def at_its_time(database: Database) -> T:
        return await work(database, await read_clock(database) or SystemClock().now())

    with database_url(data) as url:
        return run_with_database(url, at_its_time)


def _read_card(path: Path) -> str:
    file = path / CARD_FILE if path.is_dir() else path
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as unreadable:
        raise CardUnreadable(path, str(unreadable)) from unreadable


class GroupsUnreadable(ValueError):
    """Groups come as a CSV file with the columns line_id and group."""

    code = "groups-unreadable"

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is no CSV file with the columns line_id and group.")


def _read_groups(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["line_id"]: row["group"] for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeError, csv.Error) as unreadable:
        raise GroupsUnreadable(path) from unreadable


def _tell_feedback(found: Feedback) -> None:
    for rule in found.rules:
        OUTPUT.print(
            f"{rule.kind:<7} {rule.rule:<28} {rule.right:>5,} of {rule.decided:>5,} right  {rule.precision:6.1%} "
            f"[dim]({rule.low:.1%}–{rule.high:.1%})[/]  {rule.says.replace('_', ' ')}; "
            f"{rule.went_bad:,} of {rule.outcomes:,} known lines went bad",
            soft_wrap=True,
        )
    for kind, counted in found.labels.items():
        OUTPUT.print(f"{counted['labels']:,} labels from {kind}s, {counted['bad']:,} of them bad.")
    OUTPUT.print(f"{found.early:,} lines have a label by feedback alone: their own outcome is not known yet.")


def _tell_monitored(found: Monitored) -> None:
    OUTPUT.print(f"{found.card_id}: {found.current[0]} to {found.current[1]}, against its first days.", soft_wrap=True)
    for moved in found.drift:
        mark = "[red]✗[/]" if moved.alarm else "[green]✓[/]"
        OUTPUT.print(f"{mark} {moved.name:<30} PSI {moved.psi:.3f}")
    if found.auc is not None and found.auc_reference is not None:
        OUTPUT.print(f"AUC {found.auc:.3f}, before {found.auc_reference:.3f}, of {found.matured:,} known outcomes.")
    for alert in found.alerts:
        what = f"{alert.what}: {alert.value_bps:,}, threshold {alert.threshold_bps:,} parts of 10,000"
        OUTPUT.print(f"[yellow]![/] {what}{', automatic reviews pause' if alert.pauses else ''}.", soft_wrap=True)
    if found.paused:
        OUTPUT.print("[red]Automatic reviews are paused.[/] 'creditline score resume' lets them go on.", soft_wrap=True)
