"""Appeals by API: for lenders whose borrowers never see our pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from creditline.appeals.appeal import Appeal, By, EvidenceKind, State
from creditline.money.amount import format_minor
from creditline.store.appeals import read_appeal, read_appeals_of, read_evidence, read_timeline
from creditline.store.lines import read_line
from creditline.usecases.file_appeal import AppealReceipt, Filing, More, file_appeal, send_more, withdraw_appeal
from creditline.web import patterns
from creditline.web.api.carry_out import (
    PROBLEMS,
    READ_PROBLEMS,
    IdempotencyKey,
    PathLineId,
    fingerprint_of,
    post_command,
)
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import principal_of
from creditline.web.paper import LARGEST_REQUEST
from creditline.web.paper_form import papers_of
from creditline.web.problems import InvalidField

PathAppealId = Annotated[str, PathParameter(pattern=patterns.APPEAL_ID, description="The appeal's id.")]


class AppealRequest(Struct, forbid_unknown_fields=True):
    """What the borrower says, and against what. rule: under which the answer is promised."""

    against: Annotated[str, Meta(pattern=patterns.SUBJECT, examples=["evt_story_cut_9"])]
    words: Annotated[
        str, Meta(min_length=10, max_length=5000, pattern=patterns.TEXT, examples=["My income has risen."])
    ]
    rule: Annotated[str, Meta(max_length=40, examples=["complaint"])] = "complaint"


class PaperState(Struct):
    """A paper, without its content. valid_until: the last day on which it still shows anything."""

    id: str
    kind: str
    file_name: str
    media_type: str
    size_bytes: int
    received_at: datetime
    valid_until: date


class AppealEventState(Struct):
    """One thing that happened to an appeal."""

    kind: str
    at: datetime
    by: str
    words: str | None


class AppealState(Struct):
    """An appeal as it stands. outcome, answer and limit are there once it is decided."""

    id: str
    line_id: str
    against: str
    state: str
    words: str
    filed_at: datetime
    rule: str
    promised_on: date
    extensions: int
    more_by: date | None
    outcome: str | None
    answer: str | None
    limit: str | None
    releases: list[str]
    decided_at: datetime | None
    version: int


class AppealAnswer(AppealState):
    """An appeal with its papers and what happened to it."""

    evidence: list[PaperState]
    timeline: list[AppealEventState]


class AppealPage(Struct):
    """A line's appeals, newest first, up to a hundred."""

    data: list[AppealState]


@dataclass
class _FormOperation(Operation):
    """Describes the body, which no annotation can: a form with files."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        files = Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        kind = Schema(type=OpenAPIType.STRING, enum=[kind.value for kind in EvidenceKind])
        form = Schema(type=OpenAPIType.OBJECT, properties={"file": files, "kind": kind, "words": text})
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


@post_command("/lines/{line_id:str}/appeals", summary="File an appeal", tags=["Appeals"])
async def create_appeal(
    request: AppRequest, line_id: PathLineId, data: JSONBody[AppealRequest], idempotency_key: IdempotencyKey
) -> Response[AppealAnswer]:
    """File an appeal against a decision, a flag or an event. The day of the answer is promised at once."""
    desk = desk_of(request)
    if data.rule not in desk.intake.rules.promises:
        raise InvalidField("/rule", f"'{data.rule}' is no rule. Give one of {', '.join(desk.intake.rules.promises)}.")
    filing = Filing(
        line_id=line_id,
        against=data.against,
        words=data.words,
        rule=data.rule,
        key=idempotency_key,
        fingerprint=fingerprint_of(request.method, request.scope["path"], await request.body()),
    )
    receipt = await file_appeal(desk.intake, filing, by=_by(request), now=desk.clock.now())
    return await _answer(desk, receipt, 201)


@get("/lines/{line_id:str}/appeals", summary="List appeals", tags=["Appeals"], responses=READ_PROBLEMS)
async def list_appeals(request: AppRequest, line_id: PathLineId) -> AppealPage:
    """List a line's appeals."""
    desk = desk_of(request)
    currency = (await read_line(desk.database, line_id)).terms.currency
    return AppealPage([appeal_state(appeal, currency) for appeal in await read_appeals_of(desk.database, line_id)])


@get("/appeals/{appeal_id:str}", summary="Read an appeal", tags=["Appeals"], responses=READ_PROBLEMS)
async def get_appeal(request: AppRequest, appeal_id: PathAppealId) -> Response[AppealAnswer]:
    """Read an appeal with its papers and what happened to it."""
    desk = desk_of(request)
    return await _answer(desk, AppealReceipt(await read_appeal(desk.database, appeal_id)), 200)


@post(
    "/appeals/{appeal_id:str}/evidence",
    summary="Send evidence",
    tags=["Appeals"],
    responses=PROBLEMS,
    operation_class=_FormOperation,
    request_max_body_size=LARGEST_REQUEST,
)
async def create_evidence(
    request: AppRequest, appeal_id: PathAppealId, idempotency_key: IdempotencyKey
) -> Response[AppealAnswer]:
    """Add files or words to an appeal: a form with `file` (several), `kind`, and `words` if there are any.

    A photograph is drawn anew: what else its file held is gone. Files of up to 10 MB: JPEG, PNG, WebP, PDF.
    """
    desk, form = desk_of(request), await request.form()
    papers, words = await papers_of(request), str(form.get("words", ""))
    if not papers and not words.strip():
        raise InvalidField("file", "Send a form (multipart/form-data) with at least one 'file', or with 'words'.")
    content = b"\n".join([words.encode(), *(paper.content for paper in papers)])
    more = More(
        words=words,
        papers=papers,
        key=idempotency_key,
        fingerprint=fingerprint_of(request.method, request.scope["path"], content),
    )
    receipt = await send_more(desk.intake, appeal_id, more, by=_by(request), now=desk.clock.now())
    return await _answer(desk, receipt, 201)


@post("/appeals/{appeal_id:str}/withdrawal", summary="Withdraw an appeal", tags=["Appeals"], responses=PROBLEMS)
async def create_withdrawal(request: AppRequest, appeal_id: PathAppealId) -> Response[AppealAnswer]:
    """Take an appeal back. Nothing follows from it, and nothing is held against the borrower. Safe to repeat."""
    desk = desk_of(request)
    appeal = await read_appeal(desk.database, appeal_id)
    if appeal.state is not State.WITHDRAWN:
        appeal = await withdraw_appeal(desk.database, appeal_id, by=_by(request), now=desk.clock.now())
    return await _answer(desk, AppealReceipt(appeal), 201)


def _by(request: AppRequest) -> By:
    actor = principal_of(request).actor
    return By(actor.kind, actor.id, actor.name)


async def _answer(desk: Desk, receipt: AppealReceipt, status: int) -> Response[AppealAnswer]:
    appeal = receipt.appeal
    currency = (await read_line(desk.database, appeal.line_id)).terms.currency
    state = appeal_state(appeal, currency)
    papers = [
        PaperState(
            id=paper.id,
            kind=paper.kind.value,
            file_name=paper.file_name,
            media_type=paper.media_type,
            size_bytes=paper.size_bytes,
            received_at=paper.received_at,
            valid_until=paper.valid_until,
        )
        for paper in await read_evidence(desk.database, appeal.id)
    ]
    timeline = [
        AppealEventState(event.kind.value, event.at, event.by.name, event.words)
        for event in await read_timeline(desk.database, appeal.id)
    ]
    fields = {name: getattr(state, name) for name in AppealState.__struct_fields__}
    headers = {"Idempotency-Replayed": "true"} if receipt.replayed else {}
    return Response(AppealAnswer(**fields, evidence=papers, timeline=timeline), status_code=status, headers=headers)


def appeal_state(appeal: Appeal, currency: str) -> AppealState:
    """Describe an appeal as it stands."""
    decided = appeal.state is State.DECIDED
    limit = appeal.effect.limit_minor if decided else None
    return AppealState(
        id=appeal.id,
        line_id=appeal.line_id,
        against=appeal.against,
        state=appeal.state.value,
        words=appeal.words,
        filed_at=appeal.filed_at,
        rule=appeal.rule,
        promised_on=appeal.promised_on,
        extensions=appeal.extensions,
        more_by=appeal.more_by,
        outcome=appeal.outcome.value if decided and appeal.outcome else None,
        answer=appeal.answer if decided else None,
        limit=None if limit is None else format_minor(limit, currency),
        releases=list(appeal.effect.releases) if decided else [],
        decided_at=appeal.decided_at,
        version=appeal.version,
    )


HANDLERS = [create_appeal, list_appeals, get_appeal, create_evidence, create_withdrawal]
