"""Checking the book: does every invariant hold, and if not, what breaks it."""

from dataclasses import asdict, dataclass
from typing import Any

from creditline.store.checks import Finding, find_offenders
from creditline.store.database import Database


@dataclass(frozen=True, slots=True)
class BookReport:
    """What a check of the book found; lines, events and entries are how many it looked at.

    invariants: one finding each, in the order of their names, with or without offenders.
    """

    lines: int
    events: int
    entries: int
    invariants: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether every invariant holds."""
        return not self.broken

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The invariants that do not hold."""
        return tuple(finding for finding in self.invariants if finding.offenders)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as values that JSON has."""
        return {"ok": self.ok, **asdict(self)}


async def check_book(database: Database) -> BookReport:
    """Check every invariant on one snapshot of the book, which may be in use; raise StoreUnavailable."""
    found = await find_offenders(database)
    return BookReport(found.lines, found.events, found.entries, found.findings)
