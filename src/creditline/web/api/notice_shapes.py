"""Notices, the lender's identity and mailboxes on the wire."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from creditline.notices.lender import Lender
from creditline.notices.notice import Text
from creditline.store.notice_files import StoredNotice
from creditline.web import patterns

Said = Annotated[str, Meta(max_length=300, pattern=patterns.TEXT)]


class RowAnswer(Struct):
    """One thing that is told: its name and its value."""

    name: str
    value: str


class TextAnswer(Struct):
    """A notice's text in one language."""

    title: str
    lead: str
    rows: list[RowAnswer]
    reasons: list[str]
    closing: list[str]


class NoticeDeliveryAnswer(Struct):
    """What became of a notice by one channel: published, opened, sent, deferred or failed."""

    channel: str
    what: str
    at: datetime
    detail: str


class NoticeAnswer(Struct):
    """A notice in both languages; `language` is the one that binds. follows: the notice that announced what it tells.

    rules: which legal rules ask for it. due_on: the last day they allow. sha256: of its content.
    """

    id: str
    line_id: str
    kind: str
    subject: str
    language: str
    given_at: datetime
    due_on: date | None
    rules: list[str]
    follows: str | None
    sha256: str
    lender: str
    en: TextAnswer
    zh: TextAnswer
    deliveries: list[NoticeDeliveryAnswer]


class NoticePage(Struct):
    """Notices, the newest first, and the cursor of the next page; null at the end."""

    data: list[NoticeAnswer]
    next_cursor: str | None


class LenderIdentity(Struct, forbid_unknown_fields=True):
    """What the lender says of itself in notices. agency: who watches over equal treatment. Empty: not known."""

    name: Said = ""
    address: Said = ""
    contact: Said = ""
    agency: Said = ""
    bureau_name: Said = ""
    bureau_contact: Said = ""
    score_range: Said = ""


class MailboxRequest(Struct, forbid_unknown_fields=True):
    """Where notices go by e-mail; null: nowhere any more."""

    email: Annotated[str, Meta(max_length=254, pattern=patterns.EMAIL, examples=["shop@example.com"])] | None


class MailboxAnswer(Struct):
    """Where notices of a line go by e-mail from now on."""

    line_id: str
    email: str | None


def notice_answer(notice: StoredNotice) -> NoticeAnswer:
    """Describe a notice."""
    return NoticeAnswer(
        id=notice.id,
        line_id=notice.line_id,
        kind=notice.kind.value,
        subject=notice.subject,
        language=notice.language,
        given_at=notice.given_at,
        due_on=notice.due_on,
        rules=list(notice.rules),
        follows=notice.follows,
        sha256=notice.sha256,
        lender=notice.lender,
        en=_text(notice.texts["en"]),
        zh=_text(notice.texts["zh"]),
        deliveries=[NoticeDeliveryAnswer(each.channel, each.what, each.at, each.detail) for each in notice.deliveries],
    )


def lender_answer(lender: Lender) -> LenderIdentity:
    """Describe what the lender says of itself."""
    return LenderIdentity(**asdict(lender))


def _text(text: Text) -> TextAnswer:
    rows = [RowAnswer(name, value) for name, value in text.rows]
    return TextAnswer(text.title, text.lead, rows, list(text.reasons), list(text.closing))
