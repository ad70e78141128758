"""Limits of a line beside its own: for a time, and chosen by the borrower. Both only lower what the line gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryLimit:
    """A lower limit from `starts_at` up to, not including, `ends_at`; it ends by itself. Several may overlap."""

    id: str
    amount_minor: int
    starts_at: datetime
    ends_at: datetime
    reason: str

    def in_force(self, at: datetime) -> bool:
        """Whether it counts at the instant `at`."""
        return self.starts_at <= at < self.ends_at


class TemporaryLimitTooShort(ValueError):
    """A temporary limit must end after it starts, and not in the past."""

    code = "temporary-limit-too-short"

    def __init__(self, *, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(
            f"{ends_at.isoformat()} is not after {starts_at.isoformat()}. Let the temporary limit end later."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenLimit:
    """The limit that the borrower chose at `chosen_at`; None: the borrower wants the whole limit again."""

    amount_minor: int | None
    chosen_at: datetime


def check_temporary(limit: TemporaryLimit, now: datetime) -> TemporaryLimit:
    """Return `limit` if it has time to count in; raise TemporaryLimitTooShort."""
    if limit.ends_at <= max(limit.starts_at, now):
        raise TemporaryLimitTooShort(starts_at=max(limit.starts_at, now), ends_at=limit.ends_at)
    return limit


def temporary_at(limits: Iterable[TemporaryLimit], at: datetime) -> TemporaryLimit | None:
    """Return the lowest of the temporary limits in force at `at`; None if none is."""
    return min((limit for limit in limits if limit.in_force(at)), key=lambda limit: limit.amount_minor, default=None)


def chosen_at(choices: Iterable[ChosenLimit], at: datetime) -> int | None:
    """Return the amount chosen last by `at`, in the order given for the same instant; None if nothing bounds."""
    last = None
    for choice in sorted(choices, key=lambda choice: choice.chosen_at):
        last = choice if choice.chosen_at <= at else last
    return last.amount_minor if last else None
