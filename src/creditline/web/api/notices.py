"""Notices: what was told to borrowers, with the proof; what the lender says of itself; where e-mails go."""

import asyncio
from typing import Annotated, Literal

from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter
from msgspec import structs

from creditline.notices.lender import Lender
from creditline.store.lines import read_line
from creditline.store.notice_files import (
    read_lender,
    read_notices,
    set_lender,
    set_mailbox,
)
from creditline.store.notice_files import read_notice as read_stored_notice
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, PathLineId, post_command
from creditline.web.api.lines import PageLimit
from creditline.web.api.notice_shapes import (
    LenderIdentity,
    MailboxAnswer,
    MailboxRequest,
    NoticeAnswer,
    NoticePage,
    lender_answer,
    notice_answer,
)
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import principal_of
from creditline.web.notice_pdf import notice_pdf

PathNoticeId = Annotated[str, PathParameter(pattern=patterns.NOTICE_ID, description="The notice's id.")]
Before = Annotated[str | None, QueryParameter(name="cursor", pattern=patterns.NUMBER, max_length=18)]
PDF = "application/pdf"


@get("/notices", summary="List notices", tags=["Notices"], responses=READ_PROBLEMS)
async def list_notices(
    request: AppRequest, line: FromQuery[str | None] = None, limit: PageLimit = 50, before: Before = None
) -> NoticePage:
    """List notices of one line or of all, the newest first."""
    number = int(before) if before else None
    line_id = None if line is None else line.replace("\x00", "")
    found = await read_notices(desk_of(request).database, line_id=line_id, before=number, limit=limit)
    return NoticePage([notice_answer(each) for each in found], str(found[-1].number) if len(found) == limit else None)


@get("/notices/{notice_id:str}", summary="Read a notice", tags=["Notices"], responses=READ_PROBLEMS)
async def read_notice(request: AppRequest, notice_id: PathNoticeId) -> NoticeAnswer:
    """Read a notice in both languages, with the proof of its delivery."""
    return notice_answer(await read_stored_notice(desk_of(request).database, notice_id))


@get(
    "/notices/{notice_id:str}/pdf",
    summary="Read a notice as PDF",
    tags=["Notices"],
    media_type=PDF,
    responses={**READ_PROBLEMS, 200: ResponseSpec(bytes, description="The notice on A4.", media_type=PDF)},
    response_headers=[ResponseHeader(name="Content-Disposition", description="Its name.", documentation_only=True)],
)
async def read_notice_pdf(
    request: AppRequest, notice_id: PathNoticeId, language: FromQuery[Literal["en", "zh"] | None] = None
) -> Response[bytes]:
    """Read a notice as PDF, in the language that binds unless another is asked for."""
    notice = await read_stored_notice(desk_of(request).database, notice_id)
    made = await asyncio.to_thread(notice_pdf, notice, language or notice.language)
    return pdf_response(made, notice_id)


def pdf_response(made: bytes, notice_id: str) -> Response[bytes]:
    """Answer with a PDF that is saved rather than run."""
    headers = {"Content-Disposition": f'inline; filename="{notice_id}.pdf"', "X-Content-Type-Options": "nosniff"}
    return Response(made, media_type=PDF, headers=headers)


@get("/lender/identity", summary="Read the lender's identity", tags=["Notices"], responses=READ_PROBLEMS)
async def read_identity(request: AppRequest) -> LenderIdentity:
    """Read what the lender says of itself in notices."""
    return lender_answer(await read_lender(desk_of(request).database))


@post_command("/lender/identity", summary="Set the lender's identity", tags=["Notices"])
async def set_identity(
    request: AppRequest,
    data: JSONBody[LenderIdentity],
    idempotency_key: IdempotencyKey,  # noqa: ARG001 - the same is said again, however often it is sent
) -> Response[LenderIdentity]:
    """Set what the lender says of itself in notices from now on. Safe to repeat."""
    desk = desk_of(request)
    lender = Lender(**structs.asdict(data))
    if await read_lender(desk.database) != lender:
        await set_lender(desk.database, lender, at=desk.clock.now(), by=principal_of(request).actor.id)
    return Response(lender_answer(lender), status_code=201)


@post_command("/lines/{line_id:str}/mailbox", summary="Set the mailbox", tags=["Notices"])
async def create_mailbox(
    request: AppRequest,
    line_id: PathLineId,
    data: JSONBody[MailboxRequest],
    idempotency_key: IdempotencyKey,  # noqa: ARG001 - as above
) -> Response[MailboxAnswer]:
    """Set where notices of a line go by e-mail, besides its page. Safe to repeat."""
    desk = desk_of(request)
    await read_line(desk.database, line_id)
    await set_mailbox(desk.database, line_id, data.email, at=desk.clock.now(), by=principal_of(request).actor.id)
    return Response(MailboxAnswer(line_id, data.email), status_code=201)


HANDLERS = [list_notices, read_notice, read_notice_pdf, read_identity, set_identity, create_mailbox]
