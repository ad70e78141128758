"""A notice that no rule asks for: it has no last day, and is given in a durable form as the others are."""

from collections.abc import Mapping
from datetime import datetime

from creditline.lines.line import Line
from creditline.notices.notice import Kind, Notice, Text, notice_id
from creditline.notices.written import language_for


def plain_notice(
    kind: Kind,
    subject: str,
    line: Line,
    texts: Mapping[str, Text],
    *,
    at: datetime,
    lender: str = "",
    named: str | None = None,
) -> Notice:
    """Return the notice about `subject`. named: what its id is made of, where the subject has another notice."""
    return Notice(
        id=notice_id(named or subject),
        line_id=line.id,
        kind=kind,
        subject=subject,
        rules=(),
        due_on=None,
        language=language_for(line.terms.currency),
        channel="durable",
        given_at=at,
        lender=lender,
        texts=texts,
    )
