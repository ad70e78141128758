"""When paying back does not go as planned: returned repayments, relief, charge-off."""

from litestar import Response
from litestar.params import JSONBody

from creditline.lines.commands import ChargeOff, Command, ReAge, ReturnRepayment, StartPlan
from creditline.web.api.carry_out import IdempotencyKey, PathLineId, carry_out, event_version, post_command, stamp
from creditline.web.api.servicing_shapes import ChargeOffRequest, PlanRequest, ReturnRequest
from creditline.web.api.shapes import EventAnswer
from creditline.web.desk import AppRequest
from creditline.web.problems import InvalidField


@post_command("/lines/{line_id:str}/returns", summary="Return a repayment", tags=["Repayments"])
async def create_return(
    request: AppRequest, line_id: PathLineId, data: JSONBody[ReturnRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Undo a repayment that bounced or was recalled, with its original value date, however long ago it was."""
    command = ReturnRepayment(
        line_id=line_id,
        stamp=await stamp(request, idempotency_key),
        event=event_version("/event_id", line_id, data.event_id),
        reason=data.reason,
    )
    return await carry_out(request, command)


@post_command("/lines/{line_id:str}/plans", summary="Give relief", tags=["Relief"])
async def create_plan(
    request: AppRequest, line_id: PathLineId, data: JSONBody[PlanRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Pause a line, stretch its schedule, or let what is late be due anew. Interest goes on as agreed."""
    stamped = await stamp(request, idempotency_key)
    wanted = {"pause": "until", "stretch": "periods", "re_age": None}[data.kind]
    for name in ("until", "periods"):
        if (getattr(data, name) is None) == (name == wanted):
            need = "needs" if name == wanted else "has no"
            raise InvalidField(f"/{name}", f"A plan of the kind '{data.kind}' {need} '{name}'.")
    command: Command = (
        ReAge(line_id=line_id, stamp=stamped, reason=data.reason)
        if wanted is None
        else StartPlan(line_id=line_id, stamp=stamped, reason=data.reason, until=data.until, periods=data.periods)
    )
    return await carry_out(request, command)


@post_command("/lines/{line_id:str}/charge-offs", summary="Charge off", tags=["Relief"])
async def create_charge_off(
    request: AppRequest, line_id: PathLineId, data: JSONBody[ChargeOffRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Write off what is owed: the limit becomes 0 and interest stops. What still comes in is booked as recovered."""
    command = ChargeOff(line_id=line_id, stamp=await stamp(request, idempotency_key), reason=data.reason)
    return await carry_out(request, command)


HANDLERS = [create_return, create_plan, create_charge_off]
