"""The notice that an appeal was decided, in the words of the person who decided."""

from dataclasses import dataclass
from datetime import datetime

from creditline.dates.business_date import business_date
from creditline.lines.line import Line
from creditline.notices.notice import Both, Kind, Notice
from creditline.notices.plain import plain_notice
from creditline.notices.render import render
from creditline.notices.wording import OUTCOMES
from creditline.notices.written import amount, day, same


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided:
    """What is told of an appeal; limit_minor: the limit that it led to, if it changed."""

    appeal_id: str
    filed_at: datetime
    decided_at: datetime
    outcome: str
    answer: str
    limit_minor: int | None


def notice_of_appeal(decided: AppealDecided, line: Line) -> Notice:
    """Return the notice of a decided appeal; raise WordsForbidden."""
    zone = line.terms.zone
    fields: dict[str, Both] = {
        "filed": day(business_date(decided.filed_at, zone)),
        "since": day(business_date(decided.decided_at, zone)),
        "outcome": OUTCOMES[decided.outcome],
        "answer": same(decided.answer),
    }
    if decided.limit_minor is not None:
        fields["new_limit"] = amount(decided.limit_minor, line.terms.currency)
    texts = render(Kind.APPEAL_DECIDED, fields, required={"outcome", "answer"})
    return plain_notice(Kind.APPEAL_DECIDED, decided.appeal_id, line, texts, at=decided.decided_at)
