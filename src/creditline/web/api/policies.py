"""Policies on their way to deciding: versions, proofs, proposals that another person releases, shadows, simulations."""

import json
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from litestar import get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from creditline.store.lifecycle import (
    PolicySummary,
    ProposalState,
    read_certificate,
    read_proposals,
    read_version,
    read_versions,
)
from creditline.store.shadows import Shadow, read_shadows
from creditline.store.shadows import start_shadow as keep_shadow
from creditline.store.shadows import stop_shadow as end_shadow
from creditline.usecases.prove_policy import ToProve, add_policy, certify
from creditline.usecases.release_policy import Wanted, propose, reject, release, roll_back, waive
from creditline.usecases.shadow_policy import run_shadows
from creditline.usecases.simulate_policy import simulate
from creditline.web import patterns
from creditline.web.api.carry_out import PROBLEMS, READ_PROBLEMS, check_instant
from creditline.web.api.shapes import Reason
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField

Sha = Annotated[str, Meta(pattern=patterns.SHA256)]
PathSha = Annotated[str, PathParameter(pattern=patterns.SHA256, description="The version: the hash of its files.")]
PathProposal = Annotated[str, PathParameter(pattern=patterns.PROPOSAL_ID, description="The proposal's id.")]
PathCertificate = Annotated[str, PathParameter(pattern=patterns.CERTIFICATE_ID, description="The certificate's id.")]
PathShadow = Annotated[int, PathParameter(ge=1, le=2**31, description="The shadow's number.")]
Person = Annotated[str, Meta(min_length=1, max_length=100, pattern=patterns.TEXT, examples=["Ana"])]
CardName = Annotated[str, Meta(pattern=patterns.CARD_ID)]
PolicyName = Annotated[str, Meta(pattern=patterns.POLICY_ID, examples=["cn-bank"])]
_MOST_FILES, _LARGEST_FILE = 200, 1_000_000


class PolicyRequest(Struct, forbid_unknown_fields=True):
    """A policy's files by their names within the folder, and who adds them."""

    files: Annotated[dict[str, str], Meta(min_length=1, max_length=_MOST_FILES)]
    by: Person


class ProofRequest(Struct, forbid_unknown_fields=True):
    """Who asks for a proof, of which scorecard's scores, and for decisions from which day on."""

    by: Person
    card_id: CardName | None = None
    since: date | None = None


class ProposalRequest(Struct, forbid_unknown_fields=True):
    """What shall decide: a version with its certificate, by which law, from when on, for which share of the lines."""

    sha256: Sha
    certificate_id: Annotated[str, Meta(pattern=patterns.CERTIFICATE_ID)]
    law: Annotated[str, Meta(pattern=patterns.LAW, examples=["cn"])]
    by: Person
    reason: Reason
    card_id: CardName | None = None
    active_from: Annotated[datetime, Meta(tz=True)] | None = None
    share_bps: Annotated[int, Meta(ge=1, le=10_000)] = 10_000


class Said(Struct, forbid_unknown_fields=True):
    """What a second person says of a proposal."""

    by: Person
    words: Reason


class RollbackRequest(Struct, forbid_unknown_fields=True):
    """Whose lines are decided again by what decided before, and who says so."""

    policy_id: PolicyName
    by: Person


class ShadowRequest(Struct, forbid_unknown_fields=True):
    """Which version is decided with in the shadow, and with which scorecard."""

    sha256: Sha
    by: Person
    card_id: CardName | None = None


class PolicyList(Struct):
    """Every version, newest first."""

    data: list[PolicySummary]


class CertificateAnswer(Struct):
    """A certificate: what was proven of which policy and scorecard, with every finding."""

    id: str
    policy_sha256: str
    card_id: str | None
    verdict: str
    made_at: datetime
    made_by: str
    content: dict[str, Any]


class ProposalList(Struct):
    """Every proposal, newest first, and what became of it."""

    data: list[ProposalState]


class RollbackAnswer(Struct):
    """What decides again, from when on."""

    policy_id: str
    policy_sha256: str
    active_from: datetime


class ShadowList(Struct):
    """Every shadow, newest first, and what it came to."""

    data: list[Shadow]


class SimulationAnswer(Struct):
    """What a version would do to the book."""

    simulation: dict[str, Any]


@get("/policies", summary="List policies", tags=["Policies"], responses=READ_PROBLEMS)
async def list_policies(request: AppRequest) -> PolicyList:
    """List every version of every policy that is kept, with what its latest certificate says."""
    return PolicyList(await read_versions(desk_of(request).database))


@post("/policies", summary="Add a policy", tags=["Policies"], responses=PROBLEMS)
async def create_policy(request: AppRequest, data: JSONBody[PolicyRequest]) -> PolicySummary:
    """Check a policy's files and keep them under their hash; the same files again are the same version."""
    desk = desk_of(request)
    with TemporaryDirectory(prefix="creditline-policy-") as place:
        _write_files(Path(place), data.files)
        version = await add_policy(desk.database, Path(place), by=data.by, at=desk.clock.now())
    return next(one for one in await read_versions(desk.database) if one.sha256 == version.sha256)


@post("/policies/{sha256:str}/proofs", summary="Prove a policy", tags=["Policies"], responses=PROBLEMS)
async def create_proof(request: AppRequest, sha256: PathSha, data: JSONBody[ProofRequest]) -> CertificateAnswer:
    """Prove or refute every promise of a version, and keep the certificate. This may take a minute."""
    desk = desk_of(request)
    wanted = ToProve(sha256=sha256, card_id=data.card_id, since=data.since)
    certificate = await certify(desk.database, wanted, by=data.by, at=desk.clock.now())
    return await _certificate(request, certificate.id)


@get("/certificates/{certificate_id:str}", summary="Read a certificate", tags=["Policies"], responses=READ_PROBLEMS)
async def show_certificate(request: AppRequest, certificate_id: PathCertificate) -> CertificateAnswer:
    """Read what was proven, under which assumptions, by which methods, or the counterexample."""
    return await _certificate(request, certificate_id)


@get("/proposals", summary="List proposals", tags=["Policies"], responses=READ_PROBLEMS)
async def list_proposals(request: AppRequest) -> ProposalList:
    """List every proposal that a policy shall decide, and what became of it."""
    return ProposalList(await read_proposals(desk_of(request).database))


@post("/proposals", summary="Propose a policy", tags=["Policies"], responses=PROBLEMS)
async def create_proposal(request: AppRequest, data: JSONBody[ProposalRequest]) -> ProposalState:
    """Propose that a version shall decide. It takes its certificate, and another person to release it."""
    desk = desk_of(request)
    check_instant("/active_from", data.active_from)
    wanted = Wanted(
        sha256=data.sha256,
        certificate_id=data.certificate_id,
        pack=data.law,
        card_id=data.card_id,
        active_from=data.active_from and data.active_from.astimezone(UTC),
        share_bps=data.share_bps,
        reason=data.reason,
    )
    proposal = await propose(desk.database, wanted, by=data.by, at=desk.clock.now())
    return next(one for one in await read_proposals(desk.database) if one.proposal.id == proposal.id)


@post("/proposals/{proposal_id:str}/waiver", summary="Sign a waiver", tags=["Policies"], responses=PROBLEMS)
async def create_waiver(request: AppRequest, proposal_id: PathProposal, data: JSONBody[Said]) -> ProposalState:
    """Sign that a policy may decide although it breaks a promise. The certificate with the counterexample is kept."""
    desk = desk_of(request)
    return await waive(desk.database, proposal_id, by=data.by, words=data.words, at=desk.clock.now())


@post("/proposals/{proposal_id:str}/release", summary="Release a policy", tags=["Policies"], responses=PROBLEMS)
async def create_release(request: AppRequest, proposal_id: PathProposal, data: JSONBody[Said]) -> ProposalState:
    """Let a proposed policy decide from its day on. Whoever proposed it cannot release it."""
    desk = desk_of(request)
    return await release(desk.database, proposal_id, by=data.by, words=data.words, at=desk.clock.now())


@post("/proposals/{proposal_id:str}/rejection", summary="Reject a policy", tags=["Policies"], responses=PROBLEMS)
async def create_rejection(request: AppRequest, proposal_id: PathProposal, data: JSONBody[Said]) -> ProposalState:
    """Say that a proposed policy shall not decide."""
    desk = desk_of(request)
    return await reject(desk.database, proposal_id, by=data.by, words=data.words, at=desk.clock.now())


@post("/policies/rollbacks", summary="Roll a policy back", tags=["Policies"], responses=PROBLEMS)
async def create_rollback(request: AppRequest, data: JSONBody[RollbackRequest]) -> RollbackAnswer:
    """Let what decided before decide again, at once."""
    desk = desk_of(request)
    earlier = await roll_back(desk.database, data.policy_id, by=data.by, at=desk.clock.now())
    return RollbackAnswer(earlier.policy_id, earlier.policy_sha256, earlier.active_from)


@post("/policies/{sha256:str}/simulations", summary="Simulate a policy", tags=["Policies"], responses=PROBLEMS)
async def create_simulation(request: AppRequest, sha256: PathSha) -> SimulationAnswer:
    """Decide the book as if this version decided now: who gains, who loses, by how much. Nothing is written."""
    database = desk_of(request).database
    found = await simulate(database, await read_version(database, sha256))
    return SimulationAnswer(found.as_dict())


@get("/shadows", summary="List shadows", tags=["Policies"], responses=READ_PROBLEMS)
async def list_shadows(request: AppRequest) -> ShadowList:
    """List every policy that is or was decided with in the shadow, brought to the present, and what it came to."""
    database = desk_of(request).database
    await run_shadows(database)
    return ShadowList(await read_shadows(database))


@post("/shadows", summary="Start a shadow", tags=["Policies"], responses=PROBLEMS)
async def create_shadow(request: AppRequest, data: JSONBody[ShadowRequest]) -> Shadow:
    """Decide with a version beside the champion from now on, without effect, and record where they differ."""
    desk = desk_of(request)
    version = await read_version(desk.database, data.sha256)
    number = await keep_shadow(desk.database, version, data.card_id, by=data.by, at=desk.clock.now())
    return next(one for one in await read_shadows(desk.database) if one.number == number)


@post("/shadows/{number:int}/stop", summary="Stop a shadow", tags=["Policies"], responses=PROBLEMS)
async def create_stop(request: AppRequest, number: PathShadow) -> Shadow:
    """Stop a shadow; what it came to stays."""
    desk = desk_of(request)
    await run_shadows(desk.database)
    await end_shadow(desk.database, number, at=desk.clock.now())
    return next(one for one in await read_shadows(desk.database) if one.number == number)


async def _certificate(request: AppRequest, certificate_id: str) -> CertificateAnswer:
    kept = await read_certificate(desk_of(request).database, certificate_id)
    return CertificateAnswer(
        id=kept.id,
        policy_sha256=kept.policy_sha256,
        card_id=kept.card_id,
        verdict=kept.verdict,
        made_at=kept.made_at,
        made_by=kept.made_by,
        content=json.loads(kept.content),
    )


def _write_files(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.suffix != ".toml" or len(path.parts) > 2:  # noqa: PLR2004
            raise InvalidField(f"/files/{name}", "Name a .toml file of the folder, such as tables/base.toml.")
        if len(text) > _LARGEST_FILE:
            raise InvalidField(f"/files/{name}", "The file is larger than a policy's file needs to be.")
        place = folder.joinpath(*path.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


HANDLERS = [
    list_policies,
    create_policy,
    create_proof,
    show_certificate,
    list_proposals,
    create_proposal,
    create_waiver,
    create_release,
    create_rejection,
    create_rollback,
    create_simulation,
    list_shadows,
    create_shadow,
    create_stop,
]
