"""Anomaly flags: what is held, why, how it is cleared, and by when."""

from typing import Annotated

from litestar import Response, get
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter

from creditline.decisions.flags import check_open
from creditline.decisions.trigger import Trigger
from creditline.store.decision_files import read_flag as read_stored_flag
from creditline.store.decision_files import read_flags
from creditline.store.lines import read_line
from creditline.usecases.reconsider import Reconsider
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, post_command, stamp
from creditline.web.api.flag_shapes import ClearRequest, FlagAnswer, FlagPage, RenewRequest, flag_answer
from creditline.web.api.lines import PageLimit
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField

PathFlagId = Annotated[str, PathParameter(pattern=patterns.FLAG_ID, description="The flag's id.")]
_STATES = {"open", "cleared", "lapsed", "renewed"}


@get("/flags", summary="List flags", tags=["Flags"], responses=READ_PROBLEMS)
async def list_flags(
    request: AppRequest,
    line: FromQuery[str | None] = None,
    flag_state: Annotated[str | None, QueryParameter(name="state")] = None,
    limit: PageLimit = 50,
    cursor: FromQuery[str] = "",
) -> FlagPage:
    """List flags of one line or of all, in one state or in any."""
    if flag_state is not None and flag_state not in _STATES:
        raise InvalidField("state", f"'{flag_state}' is no state of a flag. Give one of {', '.join(sorted(_STATES))}.")
    desk = desk_of(request)
    found = await read_flags(desk.database, line_id=line, state=flag_state, after=cursor, limit=limit)
    answers = [
        flag_answer(each, (await read_line(desk.database, each.flag.line_id)).terms.currency, desk.clock.now())
        for each in found
    ]
    return FlagPage(answers, found[-1].flag.id if len(found) == limit else None)


@get("/flags/{flag_id:str}", summary="Read a flag", tags=["Flags"], responses=READ_PROBLEMS)
async def read_flag(request: AppRequest, flag_id: PathFlagId) -> FlagAnswer:
    """Read a flag: what is held, why, how it is cleared, and by when."""
    return await _flag(request, flag_id)


@post_command("/flags/{flag_id:str}/clear", summary="Clear a flag", tags=["Flags"], status_code=200)
async def clear_flag(
    request: AppRequest, flag_id: PathFlagId, data: JSONBody[ClearRequest], idempotency_key: IdempotencyKey
) -> Response[FlagAnswer]:
    """Clear a flag; what it holds is released in the same commit."""
    stored = await read_stored_flag(desk_of(request).database, flag_id)
    check_open(stored.flag)
    command = Reconsider(
        line_id=stored.flag.line_id,
        stamp=await stamp(request, idempotency_key),
        trigger=Trigger.FLAG,
        clear=flag_id,
        words=data.words,
        by=data.by,
    )
    await desk_of(request).writer.submit(command)
    return Response(await _flag(request, flag_id))


@post_command("/flags/{flag_id:str}/renew", summary="Renew a flag", tags=["Flags"], status_code=200)
async def renew_flag(
    request: AppRequest, flag_id: PathFlagId, data: JSONBody[RenewRequest], idempotency_key: IdempotencyKey
) -> Response[FlagAnswer]:
    """Renew a flag's hold, with reasons. The answer is the flag that takes its place."""
    database = desk_of(request).database
    stored = await read_stored_flag(database, flag_id)
    check_open(stored.flag)
    command = Reconsider(
        line_id=stored.flag.line_id,
        stamp=await stamp(request, idempotency_key),
        trigger=Trigger.FLAG,
        renew=flag_id,
        words=data.words,
        renew_hours=data.hours,
        by=data.by,
    )
    await desk_of(request).writer.submit(command)
    name, _, number = flag_id.partition("~")
    return Response(await _flag(request, f"{name}~{int(number or 0) + 1}"))


async def _flag(request: AppRequest, flag_id: str) -> FlagAnswer:
    desk = desk_of(request)
    stored = await read_stored_flag(desk.database, flag_id)
    line = await read_line(desk.database, stored.flag.line_id)
    return flag_answer(stored, line.terms.currency, desk.clock.now())


HANDLERS = [list_flags, read_flag, clear_flag, renew_flag]
