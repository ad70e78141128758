"""Exports of what the console lists, with the filters of the address, as jobs whose progress is shown."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from creditline.access.rights import Right
from creditline.money.amount import format_minor
from creditline.store.appeals import Queued, QueueFilter, count_queue, read_queue
from creditline.store.audit import DeedFilter, count_deeds, read_deeds
from creditline.store.jobs import JobUnknown, read_job, read_jobs
from creditline.store.lines import read_lines
from creditline.store.tables import MEDIA_TYPES
from creditline.usecases.export_table import Export, Rows, begin_export, run_export
from creditline.usecases.view_line import at_instant
from creditline.web.borrower.frame import HEADERS, HTML, frame_of
from creditline.web.borrower.views import permille
from creditline.web.console.audit import wanted_deeds
from creditline.web.console.frame import console_page, form_of, go, note
from creditline.web.console.portfolio import HEADER as PORTFOLIO_HEADER
from creditline.web.console.portfolio import portfolio_rows
from creditline.web.console.queue import ZONE, today_of, wanted_of
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import CredentialMissing, staff_of
from creditline.web.i18n import N_
from creditline.web.line_table import LINE_HEADER, count_lines, line_row
from creditline.web.paper_answer import file_answer

_PAGE = 500
_APPEAL_HEADER = (
    "id", "line_id", "line_name", "against", "state", "filed_at", "promised_on", "extensions", "assigned_to", "outcome",
    "limit", "currency", "decided_at", "hasty", "papers", "words", "answer",
)  # fmt: skip
_DEED_HEADER = ("number", "at", "actor_kind", "actor_id", "actor_name", "action", "subject", "detail")
TITLES = {"appeals": N_("Appeals"), "lines": N_("Lines"), "audit": N_("Audit trail"), "portfolio": N_("Portfolio")}


@post("/console/exports/{table:str}", include_in_schema=False)
async def begin(request: AppRequest, table: FromPath[str]) -> Redirect:
    """Begin an export, and go to where its progress is shown."""
    desk, form = desk_of(request), await form_of(request)
    suffix = form.get("format", "csv")
    if table not in TITLES or suffix not in MEDIA_TYPES:
        raise NotFoundException
    export = await _export(request, table, suffix, form.get("filters", ""))
    job = await begin_export(desk.database, export, by=staff_of(request).id, now=desk.wall.now())
    await note(request, "data.exported", table, f"{suffix} {form.get('filters', '')}".strip()[:500])
    running = asyncio.create_task(run_export(desk.database, desk.intake.files, job, export, desk.wall.now))
    desk.running.add(running)
    running.add_done_callback(desk.running.discard)
    return go("/console/jobs")


@get("/console/jobs", include_in_schema=False)
async def show_jobs(request: AppRequest) -> Response[str]:
    """Show one's jobs."""
    return console_page(request, "jobs.html", **await _jobs(request))


@get("/console/jobs/list", include_in_schema=False)
async def show_job_list(request: AppRequest) -> Response[str]:
    """Send the list of jobs alone: asked for while one is running."""
    body = frame_of(request).part("console/_jobs.html", **await _jobs(request))
    return Response(body, media_type=HTML, headers=HEADERS)


@get("/console/jobs/{job_id:str}/file", include_in_schema=False)
async def download(request: AppRequest, job_id: FromPath[str]) -> Response[bytes]:
    """Hand out what a job made."""
    desk = desk_of(request)
    job = await read_job(desk.database, job_id, staff_of(request).id)
    if job.file is None or job.media_type is None:
        raise JobUnknown(job_id)
    return file_answer(await desk.intake.files.get(job.file), job.file.rpartition("/")[2], job.media_type)


async def _jobs(request: AppRequest) -> dict[str, Any]:
    desk, language = desk_of(request), frame_of(request).language
    jobs = await read_jobs(desk.database, staff_of(request).id)
    rows = [(job, language.moment(job.asked_at, ZONE), permille(job.done, job.total or 1)) for job in jobs]
    return {"jobs": rows, "running": any(job.state == "running" for job in jobs)}


async def _export(request: AppRequest, table: str, suffix: str, filters: str) -> Export:
    desk, language = desk_of(request), frame_of(request).language
    asked = {name: values[-1] for name, values in parse_qs(filters).items()}
    more = await _TABLES[table](request, desk, asked)
    return Export(title=language.gettext(TITLES[table]), name=table, suffix=suffix, **more)  # type: ignore[arg-type]


async def _appeals(request: AppRequest, desk: Desk, asked: dict[str, str]) -> dict[str, object]:
    chosen = {name: asked.get(name, "") for name in ("state", "who", "due", "kind")}
    wanted = wanted_of(chosen, staff_of(request).id, today_of(desk))
    pages, total = _appeal_pages(desk, wanted), await count_queue(desk.database, wanted)
    return {"header": _APPEAL_HEADER, "pages": pages, "total": total}


async def _lines(_request: AppRequest, desk: Desk, _asked: dict[str, str]) -> dict[str, object]:
    return {"header": LINE_HEADER, "pages": _line_pages(desk), "total": await count_lines(desk)}


async def _audit(request: AppRequest, desk: Desk, asked: dict[str, str]) -> dict[str, object]:
    if not staff_of(request).may(Right.READ_AUDIT):
        raise CredentialMissing
    wanted = wanted_deeds(asked)
    return {
        "header": _DEED_HEADER,
        "pages": _deed_pages(desk, wanted),
        "total": await count_deeds(desk.database, wanted),
    }


async def _portfolio(_request: AppRequest, desk: Desk, _asked: dict[str, str]) -> dict[str, object]:
    rows = await portfolio_rows(desk)
    return {"header": PORTFOLIO_HEADER, "pages": _one_page(rows), "total": len(rows)}


async def _one_page(rows: Rows) -> AsyncIterator[Rows]:
    yield rows


_TABLES = {"appeals": _appeals, "lines": _lines, "audit": _audit, "portfolio": _portfolio}


async def _appeal_pages(desk: Desk, wanted: QueueFilter) -> AsyncIterator[Rows]:
    after = None
    while page := await read_queue(desk.database, wanted, after=after, limit=_PAGE):
        yield [_appeal_row(one) for one in page]
        after = page[-1].appeal.promised_on, page[-1].appeal.id


def _appeal_row(one: Queued) -> tuple[str, ...]:
    appeal, limit = one.appeal, one.appeal.effect.limit_minor
    return (
        appeal.id,
        appeal.line_id,
        one.line_name,
        appeal.against,
        appeal.state.value,
        appeal.filed_at.isoformat(),
        appeal.promised_on.isoformat(),
        str(appeal.extensions),
        one.assigned_name or "",
        appeal.outcome.value if appeal.outcome else "",
        "" if limit is None else format_minor(limit, one.currency),
        one.currency,
        appeal.decided_at.isoformat() if appeal.decided_at else "",
        "yes" if appeal.hasty else "no",
        str(one.papers),
        appeal.words,
        appeal.answer or "",
    )


async def _line_pages(desk: Desk) -> AsyncIterator[Rows]:
    after, now = "", desk.clock.now()
    while page := await read_lines(desk.database, after=after, limit=_PAGE):
        yield [line_row(at_instant(line, now), now) for line in page]
        after = page[-1].id


async def _deed_pages(desk: Desk, wanted: DeedFilter) -> AsyncIterator[Rows]:
    before = None
    while page := await read_deeds(desk.database, wanted, before=before, limit=_PAGE):
        yield [
            (
                str(deed.number),
                deed.at.isoformat(),
                deed.actor.kind,
                deed.actor.id,
                deed.actor.name,
                deed.action,
                deed.subject,
                deed.detail,
            )
            for deed in page
        ]
        before = page[-1].number


HANDLERS = [begin, show_jobs, show_job_list, download]
