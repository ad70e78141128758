"""Appeals: reading them, and writing what happened to one inside a transaction that may hold more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import DictRow

from creditline.appeals.appeal import (
    Appeal,
    AppealEvent,
    AppealOutcome,
    By,
    Effect,
    Evidence,
    EvidenceKind,
    Happened,
    State,
)
from creditline.store.database import Database
from creditline.store.named import rows_of
from creditline.store.queries import query
from creditline.store.wire import Wire


class AppealUnknown(LookupError):
    """There is no appeal with this id."""

    code = "appeal-unknown"

    def __init__(self, appeal_id: str) -> None:
        super().__init__(f"There is no appeal '{appeal_id}'. Check the id.")


class EvidenceUnknown(LookupError):
    """The appeal has no paper with this id."""

    code = "evidence-unknown"

    def __init__(self, evidence_id: str) -> None:
        super().__init__(f"The appeal has no paper '{evidence_id}'. Check the id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which appeals to list; what is None does not matter."""

    states: tuple[State, ...] | None = None
    assigned_to: str | None = None
    unassigned: bool = False
    due_by: date | None = None
    evidence_kind: EvidenceKind | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """An appeal in a list, with what a list shows beside it."""

    appeal: Appeal
    line_name: str
    currency: str
    assigned_name: str | None
    papers: int


@dataclass(frozen=True, slots=True)
class Due:
    """An open appeal with the zone of its line and the reminders (per cent) it had."""

    appeal: Appeal
    zone: str
    reminded: frozenset[int]


async def lock_appeal(connection: Wire, appeal_id: str) -> Appeal:
    """Lock an appeal for the transaction; raise AppealUnknown."""
    row = await connection.fetchrow(query("appeals/lock"), appeal_id)
    if row is None:
        raise AppealUnknown(appeal_id)
    return _appeal(row)


async def write_event(connection: Wire, event: AppealEvent) -> None:
    """Write what happened and the appeal after it, and tell who listens."""
    if event.kind is Happened.FILED:
        await connection.execute(query("appeals/add"), *_new_row(event.after))
    else:
        await connection.execute(query("appeals/move"), *_moved_row(event.after))
    by = event.by
    await connection.execute(
        query("appeals/add_event"),
        event.after.id,
        event.after.version,
        event.kind.value,
        event.at,
        by.kind,
        by.id,
        by.name,
        event.words,
        event.detail,
        event.key,
        event.fingerprint,
    )
    await connection.execute(query("appeals/say"), f"{event.after.id}:{event.after.version}")


async def write_evidence(connection: Wire, papers: list[Evidence]) -> None:
    """Write what was sent in."""
    for paper in papers:
        await connection.execute(
            query("appeals/add_evidence"),
            paper.id,
            paper.appeal_id,
            paper.kind.value,
            paper.file_name,
            paper.media_type,
            paper.size_bytes,
            paper.sha256,
            paper.received_at,
            paper.valid_until,
        )


async def write_label(connection: Wire, event: AppealEvent, label: str) -> None:
    """Write what the outcome says of the decision that was appealed."""
    appeal = event.after
    named = (appeal.against, appeal.line_id, label, appeal.id)
    await connection.execute(query("appeals/add_label"), *named, event.at, event.by.id)


async def read_appeal(database: Database, appeal_id: str) -> Appeal:
    """Return an appeal; raise AppealUnknown."""
    rows = await rows_of(database, "appeals/one", appeal_id=appeal_id)
    if not rows:
        raise AppealUnknown(appeal_id)
    return _appeal(rows[0])


async def read_appeals_of(database: Database, line_id: str) -> list[Appeal]:
    """Return the last hundred appeals of a line, newest first."""
    return [_appeal(row) for row in await rows_of(database, "appeals/of_line", line_id=line_id)]


async def read_appeal_against(database: Database, line_id: str, against: str) -> Appeal | None:
    """Return the newest appeal of a line against a decision; None if there is none."""
    rows = await rows_of(database, "appeals/against", line_id=line_id, against=against)
    return _appeal(rows[0]) if rows else None


async def read_first_answer(database: Database, key: str) -> tuple[str, bytes] | None:
    """Return which appeal an idempotency key was used for, and the fingerprint it was used with."""
    rows = await rows_of(database, "appeals/event_by_key", key=key)
    return (rows[0]["appeal_id"], bytes(rows[0]["fingerprint"])) if rows else None


async def read_timeline(database: Database, appeal_id: str) -> list[AppealEvent]:
    """Return what happened to an appeal, oldest first; `after` is the appeal as it is now in each."""
    appeal = await read_appeal(database, appeal_id)
    return [_event(row, appeal) for row in await rows_of(database, "appeals/timeline", appeal_id=appeal_id)]


async def read_evidence(database: Database, appeal_id: str) -> list[Evidence]:
    """Return what was sent in for an appeal, oldest first."""
    return [_evidence(row) for row in await rows_of(database, "appeals/evidence", appeal_id=appeal_id)]


async def read_paper(database: Database, appeal_id: str, evidence_id: str) -> Evidence:
    """Return one paper of an appeal; raise EvidenceUnknown."""
    rows = await rows_of(database, "appeals/one_evidence", appeal_id=appeal_id, evidence_id=evidence_id)
    if not rows:
        raise EvidenceUnknown(evidence_id)
    return _evidence(rows[0])


async def note_look(database: Database, appeal_id: str, staff_id: str, looked_at: datetime) -> None:
    """Note that somebody has an appeal on the screen, the first time they do; `looked_at` is the real time."""
    async with database.reader() as connection:
        parameters = {"appeal_id": appeal_id, "staff_id": staff_id, "looked_at": looked_at}
        await connection.execute(query("appeals/look"), parameters)


async def read_look(database: Database, appeal_id: str, staff_id: str) -> datetime | None:
    """Return when somebody first had an appeal on the screen; None if never."""
    rows = await rows_of(database, "appeals/looked_at", appeal_id=appeal_id, staff_id=staff_id)
    return rows[0]["looked_at"] if rows else None


async def read_queue(
    database: Database, wanted: QueueFilter, *, after: tuple[date, str] | None = None, limit: int
) -> list[Queued]:
    """Return up to `limit` appeals, the most urgent first, from just after (promised day, id)."""
    after_on, after_id = after or (None, None)
    rows = await rows_of(
        database, "appeals/queue", **_wanted(wanted), after_on=after_on, after_id=after_id, limit=limit
    )
    return [
        Queued(_appeal(row), row["line_name"], row["currency"], row["assigned_name"], row["papers"]) for row in rows
    ]


async def count_queue(database: Database, wanted: QueueFilter) -> int:
    """Return how many appeals there are."""
    return int((await rows_of(database, "appeals/count_queue", **_wanted(wanted)))[0]["found"])


async def read_due(database: Database, *, after: str, limit: int) -> list[Due]:
    """Return up to `limit` open appeals in the order of their ids, from just after `after`."""
    rows = await rows_of(database, "appeals/open", after=after, limit=limit)
    return [Due(_appeal(row), row["zone"], frozenset(int(detail) for detail in row["reminded"])) for row in rows]


def _wanted(wanted: QueueFilter) -> dict[str, object]:
    return {
        "states": None if wanted.states is None else [state.value for state in wanted.states],
        "assigned_to": wanted.assigned_to,
        "unassigned": wanted.unassigned,
        "due_by": wanted.due_by,
        "evidence_kind": wanted.evidence_kind,
    }


def _new_row(appeal: Appeal) -> tuple[object, ...]:
    return (
        appeal.id,
        appeal.line_id,
        appeal.against,
        appeal.state.value,
        appeal.words,
        appeal.filed_at,
        appeal.filed_by,
        appeal.rule,
        appeal.promised_on,
        appeal.version,
    )


def _moved_row(appeal: Appeal) -> tuple[object, ...]:
    return (
        appeal.id,
        appeal.state.value,
        appeal.promised_on,
        appeal.extensions,
        appeal.more_by,
        appeal.assigned_to,
        appeal.outcome,
        appeal.answer,
        appeal.effect.limit_minor,
        list(appeal.effect.releases),
        appeal.proposed_by,
        appeal.approved_by,
        appeal.decided_at,
        appeal.hasty,
        appeal.version,
    )


def _appeal(row: Any) -> Appeal:  # noqa: ANN401 - a row of either driver
    return Appeal(
        id=row["id"],
        line_id=row["line_id"],
        against=row["against"],
        state=State(row["state"]),
        words=row["words"],
        filed_at=row["filed_at"],
        filed_by=row["filed_by"],
        rule=row["rule"],
        promised_on=row["promised_on"],
        extensions=row["extensions"],
        more_by=row["more_by"],
        assigned_to=row["assigned_to"],
        outcome=None if row["outcome"] is None else AppealOutcome(row["outcome"]),
        answer=row["answer"],
        effect=Effect(row["effect_limit_minor"], tuple(row["effect_releases"])),
        proposed_by=row["proposed_by"],
        approved_by=row["approved_by"],
        decided_at=row["decided_at"],
        hasty=row["hasty"],
        version=row["version"],
    )


def _event(row: DictRow, appeal: Appeal) -> AppealEvent:
    return AppealEvent(
        kind=Happened(row["kind"]),
        at=row["at"],
        by=By(row["actor_kind"], row["actor_id"], row["actor_name"]),
        after=appeal,
        words=row["words"],
        detail=row["detail"],
        key=row["key"],
        fingerprint=row["fingerprint"],
    )


def _evidence(row: DictRow) -> Evidence:
    return Evidence(
        id=row["id"],
        appeal_id=row["appeal_id"],
        kind=EvidenceKind(row["kind"]),
        file_name=row["file_name"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        sha256=bytes(row["sha256"]),
        received_at=row["received_at"],
        valid_until=row["valid_until"],
    )
