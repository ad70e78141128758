"""From a request to a stamped command, and from a receipt to an answer: the same for every resource."""

from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Annotated

from litestar import Response, post
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, PathParameter

from creditline.lines.commands import AmountCommand, Command, Stamp
from creditline.money.amount import parse_positive_minor
from creditline.usecases.sequence import Receipt
from creditline.web import patterns
from creditline.web.api.refusals import REFUSAL_TEXTS
from creditline.web.api.shapes import AmountRequest, EventAnswer, event_answer, event_id, version_of
from creditline.web.desk import AppRequest, desk_of
from creditline.web.problems import InvalidField, Problem, Refused

IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        pattern=patterns.KEY,
        description="New for each request, the same when one is repeated: the first answer is given again.",
    ),
]
PathLineId = Annotated[str, PathParameter(pattern=patterns.LINE_ID, description="The line's id.")]

REPLAYED_HEADER = ResponseHeader(
    name="Idempotency-Replayed", description="true: this is the first answer again.", documentation_only=True
)

PROBLEMS = {
    400: ResponseSpec(Problem, description="The request cannot be read.", media_type="application/problem+json"),
    401: ResponseSpec(Problem, description="No key, or none that works.", media_type="application/problem+json"),
    403: ResponseSpec(Problem, description="The key lacks the scope.", media_type="application/problem+json"),
    404: ResponseSpec(Problem, description="There is no such thing.", media_type="application/problem+json"),
    409: ResponseSpec(Problem, description="The same key is being carried out.", media_type="application/problem+json"),
    413: ResponseSpec(Problem, description="The body is too large.", media_type="application/problem+json"),
    415: ResponseSpec(Problem, description="The body is not called JSON.", media_type="application/problem+json"),
    422: ResponseSpec(Problem, description="The request cannot be used.", media_type="application/problem+json"),
    429: ResponseSpec(Problem, description="The key asks too often.", media_type="application/problem+json"),
    503: ResponseSpec(Problem, description="Busy; send it again.", media_type="application/problem+json"),
}
post_command = partial(post, responses=PROBLEMS, response_headers=[REPLAYED_HEADER])

_YEARS = range(1900, 9999)

READ_PROBLEMS = {status: PROBLEMS[status] for status in (400, 401, 403, 404, 422, 429, 503)}


async def stamp(request: AppRequest, key: str, effective_at: datetime | None = None) -> Stamp:
    """Stamp a request: the clock is read here, once; the fingerprint covers method, path and body."""
    now = desk_of(request).clock.now()
    fingerprint = fingerprint_of(request.method, request.scope["path"], await request.body())
    return stamped(key, fingerprint, now, effective_at)


def fingerprint_of(method: str, path: str, body: bytes) -> bytes:
    """Hash what a request asks for, so that its key cannot stand for another one."""
    return sha256(b"%b %b\n%b" % (method.encode(), path.encode(), body)).digest()


def stamped(key: str, fingerprint: bytes, now: datetime, effective_at: datetime | None) -> Stamp:
    """Make a stamp; raise InvalidField for a time that has not come."""
    check_instant("/effective_at", effective_at)
    if effective_at is not None and effective_at > now:
        raise InvalidField("/effective_at", f"{effective_at.isoformat()} has not come yet; it is {now.isoformat()}.")
    at = (effective_at or now).astimezone(UTC)  # as the book will give it back
    return Stamp(key=key, fingerprint=fingerprint, effective_at=at, booked_at=now, actor="api")


def check_instant(pointer: str, at: datetime | None) -> None:
    """Raise InvalidField for an instant so far away that some time zone has no date for it."""
    if at is not None and at.year not in _YEARS:
        words = f"{at.isoformat()} is out of range. Give a year from {_YEARS[0]} to {_YEARS[-1]}."
        raise InvalidField(pointer, words)


async def amount_command(
    kind: type[AmountCommand],
    request: AppRequest,
    line_id: str,
    data: AmountRequest,
    key: str,
    **more: object,
) -> AmountCommand:
    """Make a command about an amount; `more` are the fields that only this kind of command has."""
    return kind(
        line_id=line_id,
        stamp=await stamp(request, key, data.effective_at),
        amount_minor=parse_positive_minor(data.amount, data.currency),
        currency=data.currency,
        **more,
    )


def event_version(pointer: str, line_id: str, name: str) -> int:
    """Return the version that an event's id stands for on this line; raise InvalidField for the id of anything else."""
    version = version_of(line_id, name)
    if version is None:
        example = event_id(line_id, 4)
        raise InvalidField(pointer, f"'{name}' is no event of this line. Its events have ids such as {example}.")
    return version


async def carry_out(request: AppRequest, command: Command, *, declinable: bool = False) -> Response[EventAnswer]:
    """Submit a command and answer after its commit.

    declinable: a refusal is an answer of its own (a draw that is declined), not an error.
    """
    return answer(await desk_of(request).writer.submit(command), declinable=declinable)


def answer(receipt: Receipt, *, declinable: bool) -> Response[EventAnswer]:
    """Answer with the event, or raise Refused where a refusal is an error."""
    event = receipt.event
    if not event.accepted and not declinable:
        name = event_id(event.line_id, event.version)
        raise Refused(event.outcome.value, REFUSAL_TEXTS[event.outcome], name, replayed=receipt.replayed)
    headers = {"Idempotency-Replayed": "true"} if receipt.replayed else {}
    return Response(event_answer(event), status_code=201, headers=headers)
