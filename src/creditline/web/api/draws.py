"""Draws: credit taken at once. One over the available credit is recorded as declined; that is no error."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import Draw
from creditline.money.amount import parse_minor
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, amount_command, carry_out, post_command
from creditline.web.api.shapes import DrawRequest, EventAnswer
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/draws", summary="Draw", tags=["Draws"])
async def create_draw(
    request: AppRequest, line_id: PathLineId, data: JSONBody[DrawRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Draw an amount."""
    fee = parse_minor(data.guarantee_fee, data.currency) if data.guarantee_fee else 0
    command = await amount_command(
        Draw, request, line_id, data, idempotency_key, method=data.method, periods=data.periods, fee_minor=fee
    )
    return await carry_out(request, command, declinable=True)


HANDLERS = [create_draw]
