"""The notice that a proof of income runs out: until when it counts, and what the limit may then fall to."""

from datetime import datetime

from creditline.decisions.proof_of_income import Ageing
from creditline.lines.line import Line
from creditline.notices.lender import Lender
from creditline.notices.notice import Both, Kind, Notice
from creditline.notices.plain import plain_notice
from creditline.notices.render import render
from creditline.notices.wording import DESK
from creditline.notices.written import amount, day, same


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
    texts = render(Kind.PROOF_RUNS_OUT, fields)
    return plain_notice(Kind.PROOF_RUNS_OUT, subject, line, texts, at=at, lender=lender.name)
