"""Partners and agreements for the tests of joint funding."""

from datetime import UTC, datetime
from typing import Any

from creditline.funding.agreement import Agreement, Share, Split
from creditline.funding.participant import Participant
from creditline.funding.parties import Party, parties_at

START = datetime(2026, 1, 1, tzinfo=UTC)
OWN, FIRST, SECOND = "par_own", "par_first", "par_second"


def make_share(participant_id: str, share_bps: int, **more: Any) -> Share:
    return Share(participant_id=participant_id, share_bps=share_bps, **{"valid_from": START, **more})


def make_agreement(*shares: Share, **more: Any) -> Agreement:
    fields: dict[str, Any] = {"id": "agr_test", "name": "Test", "currency": "CNY", **more}
    return Agreement(shares=shares, **fields)


def make_participant(participant_id: str, **more: Any) -> Participant:
    return Participant(id=participant_id, name=participant_id, currency="CNY", own=participant_id == OWN, **more)


def make_party(participant_id: str, share_bps: int, room_minor: int, **more: Any) -> Party:
    fields: dict[str, Any] = {
        "minimum_bps": 0,
        "priority": 1,
        "position_minor": 0,
        "own": participant_id == OWN,
        **more,
    }
    return Party(participant_id=participant_id, share_bps=share_bps, room_minor=room_minor, **fields)


SEVENTY_THIRTY = make_agreement(make_share(OWN, 7_000), make_share(FIRST, 3_000, priority=2))


def parties_of(agreement: Agreement, *participants: Participant, **more: Any) -> list[Party]:
    """Who funds a line with a limit of 100,000 on the first day."""
    fields: dict[str, Any] = {"limit_minor": 100_000, "at": START, "positions": {}, **more}
    positions = fields.pop("positions")
    return parties_at(agreement, {one.id: one for one in participants}, positions, **fields)


BY_SHARES, BY_PRIORITY = Split.SHARES, Split.PRIORITY
