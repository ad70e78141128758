"""Turning the ledger into data to train on: every feature as of a day, and what became of the line after it.

Features know nothing that came later; the outcome is the ledger's own: so many days past due within a year. What has
not run its time is left out, and so is a day on which a line was that late already: nothing can be learned from it.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from creditline.dates.business_date import business_date
from creditline.features.catalogue import CATALOGUE
from creditline.lines.line import Line
from creditline.store.database import Database
from creditline.store.features import LedgerOutcome, Values, read_features, read_outcomes
from creditline.store.lines import read_lines
from creditline.store.scorecards import Label, LabelKind, record_labels
from creditline.training.dataset import write_parquet, write_spec

PAST_DUE_DAYS = 90
WITHIN_DAYS = 365
EVERY_DAYS = 30
TARGET = "bad"

_PAGE = 500


class NoOutcomes(LookupError):
    """There is no line whose outcome is known."""

    code = "no-outcomes"

    def __init__(self, within_days: int) -> None:
        super().__init__(
            f"No line has {within_days} days of history after a day to learn from. Let more time pass, or ask for an "
            "outcome within fewer days."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What was written: rows, how many of them bad, the lines they are of, the first and last day observed."""

    rows: int
    bad: int
    lines: int
    first: date
    last: date


async def write_dataset(
    database: Database,
    out: Path,
    *,
    now: datetime,
    spec: Path | None = None,
    within_days: int = WITHIN_DAYS,
    every_days: int = EVERY_DAYS,
    actor: str = "dataset",
) -> Dataset:
    """Write one row for each line and day observed, `every_days` days apart, and keep the outcomes as labels.

    Columns: line_id, observed_on, every feature that may be scored, and `bad` (1 or 0). spec: also write how each
    feature may be used, as `creditline score train --spec` reads it. Raises NoOutcomes, StoreUnavailable, OSError.
    """
    rows: list[dict[str, Any]] = []
    async for asked, today in _observation_days(database, now, every_days, within_days):
        known = await read_features(database, asked)
        outcomes = await read_outcomes(database, asked, past_due_days=PAST_DUE_DAYS, today=today)
        rows += _rows(known, outcomes, within_days)
    if not rows:
        raise NoOutcomes(within_days)
    write_parquet(out, rows)
    if spec is not None:
        write_spec(spec, CATALOGUE)
    await record_labels(database, list(_labels(rows, within_days, actor, now)))
    days = sorted(date.fromisoformat(row["observed_on"]) for row in rows)
    counted = Counter(row["line_id"] for row in rows)
    return Dataset(
        rows=len(rows), bad=sum(row[TARGET] for row in rows), lines=len(counted), first=days[0], last=days[-1]
    )


async def _observation_days(
    database: Database, now: datetime, every_days: int, within_days: int
) -> AsyncIterator[tuple[list[tuple[str, date]], date]]:
    """Yield, page by page of lines, the days on which each is observed, and the day that outcomes are known by."""
    after, today = "", now.date()
    while page := await read_lines(database, after=after, limit=_PAGE):
        after = page[-1].id
        asked = [(line.id, on) for line in page for on in _days(line, now, every_days, within_days)]
        if asked:
            yield asked, today


def _days(line: Line, now: datetime, every_days: int, within_days: int) -> list[date]:
    last = business_date(now, line.terms.zone) - timedelta(days=within_days)
    span = (last - line.terms.opened_on).days
    return [line.terms.opened_on + timedelta(days=day) for day in range(every_days, span + 1, every_days)]


def _rows(
    known: Mapping[tuple[str, date], Values], outcomes: Mapping[tuple[str, date], LedgerOutcome], within_days: int
) -> Iterator[dict[str, Any]]:
    for (line_id, on), values in sorted(known.items()):
        outcome = outcomes.get((line_id, on))
        if outcome is None or outcome.already:
            continue
        bad = outcome.bad_on is not None and outcome.bad_on <= on + timedelta(days=within_days)
        scored = {feature.name: values[feature.name] for feature in CATALOGUE if feature.scored}
        yield {"line_id": line_id, "observed_on": on.isoformat(), **scored, TARGET: int(bad)}


def _labels(rows: Sequence[dict[str, Any]], within_days: int, actor: str, now: datetime) -> Iterator[Label]:
    subject = f"past_due_{PAST_DUE_DAYS}_within_{within_days}"
    for row in rows:
        yield Label(
            line_id=row["line_id"],
            kind=LabelKind.OUTCOME,
            subject=subject,
            bad=bool(row[TARGET]),
            on_date=date.fromisoformat(row["observed_on"]),
            provenance={"from": "ledger", "past_due_days": PAST_DUE_DAYS, "within_days": within_days},
            actor=actor,
            booked_at=now,
        )
