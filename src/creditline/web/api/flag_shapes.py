"""Flags and offers on the wire."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from creditline.decisions.flags import lapse, remedy_of
from creditline.money.amount import format_minor
from creditline.store.decisions import StoredFlag, StoredOffer
from creditline.web import patterns
from creditline.web.api.decision_shapes import ReasonAnswer

Words = Annotated[str, Meta(max_length=500, pattern=patterns.TEXT)]


class ClearRequest(Struct, forbid_unknown_fields=True):
    """Who clears a flag, and why."""

    by: Annotated[str, Meta(min_length=1, max_length=120, pattern=patterns.TEXT)]
    words: Words = ""


class RenewRequest(Struct, forbid_unknown_fields=True):
    """Who renews a flag, why, and for how many hours."""

    by: Annotated[str, Meta(min_length=1, max_length=120, pattern=patterns.TEXT)]
    words: Words
    hours: Annotated[int, Meta(ge=1, le=240)] = 24


class FlagAnswer(Struct):
    """A doubt about a repayment: what is held, why, how to clear it, with which papers, and until when."""

    id: str
    line_id: str
    event_version: int
    kind: str
    state: str
    doubt: str
    reason: ReasonAnswer
    remedy_en: str
    remedy_zh: str
    papers: list[str]
    contact: str
    raised_at: datetime
    deadline_at: datetime
    hold_version: int | None
    closed_at: datetime | None
    closed_by: str | None
    words: str | None


class FlagPage(Struct):
    """Flags in the order of their ids, and the cursor of the next page; null at the end."""

    data: list[FlagAnswer]
    next_cursor: str | None


class OfferAnswer(Struct):
    """A higher limit that may be accepted until a day ends."""

    id: str
    line_id: str
    decision_id: str
    limit: str
    made_at: datetime
    expires_on: date
    state: str


class OfferPage(Struct):
    """Offers of a line, the newest first."""

    data: list[OfferAnswer]


def flag_answer(stored: StoredFlag, currency: str, now: datetime) -> FlagAnswer:
    """Describe a flag as it stands now."""
    flag, remedy = lapse(stored.flag, at=now), remedy_of(stored.flag.kind)
    return FlagAnswer(
        id=flag.id,
        line_id=flag.line_id,
        event_version=flag.version,
        kind=flag.kind,
        state=flag.state.value,
        doubt=format_minor(flag.doubt_minor, currency),
        reason=ReasonAnswer(flag.reason.code, flag.reason.stage, flag.reason.en, flag.reason.zh),
        remedy_en=remedy.en,
        remedy_zh=remedy.zh,
        papers=list(remedy.papers),
        contact="lender",
        raised_at=flag.raised_at,
        deadline_at=flag.deadline_at,
        hold_version=stored.hold_version,
        closed_at=flag.closed_at,
        closed_by=flag.closed_by,
        words=flag.words,
    )


def offer_answer(offer: StoredOffer, currency: str) -> OfferAnswer:
    """Describe an offer."""
    return OfferAnswer(
        id=offer.id,
        line_id=offer.line_id,
        decision_id=offer.decision_id,
        limit=format_minor(offer.limit_minor, currency),
        made_at=offer.made_at,
        expires_on=offer.expires_on,
        state=offer.state,
    )
