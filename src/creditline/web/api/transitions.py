"""A line's status: frozen, open again, closed."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import Close, Freeze, Unfreeze
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, carry_out, post_command, stamp
from creditline.web.api.shapes import EventAnswer, TransitionRequest
from creditline.web.desk import AppRequest

_COMMAND_TO = {"frozen": Freeze, "open": Unfreeze, "closed": Close}


@post_command("/lines/{line_id:str}/transitions", summary="Freeze, unfreeze or close", tags=["Lines"])
async def create_transition(
    request: AppRequest, line_id: PathLineId, data: JSONBody[TransitionRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Freeze a line, unfreeze it, or close it. Whatever it becomes, it can be repaid."""
    command = _COMMAND_TO[data.to](line_id=line_id, stamp=await stamp(request, idempotency_key), reason=data.reason)
    return await carry_out(request, command)


HANDLERS = [create_transition]
