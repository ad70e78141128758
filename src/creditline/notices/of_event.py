"""Notices of what happened without a decision: a limit lowered by hand, a repayment that came back, relief."""

from creditline.dates.business_date import business_date
from creditline.decisions.wording import text_faults
from creditline.lines.event import Event, EventKind
from creditline.notices.notice import Both, Kind, Notice
from creditline.notices.plain import plain_notice
from creditline.notices.render import render
from creditline.notices.wording import DESK
from creditline.notices.written import amount, day, same

DECIDES = "decision"
"""The actor of a limit that a decision changed; its reason is then the decision's id."""

_NO_REASON: Both = (
    "No reason that can be told was recorded. You may ask for one, and for another look.",
    "未记录可告知的原因。您可以要求说明原因并申请复核。",
)
_LAPSED: Both = (
    "History was put in order, and this limit counts from then on again.",
    "业务记录按时间顺序重新整理后，此额度重新生效。",
)


def notice_of_event(event: Event) -> Notice | None:
    """Return the notice that an event owes by itself; None if it owes none. A decision gives its own."""
    if not event.accepted:
        return None
    if lowers(event) and (event.actor != DECIDES or event.replays is not None):
        return _lowered(event)
    if event.kind is EventKind.REPAYMENT_RETURNED and event.replays is None:
        fields = {"amount": amount(event.amount_minor, event.after.terms.currency)}
        return _notice(event, Kind.REPAYMENT_RETURNED, fields, [])
    if event.kind is EventKind.PLAN_STARTED and event.replays is None:
        return _notice(event, Kind.RELIEF_STARTED, {}, [])
    return None


def lowers(event: Event) -> bool:
    """Whether an event takes limit away."""
    before, after = event.limit_before_minor, event.after.limit_minor
    return event.kind is EventKind.LIMIT_CHANGED and event.accepted and before is not None and (after or 0) < before


def _lowered(event: Event) -> Notice:
    currency = event.after.terms.currency
    fields = {
        "old_limit": amount(event.limit_before_minor, currency),
        "new_limit": amount(event.after.limit_minor, currency),
        "contact": DESK,
    }
    return _notice(event, Kind.LIMIT_LOWERED, fields, [_reason(event)])


def _reason(event: Event) -> Both:
    if event.actor == DECIDES:
        return _LAPSED
    told = event.reason or ""
    return same(told) if told and not text_faults(told) else _NO_REASON


def _notice(event: Event, kind: Kind, fields: dict[str, Both], reasons: list[Both]) -> Notice:
    on = business_date(event.effective_at, event.after.terms.zone)
    texts = render(kind, {"since": day(on), **fields}, reasons=reasons)
    return plain_notice(kind, _subject(event), event.after, texts, at=event.booked_at)


def _subject(event: Event) -> str:
    if event.kind is EventKind.LIMIT_CHANGED and event.actor == DECIDES:
        return event.reason or ""
    return f"evt_{event.line_id.removeprefix('line_')}_{event.origin}"
