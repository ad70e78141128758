"""A borrower's notices: the list, as a page and as a part of the line's page, and each as a PDF."""

import asyncio
from datetime import datetime

from litestar import Response, get
from litestar.params import FromPath

from creditline.access.principal import Borrower
from creditline.store.lines import read_line
from creditline.store.notice_files import (
    NoticeDelivery,
    NoticeUnknown,
    StoredNotice,
    note_delivery,
    read_notice,
    read_notices,
)
from creditline.web.api.notices import pdf_response
from creditline.web.borrower.frame import HEADERS, HTML, frame_of
from creditline.web.desk import AppRequest, desk_of
from creditline.web.gate import principal_of
from creditline.web.i18n import Language
from creditline.web.notice_pdf import notice_pdf

_SHOWN = 100
NoticeRow = tuple[str, str, str, str]
"""A row of the list: the notice's id, its title, its first sentence, and when it was given."""


@get("/lines/{line_id:str}/notices", include_in_schema=False)
async def list_notices(request: AppRequest, line_id: FromPath[str]) -> Response[str]:
    """List the line's notices, newest first; htmx gets the list alone, for the line's page."""
    desk, frame = desk_of(request), frame_of(request)
    line = await read_line(desk.database, line_id)
    found = await read_notices(desk.database, line_id=line_id, limit=_SHOWN)
    rows = notice_rows(found, frame.language, line.terms.zone)
    if request.headers.get("HX-Request") == "true":
        part = frame.part("_notice_list.html", line_id=line_id, rows=rows)
        return Response(part, media_type=HTML, headers=HEADERS)
    return frame.page("notices.html", line_id=line_id, name=frame.language.name(line.terms.name), rows=rows)


@get("/lines/{line_id:str}/notices/{notice_id:str}", include_in_schema=False)
async def show_notice(request: AppRequest, line_id: FromPath[str], notice_id: FromPath[str]) -> Response[bytes]:
    """Show a notice as PDF in the page's language; that the borrower opened it is kept as proof."""
    desk = desk_of(request)
    notice = await read_notice(desk.database, notice_id.replace("\x00", ""))
    if notice.line_id != line_id:
        raise NoticeUnknown(notice_id)
    if isinstance(principal_of(request), Borrower):
        await note_delivery(desk.database, _opened(notice, desk.clock.now()))
    spoken = "zh" if frame_of(request).language.locale.startswith("zh") else "en"
    return pdf_response(await asyncio.to_thread(notice_pdf, notice, spoken), notice_id)


def notice_rows(notices: list[StoredNotice], language: Language, zone: str) -> list[NoticeRow]:
    """Write notices as rows of a list, in the page's language."""
    spoken = "zh" if language.locale.startswith("zh") else "en"
    return [
        (each.id, each.texts[spoken].title, each.texts[spoken].lead, language.moment(each.given_at, zone))
        for each in notices
    ]


def _opened(notice: StoredNotice, at: datetime) -> NoticeDelivery:
    return NoticeDelivery(notice_id=notice.id, channel="page", what="opened", at=at, detail="")


HANDLERS = [list_notices, show_notice]
