"""What a message says: its type, when it happened, and `data` as the API answers it, in less than 20 kB."""

from datetime import datetime
from typing import Any

import msgspec

from creditline.store.appeals import read_appeal
from creditline.store.database import Database
from creditline.store.decision_files import read_decision, read_flag, read_offer
from creditline.store.lines import read_events_before, read_line
from creditline.store.notice_files import read_notice
from creditline.store.webhooks import Outgoing
from creditline.web.api.appeals import appeal_state
from creditline.web.api.decision_shapes import decision_answer
from creditline.web.api.flag_shapes import flag_answer, offer_answer
from creditline.web.api.notice_shapes import notice_answer
from creditline.web.api.shapes import event_answer, version_of

LARGEST = 20_000


async def content_of(database: Database, outgoing: Outgoing, now: datetime) -> str:
    """Write a message as JSON. One that would be too long names its subject only, to be read at the API."""
    data = msgspec.to_builtins(await _data(database, outgoing, now))
    text = _text(outgoing, data)
    if len(text.encode()) < LARGEST:
        return text
    return _text(outgoing, {"id": outgoing.subject, "line_id": outgoing.line_id, "shortened": True})


def _text(outgoing: Outgoing, data: Any) -> str:  # noqa: ANN401 - any JSON
    body = {"type": outgoing.type, "timestamp": outgoing.at, "data": data}
    return msgspec.json.encode(body).decode()


async def _data(database: Database, outgoing: Outgoing, now: datetime) -> object:
    currency = (await read_line(database, outgoing.line_id)).terms.currency
    subject = outgoing.subject
    match outgoing.type:
        case "limit.decided":
            return decision_answer(await read_decision(database, subject), currency)
        case "limit.offered":
            return offer_answer(await read_offer(database, subject), currency)
        case "flag.raised" | "flag.released":
            return flag_answer(await read_flag(database, subject), currency, now)
        case "appeal.updated":
            return appeal_state(await read_appeal(database, subject), currency)
        case "notice.issued":
            return notice_answer(await read_notice(database, subject))
        case _:
            return await _event(database, outgoing)


async def _event(database: Database, outgoing: Outgoing) -> object:
    version = version_of(outgoing.line_id, outgoing.subject) or 0
    found = await read_events_before(database, outgoing.line_id, before=version + 1, limit=1)
    return event_answer(found[0])
