"""Notices and the proof of their delivery, what a lender says of itself, and e-mails that wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import DictRow

from creditline.decisions.proof_of_income import Reminder
from creditline.notices.lender import Lender, lender_of, lender_text
from creditline.notices.notice import Kind, Notice, Text, texts_of
from creditline.store.database import Database
from creditline.store.named import rows_of, run
from creditline.store.wire import execute_rows


class NoticeUnknown(LookupError):
    """There is no notice with this id."""

    code = "notice-unknown"

    def __init__(self, notice_id: str) -> None:
        super().__init__(f"There is no notice '{notice_id}'. Notices are listed at /v1/notices.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDelivery:
    """What became of a notice by one channel: published, opened, sent, deferred or failed."""

    notice_id: str
    channel: str
    what: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """A notice as it was given, with its place in the order of all and the proof of its delivery.

    zone: where its line is kept, as an IANA name.
    """

    number: int
    id: str
    line_id: str
    kind: Kind
    subject: str
    rules: tuple[str, ...]
    due_on: date | None
    language: str
    given_at: datetime
    follows: str | None
    sha256: str
    lender: str
    texts: dict[str, Text]
    deliveries: tuple[NoticeDelivery, ...] = ()
    line_name: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail that is due; attempts: how often it was tried."""

    notice_id: str
    address: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRunsOut:
    """A proof of income of which a reminder is due, at the age of `turn` days; subject: what the notice is about."""

    line_id: str
    turn: int
    subject: str


def notice_writes(notices: Iterable[Notice]) -> bytes:
    """Return the message that writes notices; one that is there already stays as it was given."""
    return execute_rows("notices/add", list(map(_row, notices)))


async def read_proofs_running_out(database: Database, policy_id: str, due: Sequence[Reminder]) -> list[ProofRunsOut]:
    """Return the lines of a policy that are to be reminded of their proof of income and were not yet."""
    rows = await rows_of(
        database,
        "notices/proofs_running_out",
        policy_id=policy_id,
        turns=[one.turn for one in due],
        days=[one.days_before for one in due],
        first=[one.first for one in due],
        last=[one.last for one in due],
    )
    return [ProofRunsOut(**row) for row in rows]


async def read_notice(database: Database, notice_id: str) -> StoredNotice:
    """Return a notice; raise NoticeUnknown."""
    found = await _with_deliveries(database, await rows_of(database, "notices/one", id=notice_id))
    if not found:
        raise NoticeUnknown(notice_id)
    return found[0]


async def read_notices(
    database: Database, *, line_id: str | None, before: int | None = None, limit: int
) -> list[StoredNotice]:
    """Return up to `limit` notices, of one line or of all, the newest first, from before a number."""
    return await _with_deliveries(
        database, await rows_of(database, "notices/page", line_id=line_id, before=before, limit=limit)
    )


async def note_delivery(database: Database, delivery: NoticeDelivery) -> None:
    """Note what became of a notice."""
    await run(database, "notices/note_delivery", **{name: getattr(delivery, name) for name in NoticeDelivery.__slots__})


async def set_lender(database: Database, lender: Lender, *, at: datetime, by: str) -> None:
    """Set what the lender says of itself in notices from now on."""
    await run(database, "notices/set_lender", content=lender_text(lender), set_at=at, set_by=by)


async def read_lender(database: Database) -> Lender:
    """Return what the lender says of itself."""
    rows = await rows_of(database, "notices/lender")
    return lender_of(rows[0]["content"] if rows else None)


async def set_mailbox(database: Database, line_id: str, address: str | None, *, at: datetime, by: str) -> None:
    """Set where notices of a line go by e-mail; None: nowhere."""
    await run(database, "notices/set_mailbox", line_id=line_id, address=address, set_at=at, set_by=by)


async def claim_mail(database: Database, *, now: datetime, until: datetime, limit: int) -> list[Mail]:
    """Claim e-mails that are due until an instant; after it somebody else may."""
    rows = await rows_of(database, "notices/claim_mail", now=now, until=until, limit=limit)
    return [Mail(row["notice_id"], row["address"], row["attempts"]) for row in rows]


async def settle_mail(database: Database, mail: Mail, *, state: str, due_at: datetime | None) -> None:
    """Note how an attempt ended: the e-mail is sent, failed, or waiting until `due_at`."""
    await run(database, "notices/settle_mail", notice_id=mail.notice_id, state=state, due_at=due_at)


def _row(notice: Notice) -> tuple[Any, ...]:
    return (
        notice.id,
        notice.line_id,
        notice.kind.value,
        notice.subject,
        " ".join(notice.rules),
        notice.due_on,
        notice.language,
        notice.channel,
        notice.given_at,
        notice.follows,
        notice.content,
        notice.sha256,
    )


async def _with_deliveries(database: Database, rows: Sequence[DictRow]) -> list[StoredNotice]:
    found = await rows_of(database, "notices/deliveries", ids=[row["id"] for row in rows]) if rows else []
    deliveries: dict[str, list[NoticeDelivery]] = {}
    for row in found:
        delivery = NoticeDelivery(**{name: row[name] for name in NoticeDelivery.__slots__})
        deliveries.setdefault(delivery.notice_id, []).append(delivery)
    return [_stored(row, tuple(deliveries.get(row["id"], ()))) for row in rows]


def _stored(row: DictRow, deliveries: tuple[NoticeDelivery, ...]) -> StoredNotice:
    lender, texts = texts_of(row["content"])
    return StoredNotice(
        number=row["number"],
        id=row["id"],
        line_id=row["line_id"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        rules=tuple(row["rules"]),
        due_on=row["due_on"],
        language=row["language"],
        given_at=row["given_at"],
        follows=row["follows"],
        sha256=row["sha256"],
        lender=lender,
        texts=texts,
        deliveries=deliveries,
        line_name=row["line_name"],
        zone=row["zone"],
    )
