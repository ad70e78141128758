"""Participants: the lenders who fund lines, what they have in them, and what moved."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter

from creditline.funding.participant import Participant
from creditline.money.amount import format_minor
from creditline.store.participants import read_participant, read_participants, read_positions, read_statement
from creditline.usecases.once import id_from_key
from creditline.usecases.share_funding import add_participant, cap_participant, let_withdraw
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, post_command, stamp
from creditline.web.api.customer_shapes import BoundRequest, optional
from creditline.web.api.funding_shapes import (
    ParticipantAnswer,
    ParticipantExposure,
    ParticipantPage,
    ParticipantRequest,
    Position,
    StatementPage,
    WithdrawalRequest,
    participant_answer,
    statement_row,
)
from creditline.web.api.lines import PageLimit, limit_minor, printable, with_offset
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.problems import InvalidField

PathParticipantId = Annotated[str, PathParameter(pattern=patterns.PARTICIPANT_ID, description="The participant's id.")]
_TAGS = ["Funding"]
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
_LARGEST = 2**63 - 1


@post_command("/participants", summary="Add a participant", tags=_TAGS)
async def create_participant(
    request: AppRequest, data: JSONBody[ParticipantRequest], idempotency_key: IdempotencyKey
) -> ParticipantAnswer:
    """Add a lender. One of each currency is the lender that keeps this book (`own`)."""
    asked = await stamp(request, idempotency_key)
    participant = Participant(
        id=data.id or id_from_key("par", asked),
        name=data.name,
        currency=data.currency,
        own=data.own,
        cap_minor=limit_minor(data.cap, data.currency),
    )
    await add_participant(desk_of(request).database, asked, participant)
    return await _answer(desk_of(request), participant.id)


@get("/participants", summary="List participants", tags=_TAGS, responses=READ_PROBLEMS)
async def list_participants(request: AppRequest, limit: PageLimit = 50, cursor: FromQuery[str] = "") -> ParticipantPage:
    """List participants in the order of their ids."""
    found = await read_participants(desk_of(request).database, after=printable(cursor), limit=limit)
    return ParticipantPage([participant_answer(one) for one in found], found[-1].id if len(found) == limit else None)


@get("/participants/{participant_id:str}", summary="Read a participant", tags=_TAGS, responses=READ_PROBLEMS)
async def show_participant(request: AppRequest, participant_id: PathParticipantId) -> ParticipantAnswer:
    """Read a participant."""
    return await _answer(desk_of(request), participant_id)


@post_command("/participants/{participant_id:str}/cap", summary="Cap a participant", tags=_TAGS)
async def create_cap(
    request: AppRequest,
    participant_id: PathParticipantId,
    data: JSONBody[BoundRequest],
    idempotency_key: IdempotencyKey,
) -> ParticipantAnswer:
    """Set the most that may stand in all lines of a participant. Below what stands already nothing is called back."""
    asked = await stamp(request, idempotency_key)
    cap = limit_minor(data.limit, data.currency)
    await cap_participant(desk_of(request).database, asked, participant_id, cap, data.currency)
    return await _answer(desk_of(request), participant_id)


@post_command("/participants/{participant_id:str}/withdrawal", summary="Let a participant withdraw", tags=_TAGS)
async def create_withdrawal(
    request: AppRequest,
    participant_id: PathParticipantId,
    data: JSONBody[WithdrawalRequest],
    idempotency_key: IdempotencyKey,
) -> ParticipantAnswer:
    """Record that a participant funds nothing new from now on. What it lent stays lent and is paid back to it."""
    asked = await stamp(request, idempotency_key)
    await let_withdraw(desk_of(request).database, asked, participant_id, data.reason)
    return await _answer(desk_of(request), participant_id)


@get("/participants/{participant_id:str}/exposure", summary="Read exposure", tags=_TAGS, responses=READ_PROBLEMS)
async def show_participant_exposure(
    request: AppRequest, participant_id: PathParticipantId, limit: PageLimit = 50, cursor: FromQuery[str] = ""
) -> ParticipantExposure:
    """Read what a participant has in each of its lines, and in all of them."""
    desk = desk_of(request)
    participant = await read_participant(desk.database, participant_id)
    rows = await read_positions(desk.database, participant_id, after=printable(cursor), limit=limit)
    currency = participant.currency
    return ParticipantExposure(
        participant_id=participant_id,
        currency=currency,
        exposure=format_minor(participant.exposure_minor, currency),
        cap=optional(participant.cap_minor, currency),
        data=[
            Position(row["line_id"], row["agreement_id"], format_minor(row["principal_minor"], currency))
            for row in rows
        ],
        next_cursor=rows[-1]["line_id"] if len(rows) == limit else None,
    )


@get("/participants/{participant_id:str}/statement", summary="Read a statement", tags=_TAGS, responses=READ_PROBLEMS)
async def show_statement(
    request: AppRequest,
    participant_id: PathParticipantId,
    from_at: Annotated[str | None, QueryParameter(description="Booked from this instant on.")] = None,
    to_at: Annotated[str | None, QueryParameter(description="Booked before this instant.")] = None,
    limit: PageLimit = 50,
    cursor: FromQuery[str] = "0",
) -> StatementPage:
    """Read what moved between a participant and its lines, in the order it was booked."""
    database = desk_of(request).database
    participant = await read_participant(database, participant_id)
    rows = await read_statement(
        database,
        participant_id,
        from_at=_instant("from_at", from_at) or _FIRST,
        to_at=_instant("to_at", to_at) or _LAST,
        after=_number(cursor),
        limit=limit,
    )
    following = str(rows[-1]["number"]) if len(rows) == limit else None
    return StatementPage(participant.currency, [statement_row(row) for row in rows], following)


def _instant(name: str, text: str | None) -> datetime | None:
    try:
        return None if text is None else with_offset(name, datetime.fromisoformat(text))
    except ValueError as unreadable:
        raise InvalidField(name, 'Write an instant with its offset, such as "2026-11-23T08:00:00Z".') from unreadable


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20 and int(cursor) <= _LARGEST):  # noqa: PLR2004 - int8
        raise InvalidField("cursor", "This is no cursor of ours. Use the next_cursor of the page before, unchanged.")
    return int(cursor)


async def _answer(desk: Desk, participant_id: str) -> ParticipantAnswer:
    return participant_answer(await read_participant(desk.database, participant_id))


HANDLERS = [
    create_participant,
    list_participants,
    show_participant,
    create_cap,
    create_withdrawal,
    show_participant_exposure,
    show_statement,
]
