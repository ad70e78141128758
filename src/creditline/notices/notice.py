"""A notice: what a borrower is told of one thing that happened, in both languages, one of which binds."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

Both = tuple[str, str]
"""A text in English and in Chinese."""

LANGUAGES = ("en", "zh")


class Kind(StrEnum):
    """What a notice tells."""

    LIMIT_LOWERED = "limit_lowered"
    LIMIT_TO_FALL = "limit_to_fall"
    LIMIT_RAISED = "limit_raised"
    LIMIT_OFFERED = "limit_offered"
    MONEY_HELD = "money_held"
    HOLD_ENDED = "hold_ended"
    APPEAL_DECIDED = "appeal_decided"
    REPAYMENT_RETURNED = "repayment_returned"
    RELIEF_STARTED = "relief_started"
    PROOF_RUNS_OUT = "proof_runs_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A notice's text in one language, by its parts. rows: what is told as (name, value)."""

    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. subject: id of the decision, flag, appeal or event it tells of; a subject has one notice.

    rules: ids of the legal rules that ask for it. due_on: the last day on which it may be given; None where none asks.
    language: the one that binds. channel: how it must be given, in the words of the rules.
    follows: id of the notice that announced what this one tells.
    """

    id: str
    line_id: str
    kind: Kind
    subject: str
    rules: tuple[str, ...]
    due_on: date | None
    language: str
    channel: str
    given_at: datetime
    lender: str
    texts: Mapping[str, Text]
    follows: str | None = None

    @property
    def content(self) -> str:
        """All that it says, as canonical JSON."""
        told = {
            "kind": self.kind.value,
            "line_id": self.line_id,
            "subject": self.subject,
            "language": self.language,
            "given_at": self.given_at.isoformat(),
            "lender": self.lender,
            "texts": {language: asdict(text) for language, text in self.texts.items()},
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The hash of its content, by which a copy is recognised."""
        return sha256(self.content.encode()).hexdigest()


def notice_id(subject: str) -> str:
    """Return the id of the notice about `subject`. The database derives the same one for a decrease."""
    return f"ntc_{subject}"


def texts_of(content: str) -> tuple[str, dict[str, Text]]:
    """Read the lender's name and the texts back from a notice's content."""
    told = json.loads(content)
    texts = {
        language: Text(
            title=text["title"],
            lead=text["lead"],
            rows=tuple((name, value) for name, value in text["rows"]),
            reasons=tuple(text["reasons"]),
            closing=tuple(text["closing"]),
        )
        for language, text in told["texts"].items()
    }
    return told["lender"], texts
