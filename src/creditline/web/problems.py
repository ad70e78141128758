"""Errors on the wire: application/problem+json (RFC 9457). The one place that knows an HTTP status of an error."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from creditline.customers.customer import BirthDateMisplaced
from creditline.customers.evidence import EvidenceTooShort
from creditline.customers.limits import TemporaryLimitTooShort
from creditline.dates.business_date import ZoneUnknown
from creditline.dates.clock import ClockWouldGoBack
from creditline.dates.duration import DurationMalformed
from creditline.decisions.fact_text import FactMalformed
from creditline.decisions.flags import FlagClosed, RenewalUnreasoned
from creditline.decisions.replay import SourceMissing
from creditline.funding.agreement import ShareBelowMinimum, SharesIncomplete, ShareTwice
from creditline.lines.apply import CurrencyMismatch
from creditline.lines.hardship import NoProduct, PauseTooShort
from creditline.lines.hold import HoldTooLate
from creditline.lines.open_line import ProductCurrency, TermTooShort
from creditline.lines.product import MethodNotOffered, PeriodsNotOffered, RailUnknown
from creditline.money.amount import AmountMalformed, AmountNotPositive, AmountTooLarge
from creditline.money.currency import CurrencyUnknown
from creditline.store.customers import ConsentUnknown, CustomerExists, CustomerUnknown, GroupUnknown
from creditline.store.database import GroupRejected, StoreUnavailable
from creditline.store.decision_files import DecisionUnknown, FlagUnknown, OfferUnknown, ProfileUnknown
from creditline.store.lines import LineUnknown, NothingKnown
from creditline.store.participants import AgreementExists, AgreementUnknown, ParticipantExists, ParticipantUnknown
from creditline.store.product_files import ProductUnreadable
from creditline.store.products import ProductUnknown
from creditline.usecases.advance_clock import ClockTooFar, NotASandbox
from creditline.usecases.answering import HoldIsFlagged, OfferClosed
from creditline.usecases.bound_customer import CustomerCurrencyMismatch, RelatedToItself
from creditline.usecases.bound_line import AgreementNotInForce, LineDrawn
from creditline.usecases.deciding import DecisionImpossible, LimitIsDecided
from creditline.usecases.enrol_line import PolicyNotActive
from creditline.usecases.monitor_card import CauseMissing, NotPaused
from creditline.usecases.queue import QueueFull, WriterStopped
from creditline.usecases.register_card import ActivationInPast, AssessmentMissing, CardUnknown, SecondPersonMissing
from creditline.usecases.sequence import Defect, KeyReused, LineExists
from creditline.usecases.share_funding import OwnShareMissing, ParticipantCurrencyMismatch
from creditline.usecases.writer import KeyInFlight
from creditline.web import patterns
from creditline.web.desk import AppRequest
from creditline.web.i18n import choose_locale, translations

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_S = "1"
_LOG = logging.getLogger(__name__)

_STATUS: dict[type[Exception], int] = {
    LineUnknown: 404,
    NothingKnown: 404,
    NotASandbox: 404,
    DecisionUnknown: 404,
    FlagUnknown: 404,
    OfferUnknown: 404,
    ProfileUnknown: 404,
    SourceMissing: 404,
    PolicyNotActive: 422,
    DecisionImpossible: 422,
    LimitIsDecided: 422,
    HoldIsFlagged: 422,
    FlagClosed: 422,
    OfferClosed: 422,
    RenewalUnreasoned: 422,
    FactMalformed: 422,
    CardUnknown: 404,
    KeyInFlight: 409,
    LineExists: 422,
    SecondPersonMissing: 422,
    AssessmentMissing: 422,
    ActivationInPast: 422,
    CauseMissing: 422,
    NotPaused: 422,
    CustomerUnknown: 404,
    GroupUnknown: 404,
    ConsentUnknown: 404,
    ParticipantUnknown: 404,
    AgreementUnknown: 404,
    BirthDateMisplaced: 422,
    EvidenceTooShort: 422,
    TemporaryLimitTooShort: 422,
    ShareBelowMinimum: 422,
    SharesIncomplete: 422,
    ShareTwice: 422,
    CustomerExists: 422,
    CustomerCurrencyMismatch: 422,
    RelatedToItself: 422,
    LineDrawn: 422,
    AgreementNotInForce: 422,
    ParticipantExists: 422,
    ParticipantCurrencyMismatch: 422,
    AgreementExists: 422,
    OwnShareMissing: 422,
    KeyReused: 422,
    CurrencyMismatch: 422,
    HoldTooLate: 422,
    TermTooShort: 422,
    ProductCurrency: 422,
    ProductUnknown: 422,
    MethodNotOffered: 422,
    PeriodsNotOffered: 422,
    RailUnknown: 422,
    NoProduct: 422,
    PauseTooShort: 422,
    AmountMalformed: 422,
    AmountNotPositive: 422,
    AmountTooLarge: 422,
    CurrencyUnknown: 422,
    ZoneUnknown: 422,
    DurationMalformed: 422,
    ClockTooFar: 422,
    ClockWouldGoBack: 422,
    GroupRejected: 422,
    Defect: 500,
    ProductUnreadable: 500,
    QueueFull: 503,
    StoreUnavailable: 503,
    WriterStopped: 503,
}

_POINTER: dict[type[Exception], str] = {
    CurrencyMismatch: "/currency",
    HoldTooLate: "/expires_at",
    TermTooShort: "/expires_on",
    ProductCurrency: "/currency",
    ProductUnknown: "/product",
    MethodNotOffered: "/method",
    PeriodsNotOffered: "/periods",
    RailUnknown: "/rail",
    PauseTooShort: "/until",
    CurrencyUnknown: "/currency",
    AmountMalformed: "/amount",
    AmountNotPositive: "/amount",
    AmountTooLarge: "/amount",
    BirthDateMisplaced: "/birth_date",
    EvidenceTooShort: "/valid_until",
    TemporaryLimitTooShort: "/ends_at",
    CustomerCurrencyMismatch: "/currency",
    RelatedToItself: "/related_id",
    ShareBelowMinimum: "/shares",
    SharesIncomplete: "/shares",
    ShareTwice: "/shares",
    OwnShareMissing: "/shares",
    ZoneUnknown: "/zone",
    DurationMalformed: "/by",
    ClockTooFar: "/to",
    ClockWouldGoBack: "/to",
    FactMalformed: "/facts",
    PolicyNotActive: "/policy",
    RenewalUnreasoned: "/words",
    SecondPersonMissing: "/second_person",
    AssessmentMissing: "/assessment",
    ActivationInPast: "/from_at",
    CauseMissing: "/cause",
}


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
    if fault.status == 503:  # noqa: PLR2004 - the status that Retry-After belongs to
        headers["Retry-After"] = _RETRY_AFTER_S
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
        case InvalidField():
            return _field_fault(422, error.code, [FieldProblem(error.pointer, str(error))])
        case Unreadable():
            return Fault(400, error.code, str(error))
        case ValidationException():
            return _invalid_request(error)
        case HTTPException():
            return _http_fault(error)
        case _:
            return _named_fault(error)


def _named_fault(error: Exception) -> Fault:
    status = _STATUS.get(type(error))
    if status is None:
        return Fault(500, "internal", "Something went wrong on our side. Nothing you sent was lost; please report it.")
    code, pointer = str(getattr(error, "code", "internal")), _POINTER.get(type(error))
    fields = [FieldProblem(pointer, str(error))] if pointer else []
    return _field_fault(status, code, fields) if fields else Fault(status, code, str(error))


def _field_fault(status: int, code: str, fields: list[FieldProblem]) -> Fault:
    said = (f"{field.pointer}: {field.detail}" if field.pointer else field.detail for field in fields)
    return Fault(status, code, " ".join(said), tuple(fields))


def _http_fault(error: HTTPException) -> Fault:
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
    if fault.status in {409, 503}:
        return "retry"
    if fault.status >= 500:  # noqa: PLR2004 - the class of statuses that are our fault
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
