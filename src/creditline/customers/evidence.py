"""Papers that show what a customer earns, owns or turns over. Each counts until its last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a paper shows: income a year, assets, revenue of twelve months."""

    INCOME = "income"
    ASSETS = "assets"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One paper: an amount in minor units, whether somebody verified it, and the last day on which it counts."""

    id: str
    kind: EvidenceKind
    amount_minor: int
    currency: str
    verified: bool
    issued_on: date
    valid_until: date


class EvidenceTooShort(ValueError):
    """A paper cannot end before it was issued."""

    code = "evidence-too-short"

    def __init__(self, *, issued_on: date, valid_until: date) -> None:
        super().__init__(f"{valid_until} is before the day of issue, {issued_on}. Give a later last day.")


def check_evidence(evidence: Evidence) -> Evidence:
    """Return `evidence` if its dates are in order; raise EvidenceTooShort."""
    if evidence.valid_until < evidence.issued_on:
        raise EvidenceTooShort(issued_on=evidence.issued_on, valid_until=evidence.valid_until)
    return evidence


def counting(papers: Iterable[Evidence], kind: EvidenceKind, on: date) -> Evidence | None:
    """Return the verified paper of `kind` that counts on `on`: the one issued last; None if there is none."""
    in_force = [
        paper
        for paper in papers
        if paper.verified and paper.kind is kind and paper.issued_on <= on <= paper.valid_until
    ]
    return max(in_force, key=lambda paper: (paper.issued_on, paper.id), default=None)
