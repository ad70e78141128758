"""The policy workbench: versions with their verdicts, one version as grids, and the form that edits a row."""

from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from creditline.decisions.packs import LAW_OF
from creditline.policy.policy import Policy
from creditline.store.database import Database
from creditline.store.lifecycle import (
    PastActivation,
    PolicySummary,
    PolicyVersion,
    ProposalState,
    read_activations,
    read_certificate,
    read_proposals,
    read_version,
    read_versions,
)
from creditline.store.shadows import Shadow, read_shadows
from creditline.usecases.prove_in_background import running_proof
from creditline.usecases.shadow_policy import run_shadows
from creditline.usecases.sources import policy_of_files
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.views import permille
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import console_page
from creditline.web.console.people import NamesOfStaff, names_of_staff
from creditline.web.console.queue import ZONE
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.policy_grid import clauses_of, grids_of, other_changes
from creditline.web.policy_wording import PROMISES, SETTLED, TONES, VERDICTS
from creditline.web.proof_views import proof_view

_UNUSABLE = 422
LAWS = tuple(dict.fromkeys(LAW_OF.values()))


@get("/console/policies", include_in_schema=False)
async def show_policies(request: AppRequest) -> Response[str]:
    """Show every version, what decides now, what waits for a second person, and what runs in the shadow."""
    return await policies_page(request)


@get("/console/policies/{sha256:str}", include_in_schema=False)
async def show_version(request: AppRequest, sha256: FromPath[str]) -> Response[str]:
    """Show a version: its proof, its tables, its formula, and what differs from the champion."""
    return await version_page(request, sha256)


async def policies_page(request: AppRequest, message: Message | None = None, status: int = 200) -> Response[str]:
    """Answer with the list of policies; `message` is about what was just done there."""
    desk, language = desk_of(request), frame_of(request).language
    database, now = desk.database, desk.clock.now()
    await run_shadows(database)
    versions = await read_versions(database)
    names = {one.sha256: f"{one.policy_id} {one.version}" for one in versions}
    deciding = {one.policy_id: await champion_of(database, one.policy_id, now) for one in versions}
    people = await names_of_staff(database)
    proposals = [await _proposed(request, state, names, people) for state in await read_proposals(database)]
    return console_page(
        request,
        "policies.html",
        status=status,
        versions=[_listed(request, one, deciding[one.policy_id], people) for one in versions],
        person=people.name,
        deciding=[
            (policy_id, names[one.policy_sha256], one, language.moment(one.active_from, ZONE))
            for policy_id, one in deciding.items()
            if one is not None
        ],
        proposals=proposals,
        shadows=[
            (one, names.get(one.policy_sha256, ""), language.day(one.started_at.date()), money_moved(request, one))
            for one in await read_shadows(database)
        ],
        message=message,
    )


async def version_page(
    request: AppRequest, sha256: str, message: Message | None = None, status: int = 200
) -> Response[str]:
    """Answer with a version's page; `message` is about what was just done there."""
    desk, language = desk_of(request), frame_of(request).language
    database = desk.database
    version = await read_version(database, sha256)
    policy = policy_of_files(dict(version.files))
    active = await champion_of(database, version.policy_id, desk.clock.now())
    champion = await _policy(database, active, policy)
    chinese = language.locale.startswith("zh")
    return console_page(
        request,
        "policy.html",
        status=status,
        version=version,
        title=policy.title.zh if chinese else policy.title.en,
        added=language.moment(version.added_at, ZONE),
        grids=grids_of(policy, champion, language),
        clauses=clauses_of(policy, champion),
        others=other_changes(policy, champion),
        promises=[(one.id, language.gettext(PROMISES[one.id])) for one in policy.promises],
        champion=active,
        shadow=next(
            (one for one in await read_shadows(database) if _runs(one, version.sha256)),
            None,
        ),
        message=message,
        **await proof_context(request, version),
    )


async def proof_context(request: AppRequest, version: PolicyVersion) -> dict[str, Any]:
    """Return what the part about the proof shows: the running job of whoever asks, the latest certificate, the form."""
    desk, language = desk_of(request), frame_of(request).language
    active = await champion_of(desk.database, version.policy_id, desk.clock.now())
    latest = next(one for one in await read_versions(desk.database) if one.sha256 == version.sha256)
    kept = None if latest.certificate_id is None else await read_certificate(desk.database, latest.certificate_id)
    job = await running_proof(desk.database, proof_title(version), by=staff_of(request).id, now=desk.wall.now())
    return {
        "sha256": version.sha256,
        "job": job,
        "job_permille": 0 if job is None else permille(job.done, job.total or 1),
        "proof": None if kept is None else proof_view(kept, language),
        "proved": None if kept is None else language.moment(kept.made_at, ZONE),
        "person": (await names_of_staff(desk.database)).name,
        "is_champion": active is not None and active.policy_sha256 == version.sha256,
        "laws": LAWS,
        "law": active.pack if active else LAW_OF.get(version.policy_id, LAWS[0]),
        "waiting": [one for one in await read_proposals(desk.database) if _waits(one, version.sha256)],
    }


def proof_title(version: PolicyVersion) -> str:
    """Return how the job of a version's proof is called: by its hash too, since names are given twice."""
    return f"{version.policy_id} {version.version} · {version.sha256[:12]}"


async def champion_of(database: Database, policy_id: str, now: datetime) -> PastActivation | None:
    """Return what decides for all the lines of a policy now; None if nothing does."""
    found = await read_activations(database, policy_id)
    return next((one for one in found if one.active_from <= now and one.share_bps == 10_000), None)  # noqa: PLR2004


def money_moved(request: AppRequest, shadow: Shadow) -> str:
    """Say by how much a shadow's limits differ in all."""
    return frame_of(request).language.signed_money(shadow.difference_minor, "CNY")


def _runs(shadow: Shadow, sha256: str) -> bool:
    return shadow.policy_sha256 == sha256 and shadow.stopped_at is None


def _waits(state: ProposalState, sha256: str) -> bool:
    return state.proposal.policy_sha256 == sha256 and state.settled is None


async def _policy(database: Database, active: PastActivation | None, own: Policy) -> Policy | None:
    if active is None:
        return None
    if active.policy_sha256 == own.sha256:
        return own
    return policy_of_files(dict((await read_version(database, active.policy_sha256)).files))


def _listed(
    request: AppRequest, one: PolicySummary, active: PastActivation | None, people: NamesOfStaff
) -> dict[str, Any]:
    language = frame_of(request).language
    return {
        "sha256": one.sha256,
        "name": f"{one.policy_id} {one.version}",
        "added": language.moment(one.added_at, ZONE),
        "by": people.name(one.added_by),
        "verdict": language.gettext(VERDICTS[one.verdict]),
        "tone": TONES.get(one.verdict or "", ""),
        "decides": active is not None and active.policy_sha256 == one.sha256,
    }


async def _proposed(
    request: AppRequest, state: ProposalState, names: dict[str, str], people: NamesOfStaff
) -> dict[str, Any]:
    language, one = frame_of(request).language, state.proposal
    certificate = await read_certificate(desk_of(request).database, one.certificate_id)
    return {
        "id": one.id,
        "sha256": one.policy_sha256,
        "name": names[one.policy_sha256],
        "reason": one.reason,
        "by": people.name(one.proposed_by),
        "share": language.percent(one.share_bps),
        "starts": language.moment(one.active_from, ZONE),
        "verdict": language.gettext(VERDICTS[certificate.verdict]),
        "tone": TONES[certificate.verdict],
        "refuted": certificate.verdict == "refuted",
        "state": state.settled or "open",
        "state_words": language.gettext(SETTLED[state.settled]),
        "settled_by": state.settled_by and people.name(state.settled_by),
        "settled_words": state.settled_words,
        "waived_by": state.waived_by and people.name(state.waived_by),
        "waiver": state.waiver,
        "mine": one.proposed_by == staff_of(request).login,
        "stories": proof_view(certificate, language).stories[:1],
        "certificate_id": certificate.id,
    }


HANDLERS = [show_policies, show_version]
