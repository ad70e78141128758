"""Fees, each with its reason."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import ChargeFee
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, amount_command, carry_out, post_command
from creditline.web.api.shapes import EventAnswer, FeeRequest
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/fees", summary="Charge a fee", tags=["Fees"])
async def create_fee(
    request: AppRequest, line_id: PathLineId, data: JSONBody[FeeRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Charge a fee. It is undone by a reversal."""
    command = await amount_command(ChargeFee, request, line_id, data, idempotency_key, reason=data.reason)
    return await carry_out(request, command)


HANDLERS = [create_fee]
