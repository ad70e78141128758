"""Repayments in bulk: the files that banks send at the peak. Rows are independent, each with a key of its own."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

import msgspec
from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from msgspec import Meta, Struct

from creditline.lines.commands import Repay
from creditline.money.amount import parse_positive_minor
from creditline.web import patterns
from creditline.web.api.carry_out import PROBLEMS, READ_PROBLEMS, stamped
from creditline.web.api.json_request import parse
from creditline.web.api.shapes import EventAnswer, LineId, RepaymentRequest, event_answer
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.problems import InvalidField, Problem, problem_of

NDJSON = "application/x-ndjson"
_MOST_ROWS = 1_000
_EXAMPLE = '{"key": "file-7-row-1", "line_id": "line_story_payday", "amount": "120.00", "currency": "CNY"}'


class BulkRow(RepaymentRequest, kw_only=True, forbid_unknown_fields=True):
    """One repayment of a file, with a key of its own."""

    key: Annotated[str, Meta(pattern=patterns.KEY)]
    line_id: LineId


class BulkOutcome(Struct, omit_defaults=True):
    """What became of one row: an event, or a problem. `row` counts from 1."""

    row: int
    status: int
    key: str | None = None
    replayed: bool = False
    event: EventAnswer | None = None
    problem: Problem | None = None


@dataclass
class _NdjsonOperation(Operation):
    """Describes the body, which no annotation can: rows of NDJSON."""

    def __post_init__(self) -> None:
        rows = Schema(type=OpenAPIType.STRING, description="One BulkRow, as JSON, a line.", examples=[_EXAMPLE])
        self.request_body = RequestBody(content={NDJSON: OpenAPIMediaType(schema=rows)}, required=True)


@post(
    "/repayments/bulk",
    summary="Repay many lines",
    tags=["Repayments"],
    status_code=200,
    operation_class=_NdjsonOperation,
    responses={
        **READ_PROBLEMS,
        413: PROBLEMS[413],
        200: ResponseSpec(BulkOutcome, description="One JSON object a line, in the order sent.", media_type=NDJSON),
    },
)
async def create_repayments(request: AppRequest) -> Response[bytes]:
    """Repay many lines at once.

    The body is NDJSON: one row a line, up to 1,000 rows, each with `key`, `line_id`, `amount`, `currency` and, if it
    does not count from now, `effective_at`; `payer` and `payer_account` if they are known. The answer has one outcome
    a row, in the same order; a row that is sent again with its key is answered as the first time.
    """
    rows = [row for row in (await request.body()).splitlines() if row.strip()]
    if not 1 <= len(rows) <= _MOST_ROWS:
        raise InvalidField("", f"The body has {len(rows)} rows. Send 1 to {_MOST_ROWS:,} rows of NDJSON a request.")
    desk, language = desk_of(request), request.headers.get("Accept-Language")
    outcomes = await asyncio.gather(*(_outcome(desk, row, number, language) for number, row in enumerate(rows, 1)))
    encode = msgspec.json.Encoder().encode
    return Response(b"".join(encode(outcome) + b"\n" for outcome in outcomes), media_type=NDJSON)


async def _outcome(desk: Desk, text: bytes, number: int, language: str | None) -> BulkOutcome:
    key = None
    try:
        row: BulkRow = parse(text, BulkRow)
        key = row.key
        receipt = await desk.writer.submit(_command(desk, row, text))
    except (ValueError, LookupError, RuntimeError) as error:
        instance = f"/v1/repayments/bulk#row-{number}"
        problem = problem_of(error, instance=instance, language=language, request_id=f"req_{uuid4().hex}")
        return BulkOutcome(number, problem.status, key, problem=problem)
    return BulkOutcome(number, 201, key, replayed=receipt.replayed, event=event_answer(receipt.event))


def _command(desk: Desk, row: BulkRow, text: bytes) -> Repay:
    return Repay(
        line_id=row.line_id,
        stamp=stamped(row.key, sha256(text.strip()).digest(), desk.clock.now(), row.effective_at),
        amount_minor=parse_positive_minor(row.amount, row.currency),
        currency=row.currency,
        rail=row.rail,
        paid_from=row.paid_from,
    )


HANDLERS = [create_repayments]
