"""Writing who funds what: the legs of a group's events, what each then has in each line, and in all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from creditline.funding.participant import Participant
from creditline.store.bulk_text import COPIED_COLUMNS, row_line
from creditline.store.wire import copy, execute_rows


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


def leg_writes(legs: Sequence[FundingLeg], participants: Mapping[str, Participant]) -> Iterator[bytes]:
    """Yield messages that write the legs of a group, and what they left; `participants` are as they stand after it."""
    if not legs:
        return
    columns = COPIED_COLUMNS["funding_leg"]
    yield copy("copy_funding_leg", [row_line(getattr(leg, column) for column in columns) for leg in legs])
    left = {(leg.line_id, leg.participant_id): leg.current_minor for leg in legs}
    yield execute_rows("move_positions", [(*name, minor) for name, minor in left.items()])
    yield execute_rows("move_participants", _totals(participants.values()))


def _totals(participants: Iterable[Participant]) -> list[tuple[str, int, int]]:
    return [(participant.id, participant.exposure_minor, participant.beside_minor) for participant in participants]
