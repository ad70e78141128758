"""Jobs: work that takes longer than a page may, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import DictRow

from creditline.store.database import Database, fetch_all
from creditline.store.named import run
from creditline.store.queries import query


class JobUnknown(LookupError):
    """There is no job of yours with this id."""

    code = "job-unknown"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"There is no job '{job_id}' of yours. Your jobs are listed under Jobs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job and how far it is: `done` of `total`. file: where its result is kept, once there is one."""

    id: str
    kind: str
    title: str
    asked_by: str
    asked_at: datetime
    total: int
    state: str = "running"
    done: int = 0
    file: str | None = None
    media_type: str | None = None
    error: str | None = None
    ended_at: datetime | None = None


async def add_job(database: Database, job: Job) -> None:
    """Add a job that begins to run."""
    await run(
        database,
        "jobs/add",
        id=job.id,
        kind=job.kind,
        title=job.title,
        asked_by=job.asked_by,
        asked_at=job.asked_at,
        total=job.total,
    )


async def note_progress(database: Database, job_id: str, done: int) -> None:
    """Note how far a job is."""
    await run(database, "jobs/progress", id=job_id, done=done)


async def end_job(database: Database, job: Job) -> None:
    """Note how a job ended."""
    await run(
        database,
        "jobs/end",
        id=job.id,
        state=job.state,
        done=job.done,
        file=job.file,
        media_type=job.media_type,
        error=job.error,
        ended_at=job.ended_at,
    )


async def read_jobs(database: Database, asked_by: str) -> list[Job]:
    """Return the last fifty jobs of somebody, newest first."""
    async with database.reader() as connection:
        return [_job(row) for row in await fetch_all(connection, query("jobs/page"), {"asked_by": asked_by})]


async def read_job(database: Database, job_id: str, asked_by: str) -> Job:
    """Return a job of somebody; raise JobUnknown."""
    async with database.reader() as connection:
        rows = await fetch_all(connection, query("jobs/one"), {"id": job_id, "asked_by": asked_by})
    if not rows:
        raise JobUnknown(job_id)
    return _job(rows[0])


def _job(row: DictRow) -> Job:
    return Job(**row)
