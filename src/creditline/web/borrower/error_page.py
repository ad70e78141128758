"""Errors as pages, for who came with a browser."""

import logging
from urllib.parse import quote
from uuid import uuid4

from litestar import Response
from litestar.exceptions import MethodNotAllowedException, ValidationException
from litestar.response import Redirect

from creditline.access.pass_token import PassInvalid
from creditline.access.principal import Borrower
from creditline.web.borrower.frame import Frame, frame_of
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import CredentialMissing, NotAllowed, principal_of
from creditline.web.problems import Problem, answer_problem, fault_of
from creditline.web.routes import ROUTES

_OUR_FAULT = 500
_LOG = logging.getLogger(__name__)


def answer_error(request: AppRequest, error: Exception) -> Response[Problem] | Response[str] | Redirect:
    """Answer with a page where a page was asked for, with problem+json everywhere else."""
    if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("Accept", ""):
        return answer_problem(request, error)
    if isinstance(error, CredentialMissing) and _for_staff(request):
        return Redirect(f"/console/sign-in?next={quote(_back_to(request))}", status_code=303)
    elsewhere = _elsewhere(request, error)
    if elsewhere is not None:
        return Redirect(elsewhere, status_code=303)
    frame, fault = frame_of(request), fault_of(error)
    title, text = _said(frame, error, fault.status)
    request_id = f"req_{uuid4().hex}" if fault.status >= _OUR_FAULT else None
    if fault.status == _OUR_FAULT:
        _LOG.error("%s %s failed as %s", request.method, request.url.path, request_id, exc_info=error)
    shown = {"title": title, "text": text, "request_id": request_id, "back": _back(request, error, frame)}
    return frame.page("error.html", status=fault.status, **shown)


def _said(frame: Frame, error: Exception, status: int) -> tuple[str, str]:
    _ = frame.language.gettext
    if isinstance(error, CredentialMissing | PassInvalid):
        return _("Please come in again"), _(
            "Open this page from your lender’s app again. A link works for five minutes."
        )
    if isinstance(error, NotAllowed) and isinstance(error.who, Borrower):
        return _("Not for you"), _("Your lender’s app let you in to one line. This page belongs to something else.")
    if isinstance(error, ValidationException):
        return _("Not found"), _("This address is not quite right. Go back and follow the link once more.")
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


def _back(request: AppRequest, error: Exception, frame: Frame) -> tuple[str, str]:
    """Return a page that this reader may open, and what it is called."""
    _ = frame.language.gettext
    who = error.who if isinstance(error, NotAllowed) else principal_of(request)
    if isinstance(who, Borrower):
        return f"/lines/{who.line_id}", _("Your line")
    if frame.path.startswith("/console"):
        return "/console", _("Console")
    return "/", _("All lines")


def _elsewhere(request: AppRequest, error: Exception) -> str | None:
    """Return where a reader should be instead; None if an error is all there is to show.

    A form's answer stands at the form's own address, where nothing can be asked for: who loads it again, or changes
    its language, comes back to the page of the form. A borrower's list of all lines is the one line.
    """
    if request.method != "GET":
        return None
    if isinstance(error, MethodNotAllowedException):
        return _page_above(request)
    if isinstance(error, NotAllowed) and isinstance(error.who, Borrower) and request.url.path == "/":
        return f"/lines/{error.who.line_id}"
    return None


def _page_above(request: AppRequest) -> str | None:
    """Return the nearest page above a form's address, with what the address asks for."""
    path = request.url.path.rpartition("/")[0]
    while path and not any(_fits(route, path) for route in ROUTES):
        path = path.rpartition("/")[0]
    return path + (f"?{request.url.query}" if request.url.query else "") if path else None


def _fits(route: str, path: str) -> bool:
    method, _, template = route.partition(" ")
    wanted, given = template.split("/"), path.split("/")
    same = all(part == own or part.startswith("{") for part, own in zip(wanted, given, strict=False))
    return method == "GET" and len(wanted) == len(given) and same


def _for_staff(request: AppRequest) -> bool:
    """Whether this is a page that staff sign in for: the console, and outside a sandbox the list of all lines."""
    path = request.url.path
    return path.startswith("/console") or (path in {"/", "/lines"} and not desk_of(request).sandbox)


def _back_to(request: AppRequest) -> str:
    """Return where to go after signing in: here, if a page can be asked for again."""
    if request.method != "GET":
        return "/console"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
