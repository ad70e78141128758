"""Proving a version in the background, its counterexamples decided again, and what it would do to the book."""

import asyncio

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.access.rights import Right
from creditline.policy.policy import Policy
from creditline.store.lifecycle import read_certificate, read_version
from creditline.usecases.prove_in_background import begin_proof, run_proof
from creditline.usecases.prove_policy import ToProve
from creditline.usecases.simulate_policy import simulate
from creditline.usecases.sources import policy_of_files
from creditline.web.borrower.frame import HEADERS, HTML, frame_of
from creditline.web.console.frame import console_page, go, note
from creditline.web.console.policies import champion_of, proof_context, proof_title
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.proof_views import Replayed, counterexample_of, decide_again, fact_name, shown_facts, told_story


@post("/console/policies/{sha256:str}/proof", include_in_schema=False)
async def prove(request: AppRequest, sha256: FromPath[str]) -> Redirect:
    """Begin a proof with the scorecard of the champion, and go to where its progress is shown."""
    desk, who = desk_of(request), staff_of(request)
    version, at = await read_version(desk.database, sha256), desk.clock.now()
    active = await champion_of(desk.database, version.policy_id, at)
    wanted = ToProve(sha256=version.sha256, card_id=active.card_id if active else None, since=None)
    job = await begin_proof(desk.database, wanted, proof_title(version), by=who.id, now=desk.wall.now())
    await note(request, "policy.proof_begun", version.sha256)
    proof = run_proof(desk.database, desk.intake.files, job, wanted, by=who.login, at=at, now=desk.wall.now)
    running = asyncio.create_task(proof)
    desk.running.add(running)
    running.add_done_callback(desk.running.discard)
    return go(f"/console/policies/{version.sha256}#proof")


@get("/console/policies/{sha256:str}/proof", include_in_schema=False)
async def show_proof(request: AppRequest, sha256: FromPath[str]) -> Response[str]:
    """Send the part about the proof alone: asked for while one is running."""
    version, who = await read_version(desk_of(request).database, sha256), staff_of(request)
    context = await proof_context(request, version)
    body = frame_of(request).part("console/_proof.html", may=who.may, right=Right, **context)
    return Response(body, media_type=HTML, headers=HEADERS)


@get("/console/certificates/{certificate_id:str}/{number:int}", include_in_schema=False)
async def show_counterexample(
    request: AppRequest, certificate_id: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """Decide the states of a counterexample again, by its version and by what decides now."""
    desk, language = desk_of(request), frame_of(request).language
    kept = await read_certificate(desk.database, certificate_id)
    finding = counterexample_of(kept, number)
    example = finding["counterexample"]
    version = await read_version(desk.database, kept.policy_sha256)
    policy = policy_of_files(dict(version.files))
    active = await champion_of(desk.database, version.policy_id, desk.clock.now())
    decided = [_limits(request, policy, decide_again(policy, example))]
    if active is not None and active.policy_sha256 != version.sha256:
        champion = policy_of_files(dict((await read_version(desk.database, active.policy_sha256)).files))
        decided.append(_limits(request, champion, decide_again(champion, example)))
    return console_page(
        request,
        "counterexample.html",
        version=version,
        promise=finding["promise"],
        story=told_story(example, language),
        facts=[(fact_name(name, language), *shown) for name, *shown in shown_facts(policy, example)],
        decided=decided,
        pair=example["after"] is not None,
    )


@get("/console/policies/{sha256:str}/simulation", include_in_schema=False)
async def show_simulation(request: AppRequest, sha256: FromPath[str]) -> Response[str]:
    """Show what a version would do to the book if it decided now. Nothing is written."""
    desk, language = desk_of(request), frame_of(request).language
    version = await read_version(desk.database, sha256)
    found = await simulate(desk.database, version)
    currency = policy_of_files(dict(version.files)).currency

    def money(minor: int) -> str:
        return language.money(minor, currency)

    falls = [
        (one.line_id, money(one.before_minor), money(one.after_minor), ", ".join(one.reasons))
        for one in found.largest_falls
    ]
    return console_page(
        request,
        "simulation.html",
        version=version,
        found=found,
        money=money,
        moved=language.signed_money(found.exposure_after_minor - found.exposure_before_minor, currency),
        falls=falls,
        loss=language.percent(found.assumed.loss_given_default_bps),
    )


def _limits(request: AppRequest, policy: Policy, replayed: Replayed) -> dict[str, object]:
    """Put what a version says of the states into words: the limit, what bound it, and the row of each table."""
    language, states = frame_of(request).language, (replayed.before, replayed.after)
    limits = [None if one is None else language.money(one.limit_minor, policy.currency) for one in states]
    bound = [None if one is None else ", ".join(one.binding) for one in states]
    rows = [{} if one is None else {hit.table: hit.row_id for hit in one.hits} for one in states]
    named = [(table.id, rows[0].get(table.id), rows[1].get(table.id)) for table in policy.tables]
    return {
        "name": f"{policy.id} {policy.version}",
        "sha256": policy.sha256,
        "limits": limits,
        "bound": bound,
        "rows": named,
    }


HANDLERS = [prove, show_proof, show_counterexample, show_simulation]
