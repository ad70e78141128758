"""Exports: a table read page by page into a file, with a job that says how far it is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from creditline.access.secret import new_id
from creditline.store.database import Database
from creditline.store.files import Files
from creditline.store.jobs import Job, add_job, end_job, note_progress
from creditline.store.tables import MEDIA_TYPES, write_csv, write_parquet, write_xlsx

_LOG = logging.getLogger(__name__)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What to export: a title, the header, the rows page by page, how many there will be, and the file's format."""

    title: str
    name: str
    header: Sequence[str]
    pages: AsyncIterator[Rows]
    total: int
    suffix: str


async def begin_export(database: Database, export: Export, *, by: str, now: datetime) -> Job:
    """Note the job of an export that is about to run."""
    job = Job(id=new_id("job"), kind="export", title=export.title, asked_by=by, asked_at=now, total=export.total)
    await add_job(database, job)
    return job


async def run_export(database: Database, files: Files, job: Job, export: Export, now: Callable[[], datetime]) -> None:
    """Write the file and note how the job ended, whatever happens."""
    try:
        ended = await _export(database, files, job, export)
    except Exception as failed:  # noqa: BLE001 - the job's row must say so, whatever it was
        _LOG.exception("The export %s failed.", job.id)
        ended = replace(job, state="failed", error=str(failed))
    await end_job(database, replace(ended, ended_at=now()))


async def _export(database: Database, files: Files, job: Job, export: Export) -> Job:
    with TemporaryDirectory(prefix="creditline-export-") as scratch:
        table = Path(scratch, "table.csv")
        await asyncio.to_thread(write_csv, table, [export.header])
        done = 0
        async for rows in export.pages:
            await asyncio.to_thread(write_csv, table, rows)
            done += len(rows)
            await note_progress(database, job.id, done)
        made = await asyncio.to_thread(_made, table, export)
        path = f"exports/{job.id}/{export.name}.{export.suffix}"
        await files.put(path, await asyncio.to_thread(made.read_bytes))
    return replace(job, state="done", done=done, file=path, media_type=MEDIA_TYPES[export.suffix])


def _made(table: Path, export: Export) -> Path:
    target = table.with_suffix(f".{export.suffix}")
    if export.suffix == "parquet":
        write_parquet(table, target)
    if export.suffix == "xlsx":
        write_xlsx(table, target, export.name)
    return target
