"""What can go wrong with a request, by what the caller can do about it."""

from creditline.client.shapes import FieldProblem, Problem


class CreditlineError(Exception):
    """Any failure of a request."""


class ConnectionLost(CreditlineError):
    """No answer came, although the request was sent several times. It may have been carried out.

    `idempotency_key`: send the same request with it later, and it is carried out once in all; None for reads.
    """

    def __init__(self, path: str, attempts: int, idempotency_key: str | None) -> None:
        again = f" Send it again with idempotency_key='{idempotency_key}'." if idempotency_key else ""
        super().__init__(f"No answer to {path} after {attempts} attempts.{again}")
        self.idempotency_key = idempotency_key


class ApiError(CreditlineError):
    """The server answered with a problem; `problem` has all of it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    @property
    def code(self) -> str:
        """The stable code; each has a heading in the server's help."""
        return self.problem.code

    @property
    def fields(self) -> tuple[FieldProblem, ...]:
        """The fields that cannot be used."""
        return tuple(self.problem.errors)


class Refused(ApiError):
    """The line does not allow it; the refusal is recorded as the event `problem.event_id`."""


class RequestInvalid(ApiError):
    """The request itself cannot be used: correct it before it is sent again."""


class NotAllowed(ApiError):
    """The key is missing, has expired, or may not do this."""


class NotFound(ApiError):
    """There is no such thing."""


class ServerFault(ApiError):
    """The server failed, or was too busy for every attempt."""


def error_for(problem: Problem) -> ApiError:
    """Return the error that a problem amounts to."""
    if problem.event_id:
        return Refused(problem)
    if problem.status in {401, 403}:
        return NotAllowed(problem)
    if problem.status == 404:  # noqa: PLR2004 - not found
        return NotFound(problem)
    busy = problem.status in {409, 429} or problem.status >= 500  # noqa: PLR2004 - the server's side
    return ServerFault(problem) if busy else RequestInvalid(problem)
