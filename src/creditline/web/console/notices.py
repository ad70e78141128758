"""Notices of all lines with the proof of their delivery, and the webhooks: endpoints and deliveries."""

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from creditline.store.notice_files import NoticeDelivery, read_notices
from creditline.store.webhooks import disable_endpoint, read_deliveries, read_endpoints, resend
from creditline.web.borrower.frame import frame_of
from creditline.web.console.frame import console_page, form_of, go, note
from creditline.web.console.queue import ZONE
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import staff_of
from creditline.web.i18n import N_, Language

_ROWS = 100
_DELIVERED = {
    ("page", "published"): N_("on the borrower’s page"),
    ("page", "opened"): N_("opened by the borrower"),
    ("email", "sent"): N_("sent by e-mail"),
    ("email", "deferred"): N_("e-mail delayed"),
    ("email", "failed"): N_("e-mail failed"),
}
_DELIVERY_STATES = {
    "waiting": N_("waiting"),
    "delivered": N_("delivered"),
    "failed": N_("failed"),
    "disabled": N_("disabled"),
}


@get("/console/notices", include_in_schema=False)
async def show_notices(request: AppRequest, line: FromQuery[str] = "", before: FromQuery[str] = "") -> Response[str]:
    """Show what borrowers were told, of one line or of all, newest first."""
    desk, language = desk_of(request), frame_of(request).language
    wanted = line.strip().replace("\x00", "")
    found = await read_notices(desk.database, line_id=wanted or None, before=_number(before), limit=_ROWS)
    spoken = "zh" if language.locale.startswith("zh") else "en"
    rows = [
        (each, language.name(each.line_name), each.texts[spoken].title, language.moment(each.given_at, ZONE), proof)
        for each in found
        for proof in [[_delivered(one, language) for one in each.deliveries]]
    ]
    following = found[-1].number if len(found) == _ROWS else None
    return console_page(request, "notices.html", rows=rows, line=wanted, next=following)


@get("/console/webhooks", include_in_schema=False)
async def show_webhooks(request: AppRequest, before: FromQuery[str] = "") -> Response[str]:
    """Show endpoints and the log of deliveries; what a message says is not shown here."""
    desk, language = desk_of(request), frame_of(request).language
    found = await read_deliveries(desk.database, before=_number(before), limit=_ROWS)
    rows = [
        (each, language.moment(each.tried_at or each.at, ZONE), language.gettext(_DELIVERY_STATES[each.state]))
        for each in found
    ]
    following = found[-1].message if len(found) == _ROWS else None
    endpoints = await read_endpoints(desk.database)
    return console_page(request, "webhooks.html", endpoints=endpoints, rows=rows, next=following)


@post("/console/webhooks/{endpoint_id:str}/disable", include_in_schema=False)
async def disable(request: AppRequest, endpoint_id: FromPath[str]) -> Redirect:
    """Tell an endpoint nothing more."""
    desk, by = desk_of(request), staff_of(request).actor.id
    await disable_endpoint(desk.database, endpoint_id, at=desk.wall.now(), why=f"by {by}")
    await note(request, "endpoint.disabled", endpoint_id)
    return go("/console/webhooks")


@post("/console/webhooks/{endpoint_id:str}/resend", include_in_schema=False)
async def send_again(request: AppRequest, endpoint_id: FromPath[str]) -> Redirect:
    """Send one message to an endpoint once more."""
    message = (await form_of(request)).get("message", "")
    await resend(desk_of(request).database, message, endpoint_id)
    await note(request, "message.resent", endpoint_id, message)
    return go("/console/webhooks")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None  # noqa: PLR2004 - int8


def _delivered(one: NoticeDelivery, language: Language) -> str:
    """Say what became of a notice by one channel."""
    words = _DELIVERED.get((one.channel, one.what))
    return f"{one.channel} {one.what}" if words is None else language.gettext(words)


HANDLERS = [show_notices, show_webhooks, disable, send_again]
