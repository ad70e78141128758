"""Who funds one line at one instant, and how much more each of them can take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from creditline.funding.agreement import Agreement, Regime, Share, Split
from creditline.funding.allot import allot
from creditline.funding.participant import Participant
from creditline.funding.ratios import NO_RATIOS, Ratios, most_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A participant in one line: what it has in it, how much more it can take, and by what it is weighed."""

    participant_id: str
    own: bool
    share_bps: int
    minimum_bps: int
    priority: int
    position_minor: int
    room_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capital:
    """What the lender last reported, minor units: net tier-1 capital, all loans. None: not reported, binds nothing."""

    tier_1_minor: int | None = None
    all_loans_minor: int | None = None


NO_CAPITAL = Capital()


def parties_at(
    agreement: Agreement,
    participants: Mapping[str, Participant],
    positions: Mapping[str, int],
    *,
    limit_minor: int,
    at: datetime,
    ratios: Ratios = NO_RATIOS,
    capital: Capital = NO_CAPITAL,
    everybody: bool = False,
) -> list[Party]:
    """Return those who fund a line of `limit_minor` at `at`, by priority; whoever has withdrawn is left out.

    everybody: leave nobody out, for what was promised before they all withdrew.

    positions: principal per participant in this line. A share commits its owner to that part of the limit: where a
    partner withdraws, the others fund what they were committed to, and no more.
    """
    shares = agreement.at(at) or (agreement.shares if everybody else ())
    commitments = dict(zip(shares, _commitments(agreement.split, shares, limit_minor), strict=True))
    funding = [share for share in shares if everybody or participants[share.participant_id].funds(at)]
    bound = ratios if agreement.regime is Regime.CN_JOINT_LOANS else NO_RATIOS
    own_room = _own_room([participants[share.participant_id] for share in funding], bound, capital)
    joint = len(funding) > 1
    return [
        _party(share, participants[share.participant_id], positions, commitments[share], own_room, bound, joint=joint)
        for share in funding
    ]


def _commitments(split: Split, shares: tuple[Share, ...], limit_minor: int) -> list[int]:
    by_share = allot(limit_minor, [share.share_bps for share in shares])
    whole = by_share if split is Split.SHARES else [limit_minor] * len(shares)
    return [
        part if share.line_cap_minor is None else min(part, share.line_cap_minor)
        for part, share in zip(whole, shares, strict=True)
    ]


def _own_room(funding: list[Participant], ratios: Ratios, capital: Capital) -> int | None:
    """Return how much more of the lender's own money joint loans may take; None: as much as it likes."""
    partners = [participant for participant in funding if not participant.own]
    rooms: list[int] = []
    if capital.tier_1_minor is not None and ratios.single_partner is not None:
        most = most_of(capital.tier_1_minor, ratios.single_partner)
        rooms += [most - partner.beside_minor for partner in partners]
    if capital.all_loans_minor is not None and ratios.all_joint is not None and partners:
        most = most_of(capital.all_loans_minor, ratios.all_joint)
        rooms += [most - participant.exposure_minor for participant in funding if participant.own]
    return max(0, min(rooms)) if rooms else None


def _party(
    share: Share,
    participant: Participant,
    positions: Mapping[str, int],
    commitment_minor: int,
    own_room: int | None,
    ratios: Ratios,
    *,
    joint: bool,
) -> Party:
    position = positions.get(participant.id, 0)
    rooms = [commitment_minor - position]
    if participant.cap_minor is not None:
        rooms.append(participant.cap_minor - participant.exposure_minor)
    if participant.own and own_room is not None:
        rooms.append(own_room)
    by_law = 0 if participant.own or not joint else ratios.partner_minimum or 0
    return Party(
        participant_id=participant.id,
        own=participant.own,
        share_bps=share.share_bps,
        minimum_bps=max(share.minimum_bps, by_law) if joint else 0,
        priority=share.priority,
        position_minor=position,
        room_minor=max(0, min(rooms)),
    )
