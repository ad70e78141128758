"""Writing who funds what: the legs of a group's events, what each then has in each line, and in all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from creditline.funding.participant import Participant
from creditline.store.database import GroupConnection
from creditline.store.queries import query

LEG_COLUMNS = (
    "line_id",
    "version",
    "participant_id",
    "flow",
    "amount_minor",
    "previous_minor",
    "current_minor",
    "exposure_minor",
    "cap_minor",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingLeg:
    """What one event moved between a line and one participant: principal in minor units, positive when it is lent.

    flow: draw, repayment, recovery or undone. previous_minor, current_minor: what it had in the line before and after.
    exposure_minor: what it had in all lines after it. cap_minor: the cap it was held to, or None.
    """

    line_id: str
    version: int
    participant_id: str
    flow: str
    amount_minor: int
    previous_minor: int
    current_minor: int
    exposure_minor: int
    cap_minor: int | None


async def write_legs(
    connection: GroupConnection, legs: Sequence[FundingLeg], participants: Mapping[str, Participant]
) -> None:
    """Write the legs of a group, and what they left; `participants` are as they stand after it."""
    if not legs:
        return
    records = [tuple(getattr(leg, column) for column in LEG_COLUMNS) for leg in legs]
    await connection.copy_records_to_table("funding_leg", columns=LEG_COLUMNS, records=records)
    left = {(leg.line_id, leg.participant_id): leg.current_minor for leg in legs}
    positions = [(*name, minor) for name, minor in left.items()]
    await connection.execute(query("move_positions"), *zip(*positions, strict=True))
    moved = _totals(participants.values())
    await connection.execute(query("move_participants"), *zip(*moved, strict=True))


def _totals(participants: Iterable[Participant]) -> list[tuple[str, int, int]]:
    return [(participant.id, participant.exposure_minor, participant.beside_minor) for participant in participants]
