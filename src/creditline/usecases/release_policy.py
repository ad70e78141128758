"""Letting a policy decide: one person proposes, with a proof; another releases. And taking that back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from creditline.law.read import parse_pack
from creditline.law.shipped import pack_text
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted
from creditline.store.lifecycle import (
    WHOLE_BPS,
    PastActivation,
    Proposal,
    ProposalState,
    StoredCertificate,
    activate_again,
    add_law,
    add_proposal,
    read_activations,
    read_certificate,
    read_proposal,
    read_version,
    settle_proposal,
)

_SOON = timedelta(minutes=5)


class CertificateOfAnother(ValueError):
    """A proposal names the certificate of the very policy and scorecard that it proposes."""

    code = "certificate-of-another"

    def __init__(self, certificate: StoredCertificate) -> None:
        super().__init__(
            f"The certificate '{certificate.id}' is of the policy {certificate.policy_sha256[:12]} with the scorecard "
            f"{certificate.card_id or 'none'}. Prove what you propose, and name that certificate."
        )


class PromiseRefuted(ValueError):
    """A policy that breaks a promise decides only with a waiver that shows the counterexample."""

    code = "promise-refuted"

    def __init__(self, certificate: StoredCertificate) -> None:
        super().__init__(
            f"The certificate '{certificate.id}' shows a promise that the policy breaks. Mend the policy; or let a "
            "second person sign a waiver that says why it may decide all the same."
        )


class PromiseUnproven(ValueError):
    """A policy whose promises are neither proven nor refuted does not decide."""

    code = "promise-unproven"

    def __init__(self, certificate: StoredCertificate) -> None:
        super().__init__(
            f"The certificate '{certificate.id}' leaves a promise open: unknown is not proven, and no waiver helps. "
            "Prove it again with more time, or make the policy simpler."
        )


class SamePerson(ValueError):
    """What one person proposes another person releases."""

    code = "same-person"

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} proposed this policy and cannot release it, nor sign a waiver for it.")


class ProposalSettled(ValueError):
    """A proposal is released or rejected once, and waived once."""

    code = "proposal-settled"

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"That was said of '{proposal_id}' already. Make a new proposal.")


class NothingToWaive(ValueError):
    """A waiver is for a promise that was refuted."""

    code = "nothing-to-waive"

    def __init__(self, verdict: str) -> None:
        super().__init__(f"The policy's promises are {verdict}; only a refuted one can be waived.")


class StartsInPast(ValueError):
    """A policy decides from now on or later."""

    code = "starts-in-past"

    def __init__(self, active_from: datetime, now: datetime) -> None:
        super().__init__(f"{active_from.isoformat()} has passed; it is {now.isoformat()}. Propose a later start.")


class NothingBefore(ValueError):
    """A policy is rolled back to what decided before it."""

    code = "nothing-before"

    def __init__(self, policy_id: str) -> None:
        super().__init__(f"Nothing decided for the lines of '{policy_id}' before what decides now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person proposes: active_from None for at once."""

    sha256: str
    certificate_id: str
    pack: str
    card_id: str | None
    active_from: datetime | None
    share_bps: int
    reason: str


async def propose(database: Database, wanted: Wanted, *, by: str, at: datetime) -> Proposal:
    """Keep a proposal with its certificate and law.

    Raises PolicyVersionUnknown, CertificateUnknown, CertificateOfAnother, PromiseUnproven, PackUnknown, StartsInPast.
    """
    version = await read_version(database, wanted.sha256)
    certificate = await read_certificate(database, wanted.certificate_id)
    if (certificate.policy_sha256, certificate.card_id) != (version.sha256, wanted.card_id):
        raise CertificateOfAnother(certificate)
    if certificate.verdict == "unknown":
        raise PromiseUnproven(certificate)
    active_from = wanted.active_from or at
    if active_from < at - _SOON:
        raise StartsInPast(active_from, at)
    digest = await _keep_law(database, wanted.pack, at)
    proposal = Proposal(
        id=f"prop_{sha256(f'{version.sha256} {by} {at.isoformat()}'.encode()).hexdigest()[:24]}",
        policy_id=version.policy_id,
        policy_sha256=version.sha256,
        pack=wanted.pack,
        pack_digest=digest,
        card_id=wanted.card_id,
        certificate_id=certificate.id,
        share_bps=wanted.share_bps,
        active_from=active_from,
        reason=wanted.reason,
        proposed_by=by,
        proposed_at=at,
    )
    await add_proposal(database, proposal)
    return proposal


async def waive(database: Database, proposal_id: str, *, by: str, words: str, at: datetime) -> ProposalState:
    """Sign that a proposal may be released although a promise is refuted, having seen the counterexample.

    Raises ProposalUnknown, SamePerson, NothingToWaive, ProposalSettled.
    """
    state = await read_proposal(database, proposal_id)
    _check_other(state, by)
    certificate = await read_certificate(database, state.proposal.certificate_id)
    if certificate.verdict != "refuted":
        raise NothingToWaive(certificate.verdict)
    return await _settled(database, state.proposal, kind="waived", by=by, words=words, at=at)


async def release(database: Database, proposal_id: str, *, by: str, words: str, at: datetime) -> ProposalState:
    """Let a proposed policy decide from its day on.

    Raises ProposalUnknown, SamePerson, PromiseRefuted (without a waiver), PromiseUnproven, ProposalSettled.
    """
    state = await read_proposal(database, proposal_id)
    _check_other(state, by)
    certificate = await read_certificate(database, state.proposal.certificate_id)
    if certificate.verdict == "unknown":
        raise PromiseUnproven(certificate)
    if certificate.verdict == "refuted" and state.waiver is None:
        raise PromiseRefuted(certificate)
    wanted = ActivationWanted(
        active_from=max(at, state.proposal.active_from),
        activated_by=by,
        card_id=state.proposal.card_id,
        proof_id=certificate.id,
        waiver=state.waiver,
    )
    return await _settled(database, state.proposal, kind="released", by=by, words=words, at=at, activation=wanted)


async def reject(database: Database, proposal_id: str, *, by: str, words: str, at: datetime) -> ProposalState:
    """Say that a proposed policy shall not decide; raise ProposalUnknown, ProposalSettled."""
    state = await read_proposal(database, proposal_id)
    return await _settled(database, state.proposal, kind="rejected", by=by, words=words, at=at)


async def roll_back(database: Database, policy_id: str, *, by: str, at: datetime) -> PastActivation:
    """Let what decided for all lines of a policy before decide for them again, at once; raise NothingBefore.

    One person is enough: it was released by two before.
    """
    begun = [one for one in await read_activations(database, policy_id) if one.active_from <= at]
    earlier = next((one for one in begun[1:] if one.share_bps == WHOLE_BPS and _differs(one, begun[0])), None)
    if earlier is None:
        raise NothingBefore(policy_id)
    await activate_again(database, earlier, ActivationWanted(active_from=at, activated_by=by))
    return replace(earlier, active_from=at, activated_by=by)


def _differs(one: PastActivation, now: PastActivation) -> bool:
    return (one.policy_sha256, one.card_id, one.pack_digest) != (
        now.policy_sha256,
        now.card_id,
        now.pack_digest,
    )


def _check_other(state: ProposalState, by: str) -> None:
    if by.strip().casefold() == state.proposal.proposed_by.strip().casefold():
        raise SamePerson(by)


async def _settled(
    database: Database,
    proposal: Proposal,
    *,
    kind: str,
    by: str,
    words: str,
    at: datetime,
    activation: ActivationWanted | None = None,
) -> ProposalState:
    if not await settle_proposal(database, proposal, kind=kind, by=by, words=words, at=at, activation=activation):
        raise ProposalSettled(proposal.id)
    return await read_proposal(database, proposal.id)


async def _keep_law(database: Database, name: str, at: datetime) -> str:
    text = pack_text(name)
    digest = parse_pack(text, file=f"{name}.toml").digest
    await add_law(database, digest=digest, pack=name, content=text.decode(), at=at)
    return digest
