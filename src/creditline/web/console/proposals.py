"""Letting a version decide: proposed by one person, released or rejected by another; shadows; and rolling back."""

from collections.abc import Awaitable
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.store.database import Database
from creditline.store.lifecycle import ProposalState, read_certificate, read_proposal, read_version, read_versions
from creditline.store.shadows import ShadowUnknown, read_shadows, start_shadow, stop_shadow
from creditline.usecases.release_policy import Wanted, propose, reject, release, roll_back, waive
from creditline.usecases.shadow_policy import run_shadows
from creditline.web.borrower.frame import frame_of
from creditline.web.borrower.wording import Message
from creditline.web.console.frame import form_of, go, note
from creditline.web.console.policies import LAWS, champion_of, policies_page, version_page
from creditline.web.console.queue import ZONE
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_
from creditline.web.policy_wording import REFUSALS, policy_refusal

_UNUSABLE = 422
_LEAST_WORDS, _MOST_WORDS = 10, 500
_TOO_SHORT = N_("Say why, in ten letters or more: it is kept with the decision.")
_NO_NUMBER = N_("Give a share from 1 to 100, and a day such as 2026-01-31.")


@post("/console/policies/{sha256:str}/proposal", include_in_schema=False)
async def make_proposal(request: AppRequest, sha256: FromPath[str]) -> Response[str] | Redirect:
    """Propose that a version shall decide, with its latest certificate."""
    desk, form = desk_of(request), await form_of(request)
    version = await read_version(desk.database, sha256)
    latest = next(one for one in await read_versions(desk.database) if one.sha256 == version.sha256)
    refusal = _NO_NUMBER if (terms := _terms(form)) is None else _too_short(form)
    if refusal is not None or terms is None or latest.certificate_id is None:
        message = _message(request, refusal or N_("Prove the version first."))
        return await version_page(request, sha256, message, _UNUSABLE)
    certificate = await read_certificate(desk.database, latest.certificate_id)
    law = form.get("law", "")
    wanted = Wanted(
        sha256=version.sha256,
        certificate_id=certificate.id,
        pack=law if law in LAWS else LAWS[0],
        card_id=certificate.card_id,
        active_from=terms[1],
        share_bps=terms[0],
        reason=form["words"].strip(),
    )
    try:
        proposal = await propose(desk.database, wanted, by=staff_of(request).login, at=desk.clock.now())
    except REFUSALS as refused:
        words = policy_refusal(refused, frame_of(request).language)
        return await version_page(request, sha256, Message("danger", words), _UNUSABLE)
    await note(request, "policy.proposed", version.sha256, proposal.id)
    return go("/console/policies")


@post("/console/proposals/{proposal_id:str}/waiver", include_in_schema=False)
async def sign_waiver(request: AppRequest, proposal_id: FromPath[str]) -> Response[str] | Redirect:
    """Sign that a policy may decide although it breaks a promise."""
    return await _said(request, proposal_id, waive, "policy.waived")


@post("/console/proposals/{proposal_id:str}/release", include_in_schema=False)
async def release_proposal(request: AppRequest, proposal_id: FromPath[str]) -> Response[str] | Redirect:
    """Let a proposed policy decide from its day on."""
    return await _said(request, proposal_id, release, "policy.released")


@post("/console/proposals/{proposal_id:str}/rejection", include_in_schema=False)
async def reject_proposal(request: AppRequest, proposal_id: FromPath[str]) -> Response[str] | Redirect:
    """Say that a proposed policy shall not decide."""
    return await _said(request, proposal_id, reject, "policy.rejected")


@post("/console/policies/rollbacks", include_in_schema=False)
async def roll_policy_back(request: AppRequest) -> Response[str] | Redirect:
    """Let what decided before decide again, at once."""
    desk, form = desk_of(request), await form_of(request)
    policy_id = form.get("policy", "")
    try:
        earlier = await roll_back(desk.database, policy_id, by=staff_of(request).login, at=desk.clock.now())
    except REFUSALS as refused:
        words = policy_refusal(refused, frame_of(request).language)
        return await policies_page(request, Message("danger", words), _UNUSABLE)
    await note(request, "policy.rolled_back", earlier.policy_sha256, policy_id)
    return go("/console/policies")


@post("/console/policies/{sha256:str}/shadow", include_in_schema=False)
async def begin_shadow(request: AppRequest, sha256: FromPath[str]) -> Redirect:
    """Decide with a version beside the champion from now on, without effect, with the champion's scorecard."""
    desk = desk_of(request)
    version, at = await read_version(desk.database, sha256), desk.clock.now()
    active = await champion_of(desk.database, version.policy_id, at)
    card_id = active.card_id if active else None
    if not any(
        one.policy_sha256 == version.sha256 and one.stopped_at is None for one in await read_shadows(desk.database)
    ):
        number = await start_shadow(desk.database, version, card_id, by=staff_of(request).login, at=at)
        await note(request, "policy.shadow_started", version.sha256, str(number))
    return go("/console/policies#shadows")


@post("/console/shadows/{number:int}/stop", include_in_schema=False)
async def end_shadow(request: AppRequest, number: FromPath[int]) -> Redirect:
    """Stop a shadow; what it came to stays."""
    desk = desk_of(request)
    if not any(one.number == number for one in await read_shadows(desk.database)):
        raise ShadowUnknown(number)
    await run_shadows(desk.database)
    await stop_shadow(desk.database, number, at=desk.clock.now())
    await note(request, "policy.shadow_stopped", str(number))
    return go("/console/policies#shadows")


class _Say(Protocol):
    """What a second person does with a proposal."""

    def __call__(
        self, database: Database, proposal_id: str, *, by: str, words: str, at: datetime
    ) -> Awaitable[ProposalState]: ...


async def _said(request: AppRequest, proposal_id: str, say: _Say, deed: str) -> Response[str] | Redirect:
    """Do what a second person says; say on the page why it was refused."""
    desk, form = desk_of(request), await form_of(request)
    await read_proposal(desk.database, proposal_id)
    if (refusal := _too_short(form)) is not None:
        return await policies_page(request, _message(request, refusal), _UNUSABLE)
    words = form["words"].strip()
    try:
        state = await say(desk.database, proposal_id, by=staff_of(request).login, words=words, at=desk.clock.now())
    except REFUSALS as refused:
        why = policy_refusal(refused, frame_of(request).language)
        return await policies_page(request, Message("danger", why), _UNUSABLE)
    await note(request, deed, state.proposal.policy_sha256, proposal_id)
    return go("/console/policies")


def _too_short(form: dict[str, str]) -> str | None:
    return None if _LEAST_WORDS <= len(form.get("words", "").strip()) <= _MOST_WORDS else _TOO_SHORT


def _terms(form: dict[str, str]) -> tuple[int, datetime | None] | None:
    """Return the share in parts of 10,000, and the first instant of the day from which on; None if unusable."""
    try:
        share = int(form.get("share") or "100")
        day = form.get("from", "").strip()
        begin = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(ZONE)).astimezone(UTC) if day else None
    except (ValueError, OverflowError):
        return None
    return (share * 100, begin) if 1 <= share <= 100 else None  # noqa: PLR2004 - per cent


def _message(request: AppRequest, words: str) -> Message:
    return Message("danger", frame_of(request).language.gettext(words))


HANDLERS = [
    make_proposal,
    sign_waiver,
    release_proposal,
    reject_proposal,
    roll_policy_back,
    begin_shadow,
    end_shadow,
]
