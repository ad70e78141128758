"""Holds: credit set aside for a draw to come. Each is captured, voided or expires, once."""

from datetime import timedelta

from litestar import Response
from litestar.params import FromPath, JSONBody

from creditline.lines.commands import CaptureHold, PlaceHold, VoidHold
from creditline.money.amount import parse_positive_minor
from creditline.web.api.carry_out import (
    IdempotencyKey,
    PathLineId,
    amount_command,
    carry_out,
    check_instant,
    event_version,
    post_command,
    stamp,
)
from creditline.web.api.shapes import AmountRequest, EventAnswer, HoldRequest
from creditline.web.desk import AppRequest

_USUAL_TERM = timedelta(days=7)


@post_command("/lines/{line_id:str}/holds", summary="Place a hold", tags=["Holds"])
async def create_hold(
    request: AppRequest, line_id: PathLineId, data: JSONBody[HoldRequest], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Set an amount aside. The hold's id is the id of the event that placed it."""
    placed = await stamp(request, idempotency_key, data.effective_at)
    check_instant("/expires_at", data.expires_at)
    expires_at = data.expires_at or placed.effective_at + _USUAL_TERM
    command = PlaceHold(
        line_id=line_id,
        stamp=placed,
        amount_minor=parse_positive_minor(data.amount, data.currency),
        currency=data.currency,
        expires_at=expires_at,
    )
    return await carry_out(request, command, declinable=True)


@post_command("/lines/{line_id:str}/holds/{hold_id:str}/capture", summary="Capture a hold", tags=["Holds"])
async def capture(
    request: AppRequest,
    line_id: PathLineId,
    hold_id: FromPath[str],
    data: JSONBody[AmountRequest],
    idempotency_key: IdempotencyKey,
) -> Response[EventAnswer]:
    """Draw the hold, or part of it; the rest is released."""
    command = await amount_command(
        CaptureHold, request, line_id, data, idempotency_key, hold=event_version("hold_id", line_id, hold_id)
    )
    return await carry_out(request, command)


@post_command("/lines/{line_id:str}/holds/{hold_id:str}/void", summary="Void a hold", tags=["Holds"])
async def void(
    request: AppRequest, line_id: PathLineId, hold_id: FromPath[str], idempotency_key: IdempotencyKey
) -> Response[EventAnswer]:
    """Release the hold."""
    command = VoidHold(
        line_id=line_id, stamp=await stamp(request, idempotency_key), hold=event_version("hold_id", line_id, hold_id)
    )
    return await carry_out(request, command)


HANDLERS = [create_hold, capture, void]
