"""The worker that sends notices by e-mail: the text, the PDF beside it, and the server's answer kept as proof."""

import asyncio
import logging
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from creditline.dates.clock import Clock
from creditline.store.database import Database, GroupRejected, StoreUnavailable
from creditline.store.notice_files import (
    Mail,
    NoticeDelivery,
    StoredNotice,
    claim_mail,
    note_delivery,
    read_notice,
    settle_mail,
)
from creditline.web.deliveries.webhook_worker import WAITS
from creditline.web.notice_pdf import notice_pdf
from creditline.web.outgoing.post_office import PostOffice, hand_over

_LOG = logging.getLogger(__name__)
_PAUSE_S = 2.0
_LEASE = timedelta(minutes=5)
_AT_ONCE = 10
_REFUSED_FOR_GOOD = range(500, 600)


async def mail_for_ever(database: Database, office: PostOffice, wall: Clock) -> None:
    """Send what is due, every two seconds, until cancelled. What goes wrong is logged and tried again."""
    while True:
        try:
            while await mail_due(database, office, wall):
                pass
        except (StoreUnavailable, GroupRejected) as failure:
            _LOG.warning("E-mails wait and are tried again: %s", failure)
        await asyncio.sleep(_PAUSE_S)


async def mail_due(database: Database, office: PostOffice, wall: Clock) -> int:
    """Send up to ten e-mails that are due, one after the other; return how many were tried."""
    now = wall.now()
    due = await claim_mail(database, now=now, until=now + _LEASE, limit=_AT_ONCE)
    for mail in due:
        await _send(database, office, mail, wall.now())
    return len(due)


async def _send(database: Database, office: PostOffice, mail: Mail, now: datetime) -> None:
    notice = await read_notice(database, mail.notice_id)
    try:
        answer = await asyncio.to_thread(lambda: hand_over(office, letter(notice, mail.address, office.sender, now)))
    except (smtplib.SMTPException, OSError) as failed:
        await _put_off(database, mail, failed, now)
    else:
        await _note(database, mail, "sent", now, answer)
        await settle_mail(database, mail, state="sent", due_at=None)


async def _put_off(database: Database, mail: Mail, failed: Exception, now: datetime) -> None:
    for_good = isinstance(failed, smtplib.SMTPResponseException) and failed.smtp_code in _REFUSED_FOR_GOOD
    last = for_good or mail.attempts >= len(WAITS)
    await _note(database, mail, "failed" if last else "deferred", now, str(failed)[:500])
    due_at = None if last else now + WAITS[mail.attempts]
    await settle_mail(database, mail, state="failed" if last else "waiting", due_at=due_at)


async def _note(database: Database, mail: Mail, what: str, now: datetime, detail: str) -> None:
    await note_delivery(
        database, NoticeDelivery(notice_id=mail.notice_id, channel="email", what=what, at=now, detail=detail)
    )


def letter(notice: StoredNotice, address: str, sender: str, at: datetime) -> EmailMessage:
    """Write a notice as an e-mail: its text in the language that binds, and the PDF."""
    text, message = notice.texts[notice.language], EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, address, text.title
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{notice.id}.{notice.sha256[:16]}@{sender.rpartition('@')[2]}>"
    rows = [f"{name}: {value}" for name, value in text.rows]
    reasons = [f"- {reason}" for reason in text.reasons]
    parts = ["\n".join(part) for part in ([text.lead], rows, reasons, text.closing, [notice.id]) if part]
    message.set_content("\n\n".join(parts))
    message.add_attachment(
        notice_pdf(notice, notice.language), maintype="application", subtype="pdf", filename=f"{notice.id}.pdf"
    )
    return message
