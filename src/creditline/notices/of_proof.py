"""The notice that a proof of income runs out: until when it counts, and what the limit may then fall to."""

from datetime import datetime

from creditline.decisions.proof_of_income import Ageing
from creditline.lines.line import Line
from creditline.notices.lender import Lender
from creditline.notices.notice import Both, Kind, Notice, notice_id
from creditline.notices.render import render
from creditline.notices.wording import DESK
from creditline.notices.written import amount, day, language_for, same


def notice_of_proof(ageing: Ageing, subject: str, line: Line, lender: Lender, at: datetime) -> Notice:
    """Return a reminder; raise FieldsMissing, WordsForbidden."""
    fields: dict[str, Both] = {
        "proof_day": day(ageing.verified_on),
        "renew_by": day(ageing.turns_on),
        "limit_now": amount(line.limit_minor, line.terms.currency),
        "counts_until": day(ageing.counts_until),
        "limit_then": amount(ageing.limit_minor, line.terms.currency),
        "contact": same(lender.contact) if lender.contact else DESK,
    }
    return Notice(
        id=notice_id(subject),
        line_id=line.id,
        kind=Kind.PROOF_RUNS_OUT,
        subject=subject,
        rules=(),
        due_on=None,
        language=language_for(line.terms.currency),
        channel="durable",
        given_at=at,
        lender=lender.name,
        texts=render(Kind.PROOF_RUNS_OUT, fields),
    )
