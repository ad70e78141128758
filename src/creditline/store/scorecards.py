"""Scorecards in the database: the registry, what each card is for from when on, scores, labels, the review pause."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from creditline.store.database import Database
from creditline.store.named import rows_of
from creditline.store.queries import query
from creditline.store.wire import Wire


class Role(StrEnum):
    """What a card is for. Decisions are made by the champion; shadows and challengers are scored beside it."""

    CHAMPION = "champion"
    CHALLENGER = "challenger"
    SHADOW = "shadow"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCard:
    """A card by the hash of its content. proof: what was checked when it was registered."""

    id: str
    name: str
    content: str
    proof: Mapping[str, Any]
    registered_at: datetime
    registered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A card gets a role from an instant on; a second person stands for it, and an assessment was made."""

    card_id: str
    role: Role
    from_at: datetime
    activated_by: str
    second_person: str
    assessment: str
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMade:
    """A score that a decision looked at, after the event numbered `version`, with the values it was made from."""

    line_id: str
    version: int
    card_id: str
    role: Role
    scored_on: date
    points: int
    pd_ppm: int
    feature_values: Mapping[str, int | str | None]
    booked_at: datetime


class LabelKind(StrEnum):
    """Where a label comes from: the ledger's outcome, the outcome of an appeal, the outcome of an anomaly flag."""

    OUTCOME = "outcome"
    APPEAL = "appeal"
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """How something turned out. bad: the line defaulted, the refusal was upheld, the flag was confirmed.

    subject: the definition of the outcome, or the rule that refused or flagged. on_date: the day it speaks of.
    provenance: which appeal, flag or events say so.
    """

    line_id: str
    kind: LabelKind
    subject: str
    bad: bool
    on_date: date
    provenance: Mapping[str, Any]
    actor: str
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPause:
    """Whether automatic decreases and increases rest, since when, and why."""

    paused: bool
    cause: str
    actor: str
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How many verdicts of a rule are decided, how many were right; of how many lines the outcome is known and bad."""

    kind: LabelKind
    subject: str
    decided: int
    right_count: int
    outcomes: int
    went_bad: int


async def save_card(database: Database, card: RegisteredCard) -> bool:
    """Keep a card; return whether it is new. One with the same content is kept already, and stays as it is."""
    values = _values(card) | {"proof": Jsonb(dict(card.proof))}
    return bool(await rows_of(database, "save_card", **values))


async def find_card(database: Database, card_id: str) -> RegisteredCard | None:
    """Return a card by its id, or by the beginning of one; None if no card, or more than one, has it."""
    rows = await rows_of(database, "find_card", id=card_id)
    return RegisteredCard(**rows[0]) if len(rows) == 1 else None


async def read_cards(database: Database, at: datetime) -> list[dict[str, Any]]:
    """Return all cards without their content, newest first, each with its `role` at the instant; None for no role."""
    return list(await rows_of(database, "cards", at=at))


async def active_cards(database: Database, at: datetime) -> dict[str, Role]:
    """Return the ids of the cards that are scored at the instant, and their roles; at most one is the champion."""
    rows = await rows_of(database, "cards", at=at)
    return {row["id"]: Role(row["role"]) for row in rows if row["role"] not in {None, Role.RETIRED}}


async def save_activation(database: Database, activation: Activation) -> None:
    """Keep an activation."""
    await rows_of(database, "save_activation", **_values(activation))


async def record_scores(wire: Wire, scores: Sequence[ScoreMade]) -> None:
    """Keep the scores of a group in one statement, in its transaction."""
    if scores:
        rows = [
            (
                made.line_id,
                made.version,
                made.card_id,
                made.role.value,
                made.scored_on,
                made.points,
                made.pd_ppm,
                json.dumps(dict(made.feature_values)),
                made.booked_at,
            )
            for made in scores
        ]
        await wire.fetch(query("record_scores"), *map(list, zip(*rows, strict=True)))


async def read_scores(database: Database, card_id: str, *, first: date, last: date) -> list[DictRow]:
    """Return a card's scores between two days, both included: line_id, scored_on, points, pd_ppm, feature_values."""
    return await rows_of(database, "scores_between", card_id=card_id, first=first, last=last)


async def scored_days(database: Database, card_id: str) -> tuple[date, date] | None:
    """Return the first and the last day on which the card was used; None if it never was."""
    row = (await rows_of(database, "scored_days", card_id=card_id))[0]
    return None if row["first"] is None else (row["first"], row["last"])


async def record_labels(database: Database, labels: Sequence[Label]) -> int:
    """Keep labels that are not kept yet and return how many were new; a label is never changed."""
    rows = [_values(label) | {"provenance": Jsonb(dict(label.provenance))} for label in labels]
    async with database.reader() as connection, connection.transaction(), connection.cursor() as cursor:
        await cursor.executemany(query("record_label"), rows)
        return cursor.rowcount


async def count_rules(database: Database) -> list[RuleCount]:
    """Return how each rule's verdicts turned out, by kind and rule."""
    rows = await rows_of(database, "rule_counts")
    return [RuleCount(**{**row, "kind": LabelKind(row["kind"])}) for row in rows]


async def count_labels(database: Database) -> tuple[dict[str, dict[str, int]], int]:
    """Return labels and bad ones by kind, and how many lines only feedback speaks for so far."""
    counted = await rows_of(database, "label_counts")
    early = await rows_of(database, "early_labels")
    return {row["kind"]: {"labels": row["labels"], "bad": row["bad"]} for row in counted}, early[0]["early"]


async def read_thresholds(database: Database, on: date) -> dict[str, int]:
    """Return the monitoring's thresholds in force on a day, in parts of 10,000."""
    return {row["name"]: row["bps"] for row in await rows_of(database, "thresholds", on_date=on)}


async def read_review_pause(database: Database) -> ReviewPause | None:
    """Return the pause of automatic reviews in force; None if they go on."""
    rows = await rows_of(database, "review_pause")
    return ReviewPause(**rows[0]) if rows and rows[0]["paused"] else None


async def save_review_pause(database: Database, pause: ReviewPause) -> None:
    """Begin or end a pause of automatic reviews."""
    await rows_of(database, "save_review_pause", **_values(pause))


def _values(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses above
    return {name: getattr(value, name) for name in value.__slots__}
