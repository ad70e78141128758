"""The notice of a flag: what is held, why, how it is cleared and by when; and that it was let go."""

from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.decisions.flags import Flag, FlagState, remedy_of
from creditline.law.notices import notices_for
from creditline.law.pack import Law
from creditline.lines.line import Line
from creditline.notices.lender import Lender
from creditline.notices.notice import Both, Kind, Notice, notice_id
from creditline.notices.plain import plain_notice
from creditline.notices.render import render
from creditline.notices.wording import DESK, PAPERS
from creditline.notices.written import amount, day, instant, language_for, same

_ENDED = frozenset({FlagState.CLEARED, FlagState.LAPSED})


def notice_of_flag(flag: Flag, held_minor: int, line: Line, law: Law, lender: Lender) -> Notice:
    """Return the notice of a flag that was raised; raise FieldsMissing, WordsForbidden, the law's FactMissing."""
    owed = notices_for(law, "hold", {})
    remedy = remedy_of(flag.kind)
    fields: dict[str, Both] = {
        "amount_held": amount(held_minor, line.terms.currency),
        "deadline": instant(flag.deadline_at, line.terms.zone),
        "remedy": (remedy.en, remedy.zh),
        "papers": _papers(remedy.papers),
        "contact": same(lender.contact) if lender.contact else DESK,
    }
    return Notice(
        id=notice_id(flag.id),
        line_id=line.id,
        kind=Kind.MONEY_HELD,
        subject=flag.id,
        rules=tuple(notice.rule_id for notice in owed),
        due_on=None,
        language=language_for(line.terms.currency),
        channel="durable",
        given_at=flag.raised_at,
        lender=lender.name,
        texts=render(
            Kind.MONEY_HELD,
            fields,
            required={field for notice in owed for field in notice.fields},
            reasons=[(flag.reason.en, flag.reason.zh)],
        ),
    )


def notice_of_release(flag: Flag, held_minor: int, line: Line, lender: Lender, at: datetime) -> Notice | None:
    """Return the notice that what a flag held was let go; None if it was not, or is held anew."""
    if flag.state not in _ENDED:
        return None
    fields = {
        "amount_held": amount(held_minor, line.terms.currency),
        "since": day(business_date(flag.closed_at or at, line.terms.zone)),
    }
    texts = render(Kind.HOLD_ENDED, fields)
    return plain_notice(Kind.HOLD_ENDED, flag.id, line, texts, at=at, lender=lender.name, named=f"{flag.id}_ended")


def _papers(names: tuple[str, ...]) -> Both:
    known = [PAPERS.get(name, (name, name)) for name in names]
    return ", ".join(en for en, _ in known), "、".join(zh for _, zh in known)
