"""A policy's way to deciding, as it is kept: versions, certificates, proposals, activations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from creditline.decisions.decision import Decision
from creditline.decisions.record import decision_of
from creditline.store.database import Database, translated
from creditline.store.decision_files import ActivationWanted
from creditline.store.named import rows_of
from creditline.store.queries import query

WHOLE_BPS = 10_000


class PolicyVersionUnknown(LookupError):
    """A policy version is named by the hash of its files, or enough of its beginning."""

    code = "policy-version-unknown"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"No policy version is kept under '{sha256}'. Add its folder: creditline policy add FOLDER.")


class CertificateUnknown(LookupError):
    """A certificate is named by its id."""

    code = "certificate-unknown"

    def __init__(self, certificate_id: str) -> None:
        super().__init__(f"There is no certificate '{certificate_id}'. Prove the policy first.")


class ProposalUnknown(LookupError):
    """A proposal is named by its id."""

    code = "proposal-unknown"

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"There is no proposal '{proposal_id}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """A version of a policy: its files by their names in the folder."""

    sha256: str
    policy_id: str
    version: str
    files: Mapping[str, str]
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySummary:
    """A version and what its latest certificate says; None where it was never proven."""

    sha256: str
    policy_id: str
    version: str
    added_at: datetime
    added_by: str
    certificate_id: str | None
    verdict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCertificate:
    """A certificate of proof as it is kept; `content` is its JSON."""

    id: str
    policy_sha256: str
    card_id: str | None
    since: date | None
    verdict: str
    content: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one person proposes to let decide: a policy by a law, with a card and a certificate, for a share."""

    id: str
    policy_id: str
    policy_sha256: str
    pack: str
    pack_digest: str
    card_id: str | None
    certificate_id: str
    share_bps: int
    active_from: datetime
    reason: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalState:
    """A proposal and what became of it: settled is released, rejected or None."""

    proposal: Proposal
    settled: str | None
    settled_by: str | None
    settled_at: datetime | None
    settled_words: str | None
    waived_by: str | None
    waiver: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastActivation:
    """What decided for the lines of a policy from an instant on."""

    number: int
    policy_id: str
    policy_sha256: str
    pack: str
    pack_digest: str
    card_id: str | None
    active_from: datetime
    activated_by: str
    proof_id: str | None
    waiver: str | None
    share_bps: int


async def add_version(database: Database, version: PolicyVersion) -> None:
    """Keep a policy's files; a version that is kept stays as it is."""
    files = json.dumps(dict(version.files), ensure_ascii=False)
    await _execute(database, "decisions/add_policy", {**values_of(version), "files": files})


async def add_law(database: Database, *, digest: str, pack: str, content: str, at: datetime) -> None:
    """Keep the text of a pack of rules."""
    await _execute(database, "decisions/add_law", {"digest": digest, "pack": pack, "content": content, "added_at": at})


async def read_versions(database: Database) -> list[PolicySummary]:
    """Return every version, newest first."""
    return [PolicySummary(**row) for row in await rows_of(database, "lifecycle/policies")]


async def read_version(database: Database, sha256: str) -> PolicyVersion:
    """Return a version by its hash or the beginning of it; raise PolicyVersionUnknown."""
    rows = await rows_of(database, "lifecycle/policy", sha256=sha256)
    if len(rows) != 1:
        raise PolicyVersionUnknown(sha256)
    return PolicyVersion(**rows[0])


async def add_certificate(database: Database, certificate: StoredCertificate) -> None:
    """Keep a certificate."""
    await _execute(database, "lifecycle/add_certificate", values_of(certificate))


async def read_certificate(database: Database, certificate_id: str) -> StoredCertificate:
    """Return a certificate; raise CertificateUnknown."""
    rows = await rows_of(database, "lifecycle/certificate", id=certificate_id)
    if not rows:
        raise CertificateUnknown(certificate_id)
    return StoredCertificate(**rows[0])


async def add_proposal(database: Database, proposal: Proposal) -> None:
    """Keep a proposal."""
    await _execute(database, "lifecycle/propose", values_of(proposal))


async def read_proposals(database: Database) -> list[ProposalState]:
    """Return every proposal, newest first."""
    return [_proposal(row) for row in await rows_of(database, "lifecycle/proposals", id=None)]


async def read_proposal(database: Database, proposal_id: str) -> ProposalState:
    """Return a proposal with what became of it; raise ProposalUnknown."""
    rows = await rows_of(database, "lifecycle/proposals", id=proposal_id)
    if not rows:
        raise ProposalUnknown(proposal_id)
    return _proposal(rows[0])


async def settle_proposal(
    database: Database,
    proposal: Proposal,
    *,
    kind: str,
    by: str,
    words: str,
    at: datetime,
    activation: ActivationWanted | None = None,
) -> bool:
    """Write what a person says of a proposal and, in the same transaction, the activation that follows.

    Returns False, and writes nothing, if that was said before.
    """
    said = {"proposal_id": proposal.id, "kind": kind, "by_whom": by, "at": at, "words": words}
    async with await database.connect() as connection:
        with translated():
            async with connection.transaction():
                cursor = await connection.execute(query("lifecycle/settle"), said)
                if not await cursor.fetchall():
                    return False
                if activation is not None:
                    await connection.execute(query("decisions/activate"), _activation(proposal, activation))
    return True


async def activate_again(database: Database, earlier: PastActivation, wanted: ActivationWanted) -> None:
    """Let what decided before decide again from an instant on."""
    row = {**values_of(wanted), **{name: getattr(earlier, name) for name in _WHAT_DECIDES}}
    await _execute(database, "decisions/activate", {**row, "share_bps": WHOLE_BPS})


async def read_activations(database: Database, policy_id: str) -> list[PastActivation]:
    """Return what decided for the lines of a policy, newest first."""
    return [PastActivation(**row) for row in await rows_of(database, "lifecycle/activations", policy_id=policy_id)]


async def latest_decisions(database: Database, policy_id: str, *, after: str, limit: int) -> list[Decision]:
    """Return the latest decision on each of the lines of a policy, a page in the order of the lines' ids."""
    rows = await rows_of(database, "lifecycle/latest_decisions", policy_id=policy_id, after=after, limit=limit)
    return [decision_of(row["record"]) for row in rows]


_WHAT_DECIDES = ("policy_id", "policy_sha256", "pack", "pack_digest", "card_id", "proof_id", "waiver")


def _activation(proposal: Proposal, wanted: ActivationWanted) -> dict[str, Any]:
    own = {name: getattr(proposal, name) for name in ("policy_id", "policy_sha256", "pack", "pack_digest", "share_bps")}
    return {**values_of(wanted), **own}


def _proposal(row: Mapping[str, Any]) -> ProposalState:
    own = {name: row[name] for name in Proposal.__slots__}
    rest = {name: row[name] for name in ProposalState.__slots__ if name != "proposal"}
    return ProposalState(proposal=Proposal(**own), **rest)


def values_of(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass with slots
    """Return the fields of a value by their names."""
    return {name: getattr(value, name) for name in value.__slots__}


async def _execute(database: Database, name: str, parameters: Mapping[str, object]) -> None:
    async with database.reader() as connection:
        with translated():
            await connection.execute(query(name), dict(parameters))
