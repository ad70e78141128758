"""Offers of a higher limit: listed, accepted, declined."""

from typing import Annotated

from litestar import Response, get
from litestar.params import PathParameter

from creditline.decisions.trigger import Trigger
from creditline.store.decision_files import read_offer as read_stored_offer
from creditline.store.decision_files import read_offers
from creditline.store.lines import read_line
from creditline.usecases.answering import check_open
from creditline.usecases.reconsider import Reconsider
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, PathLineId, post_command, stamp
from creditline.web.api.flag_shapes import OfferAnswer, OfferPage, offer_answer
from creditline.web.api.lines import PageLimit
from creditline.web.desk import AppRequest, desk_of

PathOfferId = Annotated[str, PathParameter(pattern=patterns.OFFER_ID, description="The offer's id.")]


@get("/lines/{line_id:str}/offers", summary="List offers", tags=["Offers"], responses=READ_PROBLEMS)
async def list_offers(request: AppRequest, line_id: PathLineId, limit: PageLimit = 50) -> OfferPage:
    """List the offers made on a line, the newest first."""
    database = desk_of(request).database
    line = await read_line(database, line_id)
    found = await read_offers(database, line_id, limit=limit)
    return OfferPage([offer_answer(offer, line.terms.currency) for offer in found])


@post_command("/offers/{offer_id:str}/accept", summary="Accept an offer", tags=["Offers"], status_code=200)
async def accept_offer(
    request: AppRequest, offer_id: PathOfferId, idempotency_key: IdempotencyKey
) -> Response[OfferAnswer]:
    """Accept an offer: the line is decided anew, and rises to the offer or to what its means still carry."""
    return await _answer(request, offer_id, idempotency_key, accept=True)


@post_command("/offers/{offer_id:str}/decline", summary="Decline an offer", tags=["Offers"], status_code=200)
async def decline_offer(
    request: AppRequest, offer_id: PathOfferId, idempotency_key: IdempotencyKey
) -> Response[OfferAnswer]:
    """Decline an offer. Nothing else changes, and saying no costs nothing."""
    return await _answer(request, offer_id, idempotency_key, accept=False)


async def _answer(request: AppRequest, offer_id: str, key: str, *, accept: bool) -> Response[OfferAnswer]:
    desk = desk_of(request)
    offer = await read_stored_offer(desk.database, offer_id)
    check_open(offer)
    command = Reconsider(
        line_id=offer.line_id,
        stamp=await stamp(request, key),
        trigger=Trigger.OFFER_ACCEPTED if accept else Trigger.REVIEW,
        accept=offer_id if accept else None,
        decline=None if accept else offer_id,
        by="borrower",
    )
    await desk.writer.submit(command)
    line = await read_line(desk.database, offer.line_id)
    return Response(offer_answer(await read_stored_offer(desk.database, offer_id), line.terms.currency))


HANDLERS = [list_offers, accept_offer, decline_offer]
