"""Groups: customers who are related bear each other's risk, so that they are bounded together."""

from collections.abc import Iterable

Relation = tuple[str, str]


def groups_of(relations: Iterable[Relation]) -> list[frozenset[str]]:
    """Return the groups that follow from who is related to whom: everybody who can be reached from each other."""
    groups: dict[str, set[str]] = {}
    for one, other in relations:
        together = groups.get(one, {one}) | groups.get(other, {other})
        for member in together:
            groups[member] = together
    return sorted({frozenset(group) for group in groups.values()}, key=min)
