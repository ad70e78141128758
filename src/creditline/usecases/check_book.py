"""Checking the book: does every invariant hold, and if not, what breaks it."""

from dataclasses import asdict, dataclass
from typing import Any

from creditline.store.checks import Finding, find_offenders
from creditline.store.database import Database
from creditline.usecases.rebuild_features import StatesChecked, check_features

FEATURE_STATES = 1_000


@dataclass(frozen=True, slots=True)
class BookReport:
    """What a check of the book found; lines, events and entries are how many it looked at.

    invariants: one finding each, in the order of their names, with or without offenders.
    feature_states: how the states that are kept compare with a rebuild from events.
    """

    lines: int
    events: int
    entries: int
    invariants: tuple[Finding, ...]
    feature_states: StatesChecked

    @property
    def ok(self) -> bool:
        """Whether every invariant holds, and every feature state looked at is what a rebuild gives."""
        return not self.broken and not self.feature_states.differing

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The invariants that do not hold."""
        return tuple(finding for finding in self.invariants if finding.offenders)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as values that JSON has."""
        return {"ok": self.ok, **asdict(self)}


async def check_book(database: Database, *, feature_states: int | None = FEATURE_STATES) -> BookReport:
    """Check every invariant on one snapshot of the book, which may be in use; raise StoreUnavailable.

    feature_states: so many lines' feature states are held against a rebuild; None for all.
    """
    found = await find_offenders(database)
    states = await check_features(database, sample=feature_states)
    return BookReport(found.lines, found.events, found.entries, found.findings, states)
