"""Dividing an amount by weights, to the minor unit."""

from collections.abc import Sequence


def allot(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Divide `amount_minor` by `weights` (none negative); the parts sum to it exactly.

    Largest remainder (Hamilton's method): each part is its quota rounded down, and the units left go one each to the
    largest remainders, the first of equal ones. So a part is never more than its quota rounded up; in particular,
    where the amount is no more than the sum of the weights, no part exceeds its weight. Without any weight all is 0.
    """
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    parts = [amount_minor * weight // total for weight in weights]
    remainders = [amount_minor * weight % total for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in largest_first[: amount_minor - sum(parts)]:
        parts[place] += 1
    return parts
