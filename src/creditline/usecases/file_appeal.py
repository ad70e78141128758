"""Filing an appeal, sending more for it, withdrawing it: what the borrower does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from creditline.access.secret import new_id
from creditline.appeals.appeal import Appeal, AppealEvent, By, Evidence, EvidenceKind
from creditline.appeals.filing import file_appeal as filed
from creditline.appeals.filing import send_more as more_sent
from creditline.appeals.filing import withdraw as withdrawn
from creditline.appeals.promise import AppealRules, Calendar, valid_until
from creditline.dates.business_date import business_date
from creditline.lines.line import Line
from creditline.store.appeals import (
    lock_appeal,
    read_appeal,
    read_appeal_against,
    read_first_answer,
    write_event,
    write_evidence,
)
from creditline.store.database import Database, GroupRejected
from creditline.store.files import Files
from creditline.store.groups import transaction, writing
from creditline.store.lines import read_events_before, read_line
from creditline.store.wire import Wire
from creditline.usecases.sequence import KeyReused

MOST_PAPERS = 20
_SUBJECT = re.compile(r"(dec|flag|evt)_[0-9a-z_]{1,60}")


class AppealOpen(ValueError):
    """One decision has one open appeal."""

    code = "appeal-open"

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(f"There is an open appeal against this already: {appeal.id}. Add to it what is new.")
        self.appeal_id = appeal.id


class NothingToAppeal(LookupError):
    """An appeal is against something that happened on the line."""

    code = "nothing-to-appeal"

    def __init__(self, against: str) -> None:
        super().__init__(f"Nothing on this line has the id '{against}'. Give the id of a decision, flag or event.")


class TooManyPapers(ValueError):
    """An appeal takes so many papers and no more."""

    code = "too-many-papers"

    def __init__(self) -> None:
        super().__init__(f"An appeal takes {MOST_PAPERS} files. Put several pages into one PDF.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was sent in and found to be what it may be."""

    kind: EvidenceKind
    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a borrower files. against: the id of a decision, a flag, or an event of the line."""

    line_id: str
    against: str
    words: str
    rule: str = "complaint"
    papers: Sequence[Paper] = ()
    key: str | None = None
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What is added to an appeal."""

    words: str = ""
    papers: Sequence[Paper] = ()
    key: str | None = None
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class AppealReceipt:
    """The answer: the appeal as it stands, and whether it had been filed before under the same key."""

    appeal: Appeal
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Where appeals go: the database, the place for files, the lender's rules, and the calendar of rest days."""

    database: Database
    files: Files
    rules: AppealRules
    calendar: Calendar


async def file_appeal(intake: Intake, filing: Filing, *, by: By, now: datetime) -> AppealReceipt:
    """File an appeal with its papers, once for each key.

    Raises LineUnknown, NothingToAppeal, AppealOpen, OwnWordsMissing, TooManyPapers, KeyReused, FilesUnavailable.
    """
    seen = await _seen(intake.database, filing)
    if seen is not None:
        return seen
    line = await read_line(intake.database, filing.line_id)
    await _check_subject(intake.database, filing)
    event = _filed(intake, line, filing, by, now)
    papers = await _keep(intake, event.after, filing.papers, now, line)
    try:
        await _write(intake.database, event, papers)
    except GroupRejected as rejected:
        return await _collided(intake.database, filing, rejected)
    return AppealReceipt(event.after)


async def send_more(intake: Intake, appeal_id: str, more: More, *, by: By, now: datetime) -> AppealReceipt:
    """Add words or papers to an appeal, once for each key.

    Raises AppealUnknown, AppealSettled, TooManyPapers, KeyReused, FilesUnavailable.
    """
    seen = await _seen(intake.database, more)
    if seen is not None:
        return seen
    appeal = await read_appeal(intake.database, appeal_id)
    line = await read_line(intake.database, appeal.line_id)
    more_sent(appeal, words=more.words, by=by, at=now)  # refuses before anything is kept
    kept = await _keep(intake, appeal, more.papers, now, line)
    async with writing(intake.database) as connection, transaction(connection):
        event = more_sent(await lock_appeal(connection, appeal_id), words=more.words, by=by, at=now)
        event = replace(event, detail=str(len(kept)) if kept else None, key=more.key, fingerprint=more.fingerprint)
        await _write_all(connection, event, kept)
    return AppealReceipt(event.after)


async def withdraw_appeal(database: Database, appeal_id: str, *, by: By, now: datetime) -> Appeal:
    """Take an appeal back. Raises AppealUnknown, AppealSettled."""
    async with writing(database) as connection, transaction(connection):
        event = withdrawn(await lock_appeal(connection, appeal_id), by=by, at=now)
        await write_event(connection, event)
    return event.after


def path_of(paper: Evidence) -> str:
    """Return where the content of a paper is kept."""
    return f"evidence/{paper.appeal_id}/{paper.id}"


async def _seen(database: Database, filing: Filing | More) -> AppealReceipt | None:
    found = await read_first_answer(database, filing.key) if filing.key else None
    if found is None:
        return None
    appeal_id, fingerprint = found
    if fingerprint != filing.fingerprint:
        raise KeyReused(filing.key or "")
    return AppealReceipt(await read_appeal(database, appeal_id), replayed=True)


async def _check_subject(database: Database, filing: Filing) -> None:
    """Raise NothingToAppeal for an event that the line does not have, AppealOpen where one is open."""
    if not _SUBJECT.fullmatch(filing.against):
        raise NothingToAppeal(filing.against)
    line_name, _, version = filing.against.removeprefix("evt_").rpartition("_")
    if filing.against.startswith("evt_"):
        events = await _events_at(database, filing.line_id, version)
        if f"line_{line_name}" != filing.line_id or not events:
            raise NothingToAppeal(filing.against)
    earlier = await read_appeal_against(database, filing.line_id, filing.against)
    if earlier is not None and not earlier.settled:
        raise AppealOpen(earlier)


async def _events_at(database: Database, line_id: str, version: str) -> bool:
    number = int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else 0  # noqa: PLR2004 - int4
    events = await read_events_before(database, line_id, before=number + 1, limit=1)
    return bool(events) and events[0].version == number


def _filed(intake: Intake, line: Line, filing: Filing, by: By, now: datetime) -> AppealEvent:
    event = filed(
        appeal_id=new_id("app"),
        line_id=line.id,
        against=filing.against,
        words=filing.words,
        rule=filing.rule,
        by=by,
        at=now,
        on=business_date(now, line.terms.zone),
        rules=intake.rules,
        calendar=intake.calendar,
    )
    return replace(event, key=filing.key, fingerprint=filing.fingerprint)


async def _keep(intake: Intake, appeal: Appeal, papers: Sequence[Paper], now: datetime, line: Line) -> list[Evidence]:
    """Keep the files first: a paper that the database names is there."""
    if len(papers) > MOST_PAPERS:
        raise TooManyPapers
    on, kept = business_date(now, line.terms.zone), []
    for paper in papers:
        evidence = Evidence(
            id=new_id("evi"),
            appeal_id=appeal.id,
            kind=paper.kind,
            file_name=paper.file_name,
            media_type=paper.media_type,
            size_bytes=len(paper.content),
            sha256=sha256(paper.content).digest(),
            received_at=now,
            valid_until=valid_until(paper.kind, on, intake.rules),
        )
        await intake.files.put(path_of(evidence), paper.content)
        kept.append(evidence)
    return kept


async def _write(database: Database, event: AppealEvent, papers: list[Evidence]) -> None:
    async with writing(database) as connection, transaction(connection):
        await _write_all(connection, event, papers)


async def _write_all(connection: Wire, event: AppealEvent, papers: list[Evidence]) -> None:
    await write_event(connection, event)
    await write_evidence(connection, papers)


async def _collided(database: Database, filing: Filing, rejected: GroupRejected) -> AppealReceipt:
    """Find what another request wrote at the same time: the same appeal, or one against the same decision."""
    seen = await _seen(database, filing)
    if seen is not None:
        return seen
    other = await read_appeal_against(database, filing.line_id, filing.against)
    if other is not None:
        raise AppealOpen(other) from rejected
    raise rejected
