"""Limits set by hand, each with its reason."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import ChangeLimit
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, carry_out, post_command, stamp
from creditline.web.api.lines import limit_minor
from creditline.web.api.shapes import EventAnswer, LimitRequest
from creditline.web.desk import AppRequest


@post_command("/lines/{line_id:str}/limit_changes", summary="Set the limit", tags=["Limits"])
async def create_limit_change(
    request: AppRequest, line_id: PathLineId, data: JSONBody[LimitRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Set the limit. Below what is drawn the line is over its limit: nothing falls due, nothing is available."""
    command = ChangeLimit(
        line_id=line_id,
        stamp=await stamp(request, idempotency_key),
        limit_minor=limit_minor(data.limit, data.currency),
        currency=data.currency,
        reason=data.reason,
    )
    return await carry_out(request, command)


HANDLERS = [create_limit_change]
