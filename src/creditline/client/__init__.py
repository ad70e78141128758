"""The typed client of the API: `from creditline.client import Creditline`.

Every write carries an idempotency key and is sent again with the same key and the same bytes until it is answered,
so that a connection that breaks neither loses a repayment nor doubles it.
"""

from creditline.client.creditline import Creditline
from creditline.client.errors import (
    ApiError,
    ConnectionLost,
    CreditlineError,
    NotAllowed,
    NotFound,
    Refused,
    RequestInvalid,
    ServerFault,
)
from creditline.client.shapes import (
    AttestedFact,
    BulkOutcome,
    Clock,
    Entry,
    Event,
    FieldProblem,
    Line,
    Problem,
    Repayment,
)
from creditline.client.webhooks import SecretUnusable, SignatureInvalid, WebhookEvent, read_webhook

__all__ = [
    "ApiError",
    "AttestedFact",
    "BulkOutcome",
    "Clock",
    "ConnectionLost",
    "Creditline",
    "CreditlineError",
    "Entry",
    "Event",
    "FieldProblem",
    "Line",
    "NotAllowed",
    "NotFound",
    "Problem",
    "Refused",
    "Repayment",
    "RequestInvalid",
    "SecretUnusable",
    "ServerFault",
    "SignatureInvalid",
    "WebhookEvent",
    "read_webhook",
]
