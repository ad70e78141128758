"""Agreements: how several lenders fund lines together."""

from datetime import UTC
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, JSONBody, PathParameter

from creditline.funding.agreement import Agreement, Share
from creditline.lines.commands import Stamp
from creditline.store.participants import read_agreement, read_agreements
from creditline.usecases.once import id_from_key
from creditline.usecases.share_funding import agree
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, check_instant, post_command, stamp
from creditline.web.api.funding_shapes import (
    AgreementAnswer,
    AgreementPage,
    AgreementRequest,
    ShareRequest,
    agreement_answer,
)
from creditline.web.api.lines import PageLimit, limit_minor, printable
from creditline.web.desk import AppRequest, desk_of

PathAgreementId = Annotated[str, PathParameter(pattern=patterns.AGREEMENT_ID, description="The agreement's id.")]
_TAGS = ["Funding"]


@post_command("/agreements", summary="Make an agreement", tags=_TAGS)
async def create_agreement(
    request: AppRequest, data: JSONBody[AgreementRequest], idempotency_key: IdempotencyKey
) -> AgreementAnswer:
    """Record an agreement. Its shares sum to 10,000 basis points at any time, unless it goes by priority."""
    asked = await stamp(request, idempotency_key)
    agreement = Agreement(
        id=data.id or id_from_key("agr", asked),
        name=data.name,
        currency=data.currency,
        split=data.split,
        repayments=data.repayments,
        losses=data.losses,
        regime=data.regime,
        shares=tuple(_share(share, data.currency, asked) for share in data.shares),
    )
    database = desk_of(request).database
    await agree(database, asked, agreement)
    return agreement_answer(await read_agreement(database, agreement.id))


@get("/agreements", summary="List agreements", tags=_TAGS, responses=READ_PROBLEMS)
async def list_agreements(request: AppRequest, limit: PageLimit = 50, cursor: FromQuery[str] = "") -> AgreementPage:
    """List agreements in the order of their ids."""
    found = await read_agreements(desk_of(request).database, after=printable(cursor), limit=limit)
    return AgreementPage([agreement_answer(one) for one in found], found[-1].id if len(found) == limit else None)


@get("/agreements/{agreement_id:str}", summary="Read an agreement", tags=_TAGS, responses=READ_PROBLEMS)
async def show_agreement(request: AppRequest, agreement_id: PathAgreementId) -> AgreementAnswer:
    """Read an agreement with its shares."""
    return agreement_answer(await read_agreement(desk_of(request).database, agreement_id))


def _share(share: ShareRequest, currency: str, asked: Stamp) -> Share:
    check_instant("/shares", share.valid_from)
    check_instant("/shares", share.valid_until)
    return Share(
        participant_id=share.participant_id,
        share_bps=share.share_bps,
        minimum_bps=share.minimum_bps,
        priority=share.priority,
        line_cap_minor=limit_minor(share.line_cap, currency),
        valid_from=(share.valid_from or asked.booked_at).astimezone(UTC),
        valid_until=share.valid_until.astimezone(UTC) if share.valid_until else None,
    )


HANDLERS = [create_agreement, list_agreements, show_agreement]
