"""`creditline decisions`: replay them, let a policy make them, and decide what waits."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from creditline.cli.console import MESSAGES, print_json, progress_bar
from creditline.cli.run import Data, Json, database_url, run_with_database, run_with_writer
from creditline.dates.clock import SystemClock
from creditline.decisions.replay import Replayed
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted
from creditline.usecases.activate_policy import Activated, activate_policy, activate_strategy
from creditline.usecases.replay_decisions import ReplayedAll, replay_all, replay_decision
from creditline.usecases.review_lines import Reviewed, review_lines
from creditline.usecases.writer import Writer

APP = App(name="decisions", help="Decisions: replay them, let a policy make them, decide what waits.")
_BEGINNING = date(1970, 1, 2)


class ReplayDiffers(RuntimeError):
    """A decision that is made again comes out the same to the last byte."""

    code = "replay-differs"

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(f"{len(ids)} decisions came out otherwise when made again: {', '.join(ids[:5])}.")


class NothingToReplay(ValueError):
    """One decision is named, or all are asked for."""

    code = "nothing-to-replay"

    def __init__(self) -> None:
        super().__init__("Name a decision, or ask for all of them with --all.")


@APP.command
def replay(
    decision: Annotated[str | None, Parameter(help="The decision's id.")] = None,
    /,
    *,
    every: Annotated[bool, Parameter(name="--all", negative="", help="All decisions and confirmations.")] = False,
    since: Annotated[date, Parameter(help="With --all: those made on or after this day.")] = _BEGINNING,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make decisions again from what they were made from, and compare to the last byte."""
    if not every and decision is None:
        raise NothingToReplay
    with database_url(data) as url:
        done = _one(url, decision) if decision is not None and not every else _all(url, since)
    if json:
        print_json(asdict(done))
    if done.differing:
        raise ReplayDiffers(done.differing)
    if not json:
        MESSAGES.print(
            f"[green]✓[/] {done.decisions:,} decisions and {done.confirmations:,} confirmations made again: "
            "every one bit-equal."
        )


def _one(url: str, decision: str) -> ReplayedAll:
    async def again(database: Database) -> Replayed:
        return await replay_decision(database, decision)

    found = run_with_database(url, again)
    return ReplayedAll(1, 0, () if found.equal else (decision,))


def _all(url: str, since: date) -> ReplayedAll:
    async def again(database: Database) -> ReplayedAll:
        with progress_bar() as bar:
            task = bar.add_task("Making decisions again", total=None)
            at = datetime.combine(since, time(), UTC)
            return await replay_all(database, at, progress=lambda done: bar.update(task, completed=done))

    return run_with_database(url, again)


class ActivatedAlone(PermissionError):
    """Outside a sandbox one person is not enough: another releases a policy, and its proof is looked at."""

    code = "activated-alone"

    def __init__(self) -> None:
        super().__init__(
            "Only in a sandbox can one person let a policy decide. Keep and prove it with 'creditline policy add', "
            "propose it with 'creditline policy propose', and let another person release it."
        )


@APP.command
def activate(
    policy: Annotated[str, Parameter(help="A strategy that comes with the product, or a policy folder.")],
    /,
    *,
    by: Annotated[str, Parameter(help="Who activates it.")],
    law: Annotated[str, Parameter(help="For a folder: the pack of rules that it is decided by.")] = "cn",
    card: Annotated[str | None, Parameter(help="The id of a registered scorecard that gives the score.")] = None,
    proof: Annotated[str | None, Parameter(help="The id of the proof of its promises.")] = None,
    waiver: Annotated[str | None, Parameter(help="Why it decides without a proof, for the record.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """In a sandbox, let a policy decide from now on. Elsewhere it is proposed, and released by somebody else."""
    folder = Path(policy) if Path(policy).is_dir() else None

    async def work(database: Database) -> Activated:
        now = await read_clock(database)
        if now is None:
            raise ActivatedAlone
        wanted = ActivationWanted(active_from=now, activated_by=by, card_id=card, proof_id=proof, waiver=waiver)
        if folder is not None:
            return await activate_policy(database, folder, pack=law, wanted=wanted, at=now)
        return await activate_strategy(database, policy, wanted=wanted, at=now)

    with database_url(data) as url:
        done = run_with_database(url, work)
    if json:
        print_json(asdict(done))
    else:
        MESSAGES.print(f"[green]✓[/] {done.policy_id} {done.version} decides from now on, by the law '{done.pack}'.")


@APP.command
def review(
    *,
    pending: Annotated[bool, Parameter(negative="", help="Only lines whose decision waits.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Decide every line that a policy decides, as of now, and let flags lapse whose deadline has come."""

    async def work(database: Database, writer: Writer) -> Reviewed:
        now = await read_clock(database) or SystemClock().now()
        return await review_lines(database, writer, now, pending=pending)

    with database_url(data) as url:
        done = run_with_writer(url, work)
    if json:
        print_json(asdict(done))
    else:
        MESSAGES.print(
            f"[green]✓[/] {done.lines:,} lines decided, {done.lapsed:,} flags lapsed, "
            f"{len(done.waiting):,} lines still wait."
        )
