"""Errors as pages, for who came with a browser."""

from uuid import uuid4

from litestar import Response

from creditline.web.borrower.frame import frame_of
from creditline.web.desk import AppRequest
from creditline.web.problems import Problem, answer_problem, fault_of

_OUR_FAULT = 500


def answer_error(request: AppRequest, error: Exception) -> Response[Problem] | Response[str]:
    """Answer with a page where a page was asked for, with problem+json everywhere else."""
    if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("Accept", ""):
        return answer_problem(request, error)
    frame, fault = frame_of(request), fault_of(error)
    _ = frame.language.gettext
    titles = {
        403: (_("Not possible here"), _("This only works in a sandbox.")),
        404: (_("Not found"), _("There is nothing at this address. The line may have another id.")),
        503: (_("We are busy"), _("Nothing was booked. Please try again in a moment.")),
    }
    usual = (_("Something went wrong"), _("Nothing you sent was lost. Please try again, or contact your lender."))
    title, text = titles.get(fault.status, usual)
    request_id = f"req_{uuid4().hex}" if fault.status >= _OUR_FAULT else None
    return frame.page("error.html", status=fault.status, title=title, text=text, request_id=request_id)
