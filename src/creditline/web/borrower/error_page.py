"""Errors as pages, for who came with a browser."""

import logging
from urllib.parse import quote
from uuid import uuid4

from litestar import Response
from litestar.response import Redirect

from creditline.access.pass_token import PassInvalid
from creditline.web.borrower.frame import Frame, frame_of
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import CredentialMissing, NotAllowed
from creditline.web.problems import Problem, answer_problem, fault_of

_OUR_FAULT = 500
_LOG = logging.getLogger(__name__)


def answer_error(request: AppRequest, error: Exception) -> Response[Problem] | Response[str] | Redirect:
    """Answer with a page where a page was asked for, with problem+json everywhere else."""
    if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("Accept", ""):
        return answer_problem(request, error)
    if isinstance(error, CredentialMissing) and _for_staff(request):
        return Redirect(f"/console/sign-in?next={quote(_back_to(request))}", status_code=303)
    frame, fault = frame_of(request), fault_of(error)
    title, text = _said(frame, error, fault.status)
    request_id = f"req_{uuid4().hex}" if fault.status >= _OUR_FAULT else None
    if fault.status == _OUR_FAULT:
        _LOG.error("%s %s failed as %s", request.method, request.url.path, request_id, exc_info=error)
    return frame.page("error.html", status=fault.status, title=title, text=text, request_id=request_id)


def _said(frame: Frame, error: Exception, status: int) -> tuple[str, str]:
    _ = frame.language.gettext
    if isinstance(error, CredentialMissing | PassInvalid):
        return _("Please come in again"), _(
            "Open this page from your lender’s app again. A link works for five minutes."
        )
    if isinstance(error, NotAllowed):
        return _("Not for you"), _("What you may do does not include this. Ask the lender’s administrator.")
    titles = {
        403: (_("Not possible here"), _("This only works in a sandbox.")),
        404: (_("Not found"), _("There is nothing at this address. The line may have another id.")),
        409: (_("Changed meanwhile"), str(error)),
        413: (_("Too large"), _("Send a smaller picture, or fewer files at once.")),
        422: (_("Not possible"), str(error)),
        429: (_("Too often"), _("Please wait a few seconds and try again.")),
        503: (_("We are busy"), _("Nothing was booked. Please try again in a moment.")),
    }
    usual = (_("Something went wrong"), _("Nothing you sent was lost. Please try again, or contact your lender."))
    return titles.get(status, usual)


def _for_staff(request: AppRequest) -> bool:
    """Whether this is a page that staff sign in for: the console, and outside a sandbox the list of all lines."""
    path = request.url.path
    return path.startswith("/console") or (path in {"/", "/lines"} and not desk_of(request).sandbox)


def _back_to(request: AppRequest) -> str:
    """Return where to go after signing in: here, if a page can be asked for again."""
    if request.method != "GET":
        return "/console"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
