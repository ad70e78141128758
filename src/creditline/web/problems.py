"""Errors on the wire: application/problem+json (RFC 9457)."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from creditline.lines.attest_facts import FactUnusable
from creditline.web import patterns
from creditline.web.desk import AppRequest
from creditline.web.gate import AskedTooOften
from creditline.web.i18n import choose_locale, translations
from creditline.web.statuses import POINTER, STATUS

MEDIA_TYPE = "application/problem+json"
_MORE_HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": str(AskedTooOften.retry_after_s)},
    503: {"Retry-After": "1"},
}
_LOG = logging.getLogger(__name__)


class InvalidField(ValueError):
    """A field of the request cannot be used; the message says which and why."""

    code = "invalid-field"

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer


class Unreadable(ValueError):
    """The body is no JSON; the message says where it stops being one."""

    code = "unreadable"

    def __init__(self, cause: str) -> None:
        super().__init__(f"The body cannot be read as JSON: {cause}.")


class Refused(Exception):
    """A command was recorded as refused; the code is its outcome."""

    def __init__(self, outcome: str, detail: str, event_id: str, *, replayed: bool) -> None:
        super().__init__(detail)
        self.code = outcome
        self.event_id = event_id
        self.replayed = replayed


class FieldProblem(msgspec.Struct, omit_defaults=True):
    """One field that cannot be used. `pointer` is a JSON pointer into the body, or the header's or parameter's name."""

    pointer: str
    detail: str


class Problem(msgspec.Struct, omit_defaults=True):
    """A problem as RFC 9457 has it, with what a caller should do about it (`advice`).

    advice: retry, fix_request, ask_customer or contact_lender. user_message: a sentence to show to a borrower, in the
    language of Accept-Language.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    advice: str
    user_message: str
    errors: list[FieldProblem] = []
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What an exception amounts to on the wire."""

    status: int
    code: str
    detail: str
    fields: tuple[FieldProblem, ...] = ()
    event_id: str | None = None
    replayed: bool = False


def answer_problem(request: AppRequest, error: Exception) -> Response[Problem]:
    """Turn any error into its problem+json response."""
    fault = fault_of(error)
    request_id = f"req_{uuid4().hex}"
    if fault.status == 500:  # noqa: PLR2004 - what nobody expected
        _LOG.error("%s %s failed as %s", request.method, request.url.path, request_id, exc_info=error)
    headers = {"Request-Id": request_id, "Should-Retry": "true" if _advice(fault) == "retry" else "false"}
    headers |= _MORE_HEADERS.get(fault.status, {})
    if fault.replayed:
        headers["Idempotency-Replayed"] = "true"
    if isinstance(error, HTTPException):
        headers |= error.headers or {}
    return Response(
        problem_of(
            error, instance=request.url.path, language=request.headers.get("Accept-Language"), request_id=request_id
        ),
        status_code=fault.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def problem_of(error: Exception, *, instance: str, language: str | None, request_id: str) -> Problem:
    """Describe `error` as a problem."""
    fault = fault_of(error)
    advice = _advice(fault)
    return Problem(
        type=f"/help/errors#{fault.code}",
        title=fault.code.replace("-", " ").replace("_", " ").capitalize(),
        status=fault.status,
        detail=fault.detail,
        instance=instance,
        code=fault.code,
        request_id=request_id,
        advice=advice,
        user_message=_user_message(advice, language),
        errors=list(fault.fields),
        event_id=fault.event_id,
    )


def fault_of(error: Exception) -> Fault:
    """Return what an error amounts to on the wire: its status, code, sentence and fields."""
    match error:
        case Refused():
            return Fault(422, error.code, str(error), event_id=error.event_id, replayed=error.replayed)
        case InvalidField() | FactUnusable():
            return _field_fault(422, error.code, [FieldProblem(_pointer(error), str(error))])
        case Unreadable():
            return Fault(400, error.code, str(error))
        case ValidationException():
            return _invalid_request(error)
        case HTTPException():
            return _http_fault(error)
        case _:
            return _named_fault(error)


def _pointer(error: InvalidField | FactUnusable) -> str:
    return error.pointer if isinstance(error, InvalidField) else f"/facts/{error.number}/{error.field}"


def _named_fault(error: Exception) -> Fault:
    status = STATUS.get(type(error))
    if status is None:
        return Fault(500, "internal", "Something went wrong on our side. Nothing you sent was lost; please report it.")
    code, pointer = str(getattr(error, "code", "internal")), POINTER.get(type(error))
    fields = [FieldProblem(pointer, str(error))] if pointer else []
    return _field_fault(status, code, fields) if fields else Fault(status, code, str(error))


def _field_fault(status: int, code: str, fields: list[FieldProblem]) -> Fault:
    said = (f"{field.pointer}: {field.detail}" if field.pointer else field.detail for field in fields)
    return Fault(status, code, " ".join(said), tuple(fields))


_CUT_OFF = "client disconnected prematurely"  # the framework's words, under a status that would make it our fault


def _http_fault(error: HTTPException) -> Fault:
    if error.detail == _CUT_OFF:
        return Fault(400, Unreadable.code, "The connection ended before the body had. Nothing was done; send it again.")
    code, detail = _HTTP_FAULTS.get(error.status_code, ("http-error", error.detail))
    return Fault(error.status_code, code, detail)


_HTTP_FAULTS = {
    404: ("not-found", "There is nothing at this address. What there is stands at /docs."),
    405: ("method-not-allowed", "This address does not take this method; the Allow header lists those it takes."),
    413: ("too-large", "The body is larger than 2 MB. Send it in parts."),
    415: ("media-type", "Send the body as JSON, with the header Content-Type: application/json."),
}


def _invalid_request(error: ValidationException) -> Fault:
    fields = [_field_problem(item) for item in error.extra or [] if isinstance(item, dict)]
    if "'Idempotency-Key'" in error.detail or any(field.pointer == "Idempotency-Key" for field in fields):
        words = patterns.SENTENCES[patterns.KEY]
        return Fault(400, "idempotency-key-missing", words, (FieldProblem("Idempotency-Key", words),))
    return _field_fault(422, "invalid-field", fields) if fields else Fault(400, "invalid-request", error.detail)


def _field_problem(item: dict[str, Any]) -> FieldProblem:
    key, message = str(item.get("key", "")), str(item.get("message", "cannot be used"))
    if message == "'data'":
        return FieldProblem("", "The request has no body. Send a JSON object.")
    return FieldProblem(_HEADERS.get(key, key), patterns.sentence(message))


_HEADERS = {"idempotency_key": "Idempotency-Key", "last_event_id": "Last-Event-ID"}


def _advice(fault: Fault) -> str:
    if fault.status in {409, 429, 503}:
        return "retry"
    if fault.status >= 500:  # noqa: PLR2004 - the class of statuses that are our fault
        return "contact_lender"
    if fault.status in {401, 403}:
        return "contact_lender"
    return "ask_customer" if fault.event_id else "fix_request"


def _user_message(advice: str, language: str | None) -> str:
    gettext = translations(choose_locale(accept_language=language)).gettext
    return {
        "retry": gettext("We are busy right now. Please try again in a moment."),
        "fix_request": gettext("Something in this request is not right. Please check it and try again."),
        "ask_customer": gettext("This is not possible on your line right now."),
        "contact_lender": gettext("Something went wrong on our side. Please contact your lender."),
    }[advice]
