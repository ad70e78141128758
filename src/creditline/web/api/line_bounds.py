"""What bounds a line beside its limit: temporary limits, the borrower's own choice, those who fund it."""

from datetime import UTC

from litestar import get
from litestar.params import JSONBody

from creditline.customers.limits import TemporaryLimit
from creditline.lines.available import ceiling_minor
from creditline.money.amount import format_minor, parse_minor
from creditline.store.line_bounds import read_temporary_limits
from creditline.store.lines import read_line
from creditline.store.participants import read_line_funding
from creditline.usecases.bound_line import choose_limit, limit_for_a_time, put_under_agreement
from creditline.usecases.once import id_from_key
from creditline.usecases.view_ceilings import view_ceilings
from creditline.usecases.view_line import view_line
from creditline.web.api.carry_out import (
    READ_PROBLEMS,
    IdempotencyKey,
    PathLineId,
    check_instant,
    post_command,
    stamp,
)
from creditline.web.api.customer_shapes import (
    BoundRequest,
    CeilingAnswer,
    CeilingList,
    TemporaryLimitAnswer,
    TemporaryLimitList,
    TemporaryLimitRequest,
)
from creditline.web.api.funding_shapes import FundingRequest, LineFunding, line_funding
from creditline.web.api.lines import limit_minor
from creditline.web.desk import AppRequest, Desk, desk_of

_TAGS = ["Limits"]


@post_command("/lines/{line_id:str}/temporary-limits", summary="Lower a line for a time", tags=_TAGS)
async def create_temporary_limit(
    request: AppRequest, line_id: PathLineId, data: JSONBody[TemporaryLimitRequest], idempotency_key: IdempotencyKey
) -> CeilingList:
    """Lower what the line gives from one instant to another. It ends by itself; of several the lowest counts."""
    asked = await stamp(request, idempotency_key)
    for pointer, instant in (("/starts_at", data.starts_at), ("/ends_at", data.ends_at)):
        check_instant(pointer, instant)
    limit = TemporaryLimit(
        id=id_from_key("tmp", asked),
        amount_minor=parse_minor(data.amount, data.currency),
        starts_at=(data.starts_at or asked.booked_at).astimezone(UTC),
        ends_at=data.ends_at.astimezone(UTC),
        reason=data.reason,
    )
    await limit_for_a_time(desk_of(request).database, asked, line_id, limit, data.currency)
    return await _ceilings(desk_of(request), line_id)


@get("/lines/{line_id:str}/temporary-limits", summary="List temporary limits", tags=_TAGS, responses=READ_PROBLEMS)
async def list_temporary_limits(request: AppRequest, line_id: PathLineId) -> TemporaryLimitList:
    """List the temporary limits of a line: those to come, those that count, those that ended."""
    database = desk_of(request).database
    currency = (await read_line(database, line_id)).terms.currency
    limits = await read_temporary_limits(database, line_id)
    return TemporaryLimitList(
        [
            TemporaryLimitAnswer(
                limit.id,
                format_minor(limit.amount_minor, currency),
                currency,
                limit.starts_at,
                limit.ends_at,
                limit.reason,
            )
            for limit in limits
        ]
    )


@post_command("/lines/{line_id:str}/chosen-limit", summary="Choose a lower limit", tags=_TAGS)
async def create_chosen_limit(
    request: AppRequest, line_id: PathLineId, data: JSONBody[BoundRequest], idempotency_key: IdempotencyKey
) -> CeilingList:
    """Set the limit that the borrower wants; null: the whole limit again. It counts at once, and never raises."""
    asked = await stamp(request, idempotency_key)
    amount = limit_minor(data.limit, data.currency)
    await choose_limit(desk_of(request).database, asked, line_id, amount, data.currency)
    return await _ceilings(desk_of(request), line_id)


@get("/lines/{line_id:str}/ceilings", summary="Read what bounds a line", tags=_TAGS, responses=READ_PROBLEMS)
async def list_ceilings(request: AppRequest, line_id: PathLineId) -> CeilingList:
    """Read all that bounds the line now, each with its reason, and which of them binds."""
    return await _ceilings(desk_of(request), line_id)


@post_command("/lines/{line_id:str}/funding", summary="Fund a line with others", tags=["Funding"])
async def create_line_funding(
    request: AppRequest, line_id: PathLineId, data: JSONBody[FundingRequest], idempotency_key: IdempotencyKey
) -> LineFunding:
    """Have a line on which nothing is drawn funded under an agreement from now on."""
    asked = await stamp(request, idempotency_key)
    await put_under_agreement(desk_of(request).database, asked, line_id, data.agreement_id)
    return await _funding(desk_of(request), line_id)


@get("/lines/{line_id:str}/funding", summary="Read who funds a line", tags=["Funding"], responses=READ_PROBLEMS)
async def show_line_funding(request: AppRequest, line_id: PathLineId) -> LineFunding:
    """Read under which agreement the line is funded, and what each participant has in it."""
    return await _funding(desk_of(request), line_id)


async def _ceilings(desk: Desk, line_id: str) -> CeilingList:
    now = desk.clock.now()
    line = await view_line(desk.database, line_id, now=now)
    currency, lowest, found = line.terms.currency, ceiling_minor(line), await view_ceilings(desk.database, line, now)
    binding = next((one for one in found if one.amount_minor == lowest), None)
    return CeilingList(
        currency,
        [
            CeilingAnswer(
                one.bound.value, format_minor(one.amount_minor, currency), one is binding, one.reason, one.until
            )
            for one in found
        ],
    )


async def _funding(desk: Desk, line_id: str) -> LineFunding:
    line = await read_line(desk.database, line_id)
    agreement_id, positions = await read_line_funding(desk.database, line_id)
    return line_funding(agreement_id, positions, line.terms.currency)


HANDLERS = [
    create_temporary_limit,
    list_temporary_limits,
    create_chosen_limit,
    list_ceilings,
    create_line_funding,
    show_line_funding,
]
