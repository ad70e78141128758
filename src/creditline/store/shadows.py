"""Policies that are decided with beside the champion, and what they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from creditline.decisions.decision import Decision
from creditline.decisions.record import decision_of
from creditline.store.database import Database, translated
from creditline.store.lifecycle import PolicyVersion, values_of
from creditline.store.named import rows_of
from creditline.store.queries import query


class ShadowUnknown(LookupError):
    """A shadow is named by its number."""

    code = "shadow-unknown"

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no shadow number {number}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A policy that is decided with beside the champion, and what it came to.

    decisions: how many it looked at, of which it gave a higher or lower limit or could not decide. repaid: those that a
    full repayment triggered; repaid_lowered: of those, how many it would have lowered, and the champion did.
    """

    number: int
    policy_id: str
    policy_sha256: str
    card_id: str | None
    started_at: datetime
    started_by: str
    stopped_at: datetime | None
    seen_at: datetime
    seen_id: str
    decisions: int
    higher: int
    lower: int
    undecided: int
    repaid: int
    repaid_lowered: int
    champion_repaid_lowered: int
    difference_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowOutcome:
    """What a shadow would have decided in place of one decision; shadow_minor None: it could not, and why."""

    shadow_number: int
    decision_id: str
    line_id: str
    trigger: str
    repaid_in_full: bool
    before_minor: int | None
    champion_minor: int
    shadow_minor: int | None
    why_not: str | None


async def start_shadow(
    database: Database, version: PolicyVersion, card_id: str | None, *, by: str, at: datetime
) -> int:
    """Let a version be decided with in the shadow from now on; return the shadow's number."""
    values = {
        "policy_id": version.policy_id,
        "policy_sha256": version.sha256,
        "card_id": card_id,
        "started_at": at,
        "started_by": by,
    }
    rows = await rows_of(database, "lifecycle/start_shadow", **values)
    return int(rows[0]["number"])


async def stop_shadow(database: Database, number: int, *, at: datetime) -> None:
    """Stop a shadow; one that was stopped stays so. Raises ShadowUnknown."""
    await read_shadow(database, number)
    await rows_of(database, "lifecycle/stop_shadow", number=number, stopped_at=at)


async def read_shadows(database: Database) -> list[Shadow]:
    """Return every shadow, newest first."""
    return [Shadow(**row) for row in await rows_of(database, "lifecycle/shadows", number=None)]


async def read_shadow(database: Database, number: int) -> Shadow:
    """Return a shadow; raise ShadowUnknown."""
    rows = await rows_of(database, "lifecycle/shadows", number=number)
    if not rows:
        raise ShadowUnknown(number)
    return Shadow(**rows[0])


async def waiting_decisions(database: Database, shadow: Shadow, *, limit: int) -> list[Decision]:
    """Return the next decisions that a shadow has not looked at, in the order in which they were made."""
    rows = await rows_of(
        database,
        "lifecycle/shadow_waiting",
        policy_id=shadow.policy_id,
        seen_at=shadow.seen_at,
        seen_id=shadow.seen_id,
        limit=limit,
    )
    return [decision_of(row["record"]) for row in rows]


async def record_shadow(database: Database, shadow: Shadow, outcomes: Sequence[ShadowOutcome], seen: Decision) -> None:
    """Keep what a shadow came to, and how far it has looked."""
    async with await database.connect() as connection:
        with translated():
            async with connection.transaction(), connection.cursor() as cursor:
                await cursor.executemany(query("lifecycle/record_shadow"), [values_of(outcome) for outcome in outcomes])
                at = {"number": shadow.number, "seen_at": seen.decided_at, "seen_id": seen.id}
                await cursor.execute(query("lifecycle/shadow_seen"), at)
