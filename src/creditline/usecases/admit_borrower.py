"""Letting a borrower in: the lender's app asks for a link, the link opens one session on one line."""

from datetime import datetime

from creditline.access.pass_token import LINK_LASTS, SESSION_LASTS, Pass, PassInvalid, sign, verify
from creditline.access.secret import new_id
from creditline.store.database import Database
from creditline.store.lines import read_line
from creditline.store.people import use_link


async def mint_link(database: Database, secret: bytes, line_id: str, now: datetime) -> tuple[str, Pass]:
    """Return the token of a link to the line, and what it says; raise LineUnknown."""
    await read_line(database, line_id)
    link = Pass(new_id("lnk"), "link", line_id, (now + LINK_LASTS).replace(microsecond=0))
    return sign(link, secret), link


async def redeem_link(database: Database, secret: bytes, token: str, now: datetime) -> tuple[str, Pass]:
    """Turn a link's token into a session's, once; raise PassInvalid."""
    link = verify(token, secret, use="link", now=now)
    session = Pass(link.id, "session", link.line_id, (now + SESSION_LASTS).replace(microsecond=0))
    if not await use_link(database, link, now, session.expires_at):
        raise PassInvalid
    return sign(session, secret), session
