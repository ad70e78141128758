"""Reversals: an event undone by another, with the original's value date. The book is never edited."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import Reverse
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, carry_out, event_version, post_command, stamp
from creditline.web.api.shapes import EventAnswer, ReversalRequest
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/reversals", summary="Reverse an event", tags=["Reversals"])
async def create_reversal(
    request: AppRequest, line_id: PathLineId, data: JSONBody[ReversalRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Reverse a draw, repayment, refund, payout, captured hold or fee."""
    command = Reverse(
        line_id=line_id,
        stamp=await stamp(request, idempotency_key),
        event=event_version("/event_id", line_id, data.event_id),
        reason=data.reason,
    )
    return await carry_out(request, command)


HANDLERS = [create_reversal]
