"""Payouts: a credit balance given back to the borrower. Merchant refunds: a purchase given back by the shop."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import MerchantRefund, PayOut
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, amount_command, carry_out, post_command
from creditline.web.api.shapes import AmountRequest, EventAnswer
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/payouts", summary="Pay a credit balance out", tags=["Payouts"])
async def create_payout(
    request: AppRequest, line_id: PathLineId, data: JSONBody[AmountRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Pay the credit balance, or part of it, out."""
    command = await amount_command(PayOut, request, line_id, data, idempotency_key)
    return await carry_out(request, command)


@post_command("/lines/{line_id:str}/merchant_refunds", summary="Take a merchant's refund", tags=["Payouts"])
async def create_merchant_refund(
    request: AppRequest, line_id: PathLineId, data: JSONBody[AmountRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Take a merchant's refund: it undoes a purchase, so principal comes first."""
    command = await amount_command(MerchantRefund, request, line_id, data, idempotency_key)
    return await carry_out(request, command)


HANDLERS = [create_payout, create_merchant_refund]
