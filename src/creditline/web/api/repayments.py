"""Repayments. No state of a line refuses one."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import Repay
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, amount_command, carry_out, post_command
from creditline.web.api.shapes import EventAnswer, RepaymentRequest
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/repayments", summary="Repay", tags=["Repayments"])
async def create_repayment(
    request: AppRequest, line_id: PathLineId, data: JSONBody[RepaymentRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Repay an amount: fees, then interest, then principal; the rest is kept as a credit balance."""
    more = {"rail": data.rail, "paid_from": data.paid_from}
    command = await amount_command(Repay, request, line_id, data, idempotency_key, **more)
    return await carry_out(request, command)


HANDLERS = [create_repayment]
