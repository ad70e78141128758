"""Who funds how much of a draw."""

from collections.abc import Sequence

from creditline.funding.agreement import WHOLE_BPS, Split
from creditline.funding.allot import allot
from creditline.funding.parties import Party

Parts = dict[str, int]


def fundable_minor(parties: Sequence[Party], split: Split) -> int:
    """Return the largest draw that finds funders for all of it, each bearing at least its minimum of it."""
    if split is Split.SHARES and _breaks_a_minimum(parties):
        return 0
    by_minimum = [party.room_minor * WHOLE_BPS // party.minimum_bps for party in parties if party.minimum_bps]
    return min([sum(party.room_minor for party in parties), *by_minimum])


def split_draw(amount_minor: int, parties: Sequence[Party], split: Split) -> Parts:
    """Divide a draw of no more than `fundable_minor` among `parties`; the parts sum to it.

    First everybody's minimum, rounded up; then by shares, or in the order of priority; what exceeds somebody's room
    goes to those who have room left.
    """
    parts = _minimums(amount_minor, parties)
    goals = _by_share(amount_minor, parties) if split is Split.SHARES else _by_priority(amount_minor, parties)
    for most in (goals, [party.room_minor for party in parties]):
        wanted = [
            max(0, min(goal, party.room_minor) - part) for goal, party, part in zip(most, parties, parts, strict=True)
        ]
        rest = min(amount_minor - sum(parts), sum(wanted))
        parts = [part + more for part, more in zip(parts, allot(rest, wanted), strict=True)]
    return _named(parties, parts)


def split_anyway(amount_minor: int, parties: Sequence[Party], split: Split) -> Parts:
    """Divide a draw that was promised or forced: what finds no funder is the lender's own, above its caps.

    Without the lender among `parties` it is the most senior party's. Raises NobodyFunds.
    """
    if not parties:
        raise NobodyFunds
    regular = min(amount_minor, fundable_minor(parties, split))
    parts = split_draw(regular, parties, split)
    last = next((party for party in parties if party.own), parties[0])
    parts[last.participant_id] = parts.get(last.participant_id, 0) + amount_minor - regular
    return {name: part for name, part in parts.items() if part}


class NobodyFunds(AssertionError):
    """Principal moved on a line whose agreement has no participant then; a draw is refused before it comes to this."""

    def __init__(self) -> None:
        super().__init__("Nobody funds this line now, and yet principal moved on it.")


def _breaks_a_minimum(parties: Sequence[Party]) -> bool:
    whole = sum(party.share_bps for party in parties)
    return any(party.share_bps * WHOLE_BPS < party.minimum_bps * whole for party in parties)


def _minimums(amount_minor: int, parties: Sequence[Party]) -> list[int]:
    """Return everybody's minimum, rounded up; in proportion where an amount of a few units cannot give all of them."""
    least = [-(-amount_minor * party.minimum_bps // WHOLE_BPS) for party in parties]
    return least if sum(least) <= amount_minor else allot(amount_minor, least)


def _by_share(amount_minor: int, parties: Sequence[Party]) -> list[int]:
    return allot(amount_minor, [party.share_bps for party in parties])


def _by_priority(amount_minor: int, parties: Sequence[Party]) -> list[int]:
    """Return how much of the draw each takes where the first fills up before the next, beyond everybody's minimum."""
    parts = _minimums(amount_minor, parties)
    rest = amount_minor - sum(parts)
    for place in sorted(range(len(parties)), key=lambda place: parties[place].priority):
        more = min(rest, max(0, parties[place].room_minor - parts[place]))
        parts[place] += more
        rest -= more
    return parts


def _named(parties: Sequence[Party], parts: Sequence[int]) -> Parts:
    return {party.participant_id: part for party, part in zip(parties, parts, strict=True) if part}
