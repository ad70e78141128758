"""What comes back: repayments and losses down the waterfall, and undone events by the shares they came in."""

from collections.abc import Mapping, Sequence

from creditline.funding.agreement import Split, Waterfall
from creditline.funding.allot import allot
from creditline.funding.parties import Party
from creditline.funding.split import Parts, split_anyway


class NotFunded(AssertionError):
    """More principal came off a line than its participants had in it; a defect in the code that moved it."""

    def __init__(self, amount_minor: int, positions: Mapping[str, int]) -> None:
        super().__init__(f"{amount_minor} cannot come off positions of {sum(positions.values())} in all.")


def pay_down(
    amount_minor: int, positions: Mapping[str, int], waterfall: Waterfall, priorities: Mapping[str, int]
) -> Parts:
    """Return how much of a repayment or a loss each participant takes, positive; nobody's more than its position.

    priorities: place of each participant, 1 the most senior; whoever has none comes last. Those of one place share in
    proportion to what they have. Raises NotFunded.
    """
    if amount_minor > sum(positions.values()):
        raise NotFunded(amount_minor, positions)
    last = max(priorities.values(), default=0) + 1
    places = {name: 0 if waterfall is Waterfall.PRO_RATA else priorities.get(name, last) for name in sorted(positions)}
    parts: Parts = {}
    for place in sorted(set(places.values()), reverse=waterfall is Waterfall.JUNIOR_FIRST):
        names = [name for name in places if places[name] == place]
        part = min(amount_minor - sum(parts.values()), sum(positions[name] for name in names))
        parts |= zip(names, allot(part, [positions[name] for name in names]), strict=True)
    return {name: part for name, part in parts.items() if part}


def recover(amount_minor: int, positions: Mapping[str, int], losses: Waterfall, priorities: Mapping[str, int]) -> Parts:
    """Return who gets what still comes in once a debt was given up, positive; raise NotFunded.

    A loss is what never comes in. So what does goes first to those whom the waterfall of losses spares longest.
    """
    return pay_down(amount_minor, positions, _SPARED_LONGEST[losses], priorities)


_SPARED_LONGEST = {
    Waterfall.PRO_RATA: Waterfall.PRO_RATA,
    Waterfall.JUNIOR_FIRST: Waterfall.SENIOR_FIRST,
    Waterfall.SENIOR_FIRST: Waterfall.JUNIOR_FIRST,
}


def undo(
    change_minor: int,
    legs: Mapping[str, int],
    positions: Mapping[str, int],
    parties: Sequence[Party],
    split: Split,
) -> Parts:
    """Return the legs that move principal by `change_minor` against `legs`, those of the event that is undone.

    Everybody gets back, or gives back, what that event brought him, even above a cap and after he withdrew. Where
    the change is smaller it is in the same proportion; what the event's legs do not cover is a new flow: off the
    positions in proportion, or onto those who fund the line now. No position falls below zero.
    """
    sign = 1 if change_minor > 0 else -1
    most = {name: _undoable(-sign * leg, positions.get(name, 0), sign) for name, leg in legs.items()}
    back = min(abs(change_minor), sum(most.values()))
    parts = dict(zip(most, allot(back, list(most.values())), strict=True))
    rest = abs(change_minor) - back
    further = split_anyway(rest, parties, split) if sign > 0 and rest else {}
    if sign < 0 and rest:
        further = pay_down(
            rest, {name: held - parts.get(name, 0) for name, held in positions.items()}, Waterfall.PRO_RATA, {}
        )
    return {
        name: sign * (parts.get(name, 0) + further.get(name, 0))
        for name in {**parts, **further}
        if parts.get(name, 0) + further.get(name, 0)
    }


def _undoable(leg_minor: int, position_minor: int, sign: int) -> int:
    """Return how much of a leg can be undone: what was put in only as far as it is still there."""
    return max(0, leg_minor if sign > 0 else min(leg_minor, position_minor))
