"""Decisions on a line: why its limit is what it is, what restores it, and the same again from what it was made from."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.params import FromQuery, JSONBody, PathParameter

from creditline.decisions.fact_text import facts_of_json
from creditline.decisions.trigger import Trigger
from creditline.money.amount import parse_minor
from creditline.store.decision_files import read_decision as read_stored_decision
from creditline.store.decision_files import read_decisions, read_profile
from creditline.store.lines import read_line
from creditline.usecases.enrol_line import enrol_line
from creditline.usecases.reconsider import Reconsider
from creditline.usecases.replay_decisions import replay_decision
from creditline.usecases.restore_path import find_path
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, PathLineId, post_command, stamp
from creditline.web.api.decision_shapes import (
    DecisionAnswer,
    DecisionPage,
    FactsRequest,
    PathAnswer,
    ProfileAnswer,
    ProfileRequest,
    ReplayAnswer,
    ReviewRequest,
    decision_answer,
    path_answer,
    profile_answer,
)
from creditline.web.api.lines import PageLimit
from creditline.web.desk import AppRequest, desk_of
from creditline.web.i18n import choose_locale
from creditline.web.problems import InvalidField

PathDecisionId = Annotated[
    str, PathParameter(pattern=patterns.DECISION_ID, description="The decision's id: the hash of its content.")
]


@get("/lines/{line_id:str}/decisions", summary="List decisions", tags=["Decisions"], responses=READ_PROBLEMS)
async def list_decisions(
    request: AppRequest, line_id: PathLineId, limit: PageLimit = 50, cursor: FromQuery[str | None] = None
) -> DecisionPage:
    """List the decisions on a line, the newest first. Confirmations of one are not listed."""
    database = desk_of(request).database
    line = await read_line(database, line_id)
    found = await read_decisions(database, line_id, before=_before(cursor), limit=limit)
    following = found[-1].decided_at.isoformat() if len(found) == limit else None
    return DecisionPage([decision_answer(made, line.terms.currency, _language(request)) for made in found], following)


@get("/decisions/{decision_id:str}", summary="Read a decision", tags=["Decisions"], responses=READ_PROBLEMS)
async def read_decision(request: AppRequest, decision_id: PathDecisionId) -> DecisionAnswer:
    """Read a decision: what it was made from, what every stage wanted, what bound it, and what is owed."""
    database = desk_of(request).database
    made = await read_stored_decision(database, decision_id)
    line = await read_line(database, made.inputs.line_id)
    return decision_answer(made, line.terms.currency, _language(request))


@get("/decisions/{decision_id:str}/replay", summary="Replay a decision", tags=["Decisions"], responses=READ_PROBLEMS)
async def replay(request: AppRequest, decision_id: PathDecisionId) -> ReplayAnswer:
    """Make a decision again from its inputs, policy, scorecard, and the rules as then known."""
    database = desk_of(request).database
    found = await replay_decision(database, decision_id)
    line = await read_line(database, found.recorded.inputs.line_id)
    return ReplayAnswer(decision_id, found.equal, decision_answer(found.again, line.terms.currency))


@post_command("/lines/{line_id:str}/profile", summary="Let a policy decide", tags=["Decisions"])
async def put_profile(
    request: AppRequest, line_id: PathLineId, data: JSONBody[ProfileRequest], idempotency_key: IdempotencyKey
) -> Response[ProfileAnswer]:
    """Let a policy decide the line's limit from now on. The first decision follows at once."""
    desk = desk_of(request)
    await enrol_line(
        desk.database,
        desk.writer,
        line_id=line_id,
        policy_id=data.policy,
        facts=facts_of_json(data.facts),
        stamp=await stamp(request, idempotency_key),
    )
    return Response(profile_answer(await read_profile(desk.database, line_id)), status_code=201)


@get("/lines/{line_id:str}/profile", summary="Read what is known", tags=["Decisions"], responses=READ_PROBLEMS)
async def read_line_profile(request: AppRequest, line_id: PathLineId) -> ProfileAnswer:
    """Read the facts a line is decided by, and whether a decision waits."""
    database = desk_of(request).database
    await read_line(database, line_id)
    return profile_answer(await read_profile(database, line_id))


@post_command("/lines/{line_id:str}/facts", summary="Give new facts", tags=["Decisions"])
async def give_facts(
    request: AppRequest, line_id: PathLineId, data: JSONBody[FactsRequest], idempotency_key: IdempotencyKey
) -> Response[DecisionAnswer]:
    """Give facts that are new or have changed; the line is decided anew in the same commit."""
    return await _reconsider(request, line_id, idempotency_key, Trigger.EVIDENCE, data.facts)


@post_command("/lines/{line_id:str}/reviews", summary="Ask for a review", tags=["Decisions"])
async def ask_review(
    request: AppRequest, line_id: PathLineId, data: JSONBody[ReviewRequest], idempotency_key: IdempotencyKey
) -> Response[DecisionAnswer]:
    """Decide the line anew because the borrower asks; a rise is then an answer, not an offer."""
    return await _reconsider(request, line_id, idempotency_key, Trigger.REQUEST, data.facts)


@get("/lines/{line_id:str}/path", summary="What restores a limit", tags=["Decisions"], responses=READ_PROBLEMS)
async def read_path(request: AppRequest, line_id: PathLineId, to: FromQuery[str]) -> PathAnswer:
    """Find the smallest changes that bring the limit to `to`, each the least that suffices."""
    desk = desk_of(request)
    line = await read_line(desk.database, line_id)
    to_minor = parse_minor(to, line.terms.currency)
    found = await find_path(desk.database, line_id, to_minor=to_minor, now=desk.clock.now())
    return path_answer(line_id, to_minor, found, line.terms.currency)


async def _reconsider(
    request: AppRequest, line_id: str, key: str, trigger: Trigger, facts: dict[str, object]
) -> Response[DecisionAnswer]:
    desk = desk_of(request)
    line = await read_line(desk.database, line_id)
    await read_profile(desk.database, line_id)
    command = Reconsider(line_id=line_id, stamp=await stamp(request, key), trigger=trigger, facts=facts_of_json(facts))
    await desk.writer.submit(command)
    made = (await read_decisions(desk.database, line_id, before=None, limit=1))[0]
    return Response(decision_answer(made, line.terms.currency, _language(request)), status_code=201)


def _before(cursor: str | None) -> datetime | None:
    if cursor is None:
        return None
    try:
        at = datetime.fromisoformat(cursor)
    except ValueError as error:
        raise InvalidField("cursor", "This is no cursor of ours. Use the next_cursor of the page before.") from error
    if at.tzinfo is None:
        raise InvalidField("cursor", "This is no cursor of ours. Use the next_cursor of the page before.")
    return at


def _language(request: AppRequest) -> str:
    return "zh" if choose_locale(accept_language=request.headers.get("Accept-Language")).startswith("zh") else "en"


HANDLERS = [
    list_decisions,
    read_decision,
    replay,
    put_profile,
    read_line_profile,
    give_facts,
    ask_review,
    read_path,
]
