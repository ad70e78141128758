"""A proof as a job: it takes longer than a page may, and says how far it is."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from creditline.access.secret import new_id
from creditline.store.database import Database, StoreUnavailable
from creditline.store.files import Files
from creditline.store.jobs import Job, add_job, end_job, note_progress, read_jobs
from creditline.usecases.prove_policy import ToProve, certify, questions_in

_LOG = logging.getLogger(__name__)
KIND = "proof"
_JSON = "application/json"
_LONGEST = timedelta(minutes=30)


async def begin_proof(database: Database, wanted: ToProve, title: str, *, by: str, now: datetime) -> Job:
    """Note the job of a proof that is about to run; raise PolicyVersionUnknown, CardUnknown."""
    total = await questions_in(database, wanted)
    job = Job(id=new_id("job"), kind=KIND, title=title, asked_by=by, asked_at=now, total=total)
    await add_job(database, job)
    return job


async def running_proof(database: Database, title: str, *, by: str, now: datetime) -> Job | None:
    """Return somebody's latest proof with this title while it runs or if it failed; None otherwise.

    One that has run for half an hour ended with its server, and counts as failed.
    """
    proofs = (job for job in await read_jobs(database, by) if job.kind == KIND and job.title == title)
    latest = next(proofs, None)
    if latest is None or latest.state == "done":
        return None
    return replace(latest, state="failed") if now - latest.asked_at > _LONGEST else latest


async def run_proof(
    database: Database,
    files: Files,
    job: Job,
    wanted: ToProve,
    *,
    by: str,
    at: datetime,
    now: Callable[[], datetime],
) -> None:
    """Prove, keep the certificate, and note how the job ended, whatever happens. by, at: for the certificate."""
    loop = asyncio.get_running_loop()

    def asked(done: int) -> None:
        noting = asyncio.run_coroutine_threadsafe(note_progress(database, job.id, done), loop)
        with suppress(StoreUnavailable, CancelledError):
            noting.result()

    try:
        certificate = await certify(database, wanted, by=by, at=at, asked=asked)
        path = f"proofs/{job.id}/certificate.json"
        await files.put(path, certificate.content.encode())
        ended = replace(job, state="done", done=job.total, file=path, media_type=_JSON)
    except Exception as failed:  # noqa: BLE001 - the job's row must say so, whatever it was
        _LOG.exception("The proof %s failed.", job.id)
        ended = replace(job, state="failed", error=str(failed))
    await end_job(database, replace(ended, ended_at=now()))
