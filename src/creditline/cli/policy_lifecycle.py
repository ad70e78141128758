"""`creditline policy add`, `propose`, `release` and on: a policy's way to deciding, and back."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from cyclopts import Parameter

from creditline.cli.console import MESSAGES, OUTPUT, print_json, print_row
from creditline.cli.run import Data, Json, database_url, run_with_database
from creditline.cli.taiwan_trial import TaiwanOptions, simulate_on_taiwan
from creditline.dates.clock import SystemClock
from creditline.store.clock import read_clock
from creditline.store.database import Database
from creditline.store.lifecycle import ProposalState, StoredCertificate, read_proposals, read_version, read_versions
from creditline.store.shadows import Shadow, read_shadows, start_shadow, stop_shadow
from creditline.usecases.prove_policy import ToProve, add_policy, certify
from creditline.usecases.release_policy import Wanted, propose, reject, release, roll_back, waive
from creditline.usecases.shadow_policy import run_shadows
from creditline.usecases.simulate_policy import Simulation, simulate

T = TypeVar("T")
By = Annotated[str, Parameter(help="Who says so.")]
Version = Annotated[str, Parameter(help="The version: the hash of its files, or the first digits of it.")]
Card = Annotated[str | None, Parameter(help="The id of the scorecard that gives the score.")]
Words = Annotated[str, Parameter(help="Why; kept with the record.")]
ProposalName = Annotated[str, Parameter(help="The proposal's id.")]


def add(folder: Path, /, *, by: By, card: Card = None, data: Data = None, json: Json = False) -> None:
    """Keep the policy in FOLDER, and prove it; the certificate is kept whatever it says."""

    async def work(database: Database, now: datetime) -> StoredCertificate:
        version = await add_policy(database, folder, by=by, at=now)
        return await certify(database, ToProve(sha256=version.sha256, card_id=card, since=None), by=by, at=now)

    certificate = _run(work, data)
    if json:
        print_json({name: getattr(certificate, name) for name in StoredCertificate.__slots__ if name != "content"})
    else:
        MESSAGES.print(f"Version {certificate.policy_sha256} is kept, and {certificate.verdict}: {certificate.id}.")


def versions(*, data: Data = None, json: Json = False) -> None:
    """List every version that is kept, with what its latest certificate says."""
    found = _run(lambda database, _now: read_versions(database), data)
    if json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        verdict = f"{one.verdict} ({one.certificate_id})" if one.verdict else "never proven"
        print_row(one.sha256[:12], f"{one.policy_id} {one.version}", verdict)


def propose_version(
    sha256: Version,
    /,
    *,
    certificate: Annotated[str, Parameter(help="The certificate of this very version and scorecard.")],
    law: Annotated[str, Parameter(help="The pack of rules that it is decided by.")],
    by: By,
    reason: Words,
    card: Card = None,
    since: Annotated[datetime | None, Parameter(name="--from", help="From when on; left out: at once.")] = None,
    share: Annotated[int, Parameter(help="For which share of the lines, in parts of 10,000.")] = 10_000,
    data: Data = None,
    json: Json = False,
) -> None:
    """Propose that a version shall decide; another person releases it."""
    wanted = Wanted(
        sha256=sha256,
        certificate_id=certificate,
        pack=law,
        card_id=card,
        active_from=since,
        share_bps=share,
        reason=reason,
    )
    made = _run(lambda database, now: propose(database, wanted, by=by, at=now), data)
    if json:
        print_json(asdict(made))
    else:
        MESSAGES.print(f"{made.id} waits for another person: creditline policy release {made.id} --by NAME --words WHY")


def proposals(*, data: Data = None, json: Json = False) -> None:
    """List every proposal and what became of it."""
    found = _run(lambda database, _now: read_proposals(database), data)
    if json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        print_row(_proposal_words(one))


def release_proposal(proposal: ProposalName, /, *, by: By, words: Words, data: Data = None, json: Json = False) -> None:
    """Let a proposed policy decide from its day on. Whoever proposed it cannot release it."""
    _say(proposal, release, by, words, data, json=json)


def waive_promise(proposal: ProposalName, /, *, by: By, words: Words, data: Data = None, json: Json = False) -> None:
    """Sign that a proposed policy may decide although its certificate shows a broken promise."""
    _say(proposal, waive, by, words, data, json=json)


def reject_proposal(proposal: ProposalName, /, *, by: By, words: Words, data: Data = None, json: Json = False) -> None:
    """Say that a proposed policy shall not decide."""
    _say(proposal, reject, by, words, data, json=json)


def rollback(
    policy: Annotated[str, Parameter(help="The policy's id.")], /, *, by: By, data: Data = None, json: Json = False
) -> None:
    """Let what decided before decide again, at once."""
    earlier = _run(lambda database, now: roll_back(database, policy, by=by, at=now), data)
    if json:
        print_json(asdict(earlier))
    else:
        MESSAGES.print(f"[green]✓[/] {earlier.policy_id} {earlier.policy_sha256[:12]} decides again.")


def shadow(
    sha256: Annotated[
        str | None, Parameter(help="Start with this version; left out: show how all shadows stand.")
    ] = None,
    /,
    *,
    by: Annotated[str, Parameter(help="Who starts it.")] = "",
    card: Card = None,
    stop: Annotated[int | None, Parameter(help="Stop the shadow with this number.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Decide with a version beside the champion, without effect, and show where they differ."""

    async def work(database: Database, now: datetime) -> list[Shadow]:
        await run_shadows(database)
        if sha256 is not None:
            await start_shadow(database, await read_version(database, sha256), card, by=by, at=now)
        if stop is not None:
            await stop_shadow(database, stop, at=now)
        return await read_shadows(database)

    found = _run(work, data)
    if json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        OUTPUT.print(
            f"{one.number:>3}  {one.policy_id} {one.policy_sha256[:12]}  {one.decisions:,} decisions: {one.higher:,} "
            f"higher, {one.lower:,} lower; of {one.repaid:,} full repayers it lowers {one.repaid_lowered:,}, "
            f"the champion {one.champion_repaid_lowered:,}",
            soft_wrap=True,
        )


def simulate_version(
    policy: Annotated[str, Parameter(help="On the book: a version's hash. On taiwan: a folder or a strategy's name.")],
    /,
    *,
    on: Annotated[Literal["book", "taiwan"], Parameter(help="What to decide.")] = "book",
    card: Card = None,
    data_file: Annotated[Path | None, Parameter(help="taiwan: the table of clients, Parquet or CSV.")] = None,
    target: Annotated[str, Parameter(help="taiwan: the column that holds the outcome.")] = "default",
    threshold: Annotated[int, Parameter(help="taiwan: the naive policy's probability, in parts of 10,000.")] = 1_500,
    plot: Annotated[Path | None, Parameter(help="taiwan: write a plot here, as SVG.")] = None,
    threads: Annotated[int, Parameter(help="taiwan: processor threads to use.")] = 2,
    data: Data = None,
    json: Json = False,
) -> None:
    """Decide the book, or the clients of the Taiwan data, as if a policy decided now. Nothing is written.

    On the book: who gains, who loses, by how much. On taiwan: whom a full repayment would lower, under the policy with
    a card trained on the data, and under a threshold on a free model.
    """
    if on == "taiwan":
        options = TaiwanOptions(data_file=data_file, target=target, threshold_bps=threshold, plot=plot, threads=threads)
        simulate_on_taiwan(policy, options, data, json=json)
    else:
        _simulate_on_book(policy, card, data, json=json)


def _simulate_on_book(sha256: str, card: str | None, data: Data, *, json: bool) -> None:
    async def work(database: Database, _now: datetime) -> Simulation:
        return await simulate(database, await read_version(database, sha256), card_id=card)

    found = _run(work, data)
    if json:
        print_json(found.as_dict())
        return
    OUTPUT.print(
        f"{found.lines:,} lines: {found.higher:,} higher, {found.lower:,} lower, {found.undecided:,} undecided"
    )
    OUTPUT.print(f"exposure {found.exposure_before_minor:,} → {found.exposure_after_minor:,} minor units")
    OUTPUT.print(f"expected loss {found.expected_loss_before_minor:,} → {found.expected_loss_after_minor:,}")
    OUTPUT.print(f"{found.notices:,} notices; full repayers lowered: {found.full_repayers_lowered:,}")
    for code, count in found.reasons.most_common(8):
        OUTPUT.print(f"  {count:>7,}  {code}")


def _say(
    proposal: str,
    verb: Callable[..., Awaitable[ProposalState]],
    by: str,
    words: str,
    data: Data,
    *,
    json: bool,
) -> None:
    state = _run(lambda database, now: verb(database, proposal, by=by, words=words, at=now), data)
    if json:
        print_json(asdict(state))
    else:
        MESSAGES.print(_proposal_words(state), markup=False)


def _proposal_words(state: ProposalState) -> str:
    one = state.proposal
    settled = f"{state.settled} by {state.settled_by}" if state.settled else "waits for another person"
    waived = f", waived by {state.waived_by}" if state.waived_by else ""
    return f"{one.id}  {one.policy_id} {one.policy_sha256[:12]} from {one.active_from:%Y-%m-%d}: {settled}{waived}"


def _run(work: Callable[[Database, datetime], Awaitable[T]], data: Data) -> T:
    async def timed(database: Database) -> T:
        return await work(database, await read_clock(database) or SystemClock().now())

    with database_url(data) as url:
        return run_with_database(url, timed)
