"""What else than its own limit bounds a line: the lowest of all ceilings in force."""

from enum import StrEnum

from creditline.values import dataclass


class Bound(StrEnum):
    """What may bind a line. Where two are equally low, the one listed first is named."""

    LIMIT = "limit"
    SELF_CHOSEN = "self_chosen"
    TEMPORARY = "temporary"
    CUSTOMER = "customer"
    GROUP = "group"
    FUNDING = "funding"
    REGULATORY = "regulatory"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that principal and holds of a line may come to, minor units, and what says so."""

    bound: Bound
    amount_minor: int


_ORDER = {bound: place for place, bound in enumerate(Bound)}


def lowest(ceilings: list[Ceiling]) -> Ceiling | None:
    """Return the ceiling that binds among `ceilings`; None if there is none."""
    return min(ceilings, key=lambda ceiling: (ceiling.amount_minor, _ORDER[ceiling.bound]), default=None)
