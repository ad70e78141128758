"""How an event moves the facts of a decision, and how a promise compares the decision without it and with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from creditline.policy.formula import Condition
from creditline.policy.wording import Wording
from creditline.scoring.card import Card


class Way(StrEnum):
    """What may happen to the ordinal of a fact."""

    SAME = "same"
    BECOMES = "becomes"
    FALLS = "falls"
    RISES = "rises"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Move:
    """How one fact moves. FALLS and RISES include staying where it was; `to` is the ordinal that it BECOMES."""

    way: Way
    to: int = 0

    def allows(self, before: int, after: int) -> bool:
        """Whether the fact may go from one ordinal to the other."""
        match self.way:
            case Way.SAME:
                return after == before
            case Way.BECOMES:
                return after == self.to
            case Way.FALLS:
                return after <= before
            case Way.RISES:
                return after >= before
            case Way.ANY:
                return True


STAYS = Move(Way.SAME)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a line, as the policy's facts see it. Facts without a move stay as they are.

    features: how it moves the features of the scorecard, RISES or FALLS. repayment: whether it is one.
    """

    id: str
    text: Wording
    moves: dict[str, Move]
    features: dict[str, Way] = field(default_factory=dict)
    repayment: bool = False

    def move(self, fact: str) -> Move:
        """Return how this fact moves."""
        return self.moves.get(fact, STAYS)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A condition that holds in every state a line can be in. It narrows a proof, and is printed with it."""

    said: str
    condition: Condition | None
    text: Wording


@dataclass(frozen=True, slots=True)
class Dynamics:
    """All that a policy folder says about how its facts move.

    score: the fact that is the score, if one is. card: the scorecard that makes it, if it is known.
    """

    events: dict[str, Event] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    score: str | None = None
    card: Card | None = None
    card_id: str | None = None
